import { useState } from 'react';
import type { Selection } from 'react-aria-components';
import { actions, type Outcome } from '../api/actions.ts';
import type { JobRow } from '../api/job-row.ts';
import type { JobStatus } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { notify } from '../ui/toasts.tsx';

const AT_ONCE = 4;
const OVER: ReadonlySet<JobStatus> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

interface BulkBarProps {
  rows: readonly JobRow[];
  selection: Selection;
  onDone: () => void;
}

/** What can be done with the rows that are selected. */
export function BulkBar({ rows, selection, onDone }: BulkBarProps) {
  const texts = useTexts();
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const chosen = selection === 'all' ? rows : rows.filter(({ id }) => selection.has(id));
  const resumable = chosen.filter(({ checkpoint }) => checkpoint?.resumability.canResume === true);
  const removable = chosen.filter(({ status, checkpoint }) => checkpoint != null && OVER.has(status));
  const live = chosen.filter(({ status }) => !OVER.has(status));
  if (chosen.length === 0) return null;

  async function run(
    targets: readonly JobRow[],
    act: (jobId: string) => Promise<Outcome>,
    say: (count: number) => string,
  ): Promise<void> {
    setBusy(true);
    const outcomes = await forEach(targets, ({ jobId }) => act(jobId));
    const done = outcomes.filter((outcome) => outcome.done).length;
    const refused = outcomes.filter((outcome) => !outcome.done);
    if (done > 0) notify(say(done));
    const [first] = refused;
    if (first !== undefined) {
      notify(texts.jobs.refused(refused.length, first.message || texts.common.unreachable), 'bad');
    }
    setBusy(false);
    onDone();
  }

  return (
    <div className="bulk-bar" role="toolbar" aria-label={texts.jobs.selected(chosen.length)}>
      <span className="bulk-count">{texts.jobs.selected(chosen.length)}</span>
      {resumable.length > 0 && (
        <Button
          icon="resume"
          kind="primary"
          isDisabled={busy}
          onPress={() => void run(resumable, (jobId) => actions.resume({ jobId }), texts.jobs.resumed)}
        >
          {texts.jobs.resume(resumable.length)}
        </Button>
      )}
      {live.length > 0 && (
        <Button
          icon="stop"
          isDisabled={busy}
          onPress={() => void run(live, actions.cancel, texts.jobs.cancelled)}
        >
          {texts.jobs.cancel(live.length)}
        </Button>
      )}
      {removable.length > 0 && (
        <Button icon="trash" isDisabled={busy} onPress={() => setRemoving(true)}>
          {texts.jobs.remove(removable.length)}
        </Button>
      )}
      <IconButton icon="close" label={texts.jobs.clear} onPress={onDone} />
      <Dialog
        role="alertdialog"
        title={texts.jobs.removeTitle(removable.length)}
        isOpen={removing}
        onClose={() => setRemoving(false)}
        actions={
          <>
            <Button onPress={() => setRemoving(false)}>{texts.common.cancel}</Button>
            <Button
              kind="danger"
              onPress={() => {
                setRemoving(false);
                void run(removable, actions.remove, texts.jobs.removed);
              }}
            >
              {texts.jobs.removeConfirm}
            </Button>
          </>
        }
      >
        <p>{texts.jobs.removeText}</p>
      </Dialog>
    </div>
  );
}

/** Does it for each, some at a time; the answers are in the order of the items. */
async function forEach<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T);
    }),
  );
  return results;
}
