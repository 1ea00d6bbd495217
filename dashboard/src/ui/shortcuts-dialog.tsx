import './shortcuts.css';
import { useTexts } from '../i18n/texts.ts';
import { Dialog } from './dialog.tsx';

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { keys } = useTexts();
  const rows: [key: string, what: string][] = [
    ['/', keys.search],
    ['n', keys.newJob],
    ['j', keys.jobs],
    ['d', keys.decisions],
    ['h', keys.vitals],
    ['↑ ↓', keys.move],
    ['Space', keys.select],
    ['Enter', keys.open],
    ['Esc', keys.close],
    ['?', keys.help],
  ];
  return (
    <Dialog title={keys.title} isOpen onClose={onClose}>
      <dl className="shortcuts">
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
