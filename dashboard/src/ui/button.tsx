import './button.css';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Link,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { Icon, type IconName } from './icons.tsx';

export type ButtonKind = 'plain' | 'primary' | 'quiet' | 'danger' | 'attention';

interface Look {
  kind?: ButtonKind;
  icon?: IconName;
  small?: boolean;
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'>, Look {
  children: ReactNode;
}

export function Button({ kind = 'plain', icon, small = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classOf({ kind, small })}>
      {icon !== undefined && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </AriaButton>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  kind = 'plain',
  icon,
  small = false,
  href,
  children,
}: Look & { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={classOf({ kind, small })}>
      {icon !== undefined && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </Link>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  icon: IconName;
  /** Read to those who do not see the icon, and shown to those who point at it. */
  label: string;
  small?: boolean;
}

export function IconButton({ icon, label, small = false, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton {...rest} aria-label={label} className={`${classOf({ kind: 'quiet', small })} button-icon`}>
        <Icon name={icon} size={small ? 14 : 16} />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

function classOf({ kind, small }: { kind: ButtonKind; small: boolean }): string {
  return `button button-${kind}${small ? ' button-small' : ''}`;
}
