import './dialog.css';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '../i18n/texts.ts';
import { IconButton } from './button.tsx';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, the first to be pressed last in the row. */
  actions?: ReactNode;
  /** `alertdialog` for what cannot be undone. */
  role?: 'dialog' | 'alertdialog';
  wide?: boolean;
}

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  actions,
  role = 'dialog',
  wide = false,
}: DialogProps) {
  const texts = useTexts();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
      className="dialog-backdrop"
    >
      <Modal className={`dialog${wide ? ' dialog-wide' : ''}`}>
        <AriaDialog role={role} className="dialog-body">
          <header>
            <Heading slot="title">{title}</Heading>
            <IconButton icon="close" label={texts.common.close} onPress={onClose} />
          </header>
          {children}
          {actions !== undefined && <footer>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
