import './menu.css';
import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon, type IconName } from './icons.tsx';

/** A button with a menu under it. The first child is the button, the second a `MenuList`. */
export { MenuTrigger };

export function MenuList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Popover className="popover" placement="bottom end" offset={4}>
      <AriaMenu aria-label={label} className="menu">
        {children}
      </AriaMenu>
    </Popover>
  );
}

export interface MenuItemProps {
  children: ReactNode;
  /** Its words, for those who type to find it. */
  text: string;
  icon?: IconName;
  onAction?: () => void;
  href?: string;
  target?: string;
  isDanger?: boolean;
  isChecked?: boolean;
  isDisabled?: boolean;
}

export function MenuItem({ children, text, icon, isDanger = false, isChecked, ...rest }: MenuItemProps) {
  return (
    <AriaMenuItem {...rest} textValue={text} className={`menu-item${isDanger ? ' menu-danger' : ''}`}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
      {isChecked === true && <Icon name="check" />}
    </AriaMenuItem>
  );
}
