import './toasts.css';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { useTexts } from '../i18n/texts.ts';
import { IconButton } from './button.tsx';

interface Notice {
  text: string;
  kind: 'good' | 'bad';
}

const GOOD_FOR_MS = 5000;
const BAD_FOR_MS = 12_000;

const queue = new ToastQueue<Notice>({ maxVisibleToasts: 3 });

/** Says in passing that something was done, or why not. */
export function notify(text: string, kind: Notice['kind'] = 'good'): void {
  queue.add({ text, kind }, { timeout: kind === 'good' ? GOOD_FOR_MS : BAD_FOR_MS });
}

export function Toasts() {
  const texts = useTexts();
  return (
    <ToastRegion queue={queue} className="toasts">
      {({ toast }) => (
        <Toast toast={toast} className={`toast toast-${toast.content.kind}`}>
          <ToastContent>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <IconButton slot="close" icon="close" label={texts.common.dismiss} small />
        </Toast>
      )}
    </ToastRegion>
  );
}
