import { useState } from 'react';
import { actions, type Outcome } from '../api/actions.ts';
import type { JobStatus } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MenuItem, MenuList, MenuTrigger } from '../ui/menu.tsx';
import { navigate } from '../ui/navigation.ts';
import { notify } from '../ui/toasts.tsx';
import { ForkDialog } from './fork-dialog.tsx';
import type { JobDetail } from './fragments.ts';
import { OVER } from './over.ts';
import { ResumeDialog } from './resume-dialog.tsx';

type Asking = 'CANCEL' | 'REMOVE' | 'RESUME' | 'FORK';

const CAN_PAUSE: ReadonlySet<JobStatus> = new Set(['QUEUED', 'RUNNING', 'WAITING_RETRY']);

/** What can be done with a job as it is; the likeliest first. */
export function JobActions({ job, shown }: { job: JobDetail; shown: number | null }) {
  const texts = useTexts();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [busy, setBusy] = useState(false);
  const words = texts.job.actions;
  const { jobId, status, request } = job;
  const over = OVER.has(status);
  const resumable = over && status !== 'COMPLETED' && job.checkpoint != null && job.resumedBy == null;

  async function run(act: Promise<Outcome>, said: string, then: (jobId: string) => void = () => undefined) {
    setBusy(true);
    const outcome = await act;
    setBusy(false);
    setAsking(null);
    if (!outcome.done) return notify(outcome.message || texts.common.unreachable, 'bad');
    notify(said);
    then(outcome.jobId);
  }

  const open = (made: string) => navigate(pathOf.job(made));
  return (
    <div className="job-actions">
      {resumable && (
        <Button
          kind="primary"
          icon="resume"
          isDisabled={busy}
          onPress={() => void run(actions.resume({ jobId }), words.resumed, open)}
        >
          {words.resume}
        </Button>
      )}
      {status === 'PAUSED' && (
        <Button
          kind={job.waitingFor.length > 0 ? 'plain' : 'primary'}
          icon="play"
          isDisabled={busy}
          onPress={() => void run(actions.continue(jobId), words.continued)}
        >
          {words.continue}
        </Button>
      )}
      {CAN_PAUSE.has(status) && (
        <Button
          icon="pause"
          isDisabled={busy || request != null}
          onPress={() => void run(actions.pause(jobId), words.paused)}
        >
          {words.pause}
        </Button>
      )}
      {!over && (
        <Button icon="stop" isDisabled={busy || request === 'CANCEL'} onPress={() => setAsking('CANCEL')}>
          {words.cancel}
        </Button>
      )}
      {shown !== null && (
        <Button icon="fork" isDisabled={busy} onPress={() => setAsking('FORK')}>
          {words.fork}
        </Button>
      )}
      {over && job.checkpoint != null && (
        <MenuTrigger>
          <IconButton icon="more" label={words.more} />
          <MenuList label={words.more}>
            {resumable && (
              <MenuItem icon="resume" text={words.resumeWith} onAction={() => setAsking('RESUME')}>
                {words.resumeWith}
              </MenuItem>
            )}
            <MenuItem icon="trash" isDanger text={words.remove} onAction={() => setAsking('REMOVE')}>
              {words.remove}
            </MenuItem>
          </MenuList>
        </MenuTrigger>
      )}
      <Dialog
        role="alertdialog"
        title={words.cancelTitle}
        isOpen={asking === 'CANCEL'}
        onClose={() => setAsking(null)}
        actions={
          <>
            <Button onPress={() => setAsking(null)}>{words.keep}</Button>
            <Button kind="danger" onPress={() => void run(actions.cancel(jobId), words.cancelled)}>
              {words.cancelConfirm}
            </Button>
          </>
        }
      >
        <p>{words.cancelText}</p>
      </Dialog>
      <Dialog
        role="alertdialog"
        title={texts.jobs.removeTitle(1)}
        isOpen={asking === 'REMOVE'}
        onClose={() => setAsking(null)}
        actions={
          <>
            <Button onPress={() => setAsking(null)}>{texts.common.cancel}</Button>
            <Button kind="danger" onPress={() => void run(actions.remove(jobId), words.removed)}>
              {texts.jobs.removeConfirm}
            </Button>
          </>
        }
      >
        <p>{texts.jobs.removeText}</p>
      </Dialog>
      {asking === 'RESUME' && job.checkpoint != null && (
        <ResumeDialog
          job={job}
          version={job.checkpoint.version}
          busy={busy}
          onClose={() => setAsking(null)}
          onSubmit={(input) => void run(actions.resume(input), words.resumed, open)}
        />
      )}
      {asking === 'FORK' && shown !== null && (
        <ForkDialog
          jobId={jobId}
          model={job.model}
          version={shown}
          busy={busy}
          onClose={() => setAsking(null)}
          onSubmit={(input) => void run(actions.fork(input), words.forked, open)}
        />
      )}
    </div>
  );
}
