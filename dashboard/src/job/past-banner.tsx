import { useState } from 'react';
import { actions } from '../api/actions.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { navigate } from '../ui/navigation.ts';
import { notify } from '../ui/toasts.tsx';
import { ForkDialog } from './fork-dialog.tsx';

interface PastBannerProps {
  jobId: string;
  version: number;
  head: number;
  isLive: boolean;
  onBack: () => void;
}

/** Says that a version is shown and not the present, and what can be done from there. */
export function PastBanner({ jobId, version, head, isLive, onBack }: PastBannerProps) {
  const texts = useTexts();
  const { travel } = texts;
  return (
    <div className="past-banner">
      <p>
        <strong>{travel.asOf(version, head)}.</strong> {travel.asOfText} {isLive && travel.meanwhile}
      </p>
      <div className="job-actions">
        <Button small kind="attention" onPress={onBack}>
          {travel.back}
        </Button>
        <ForkHere jobId={jobId} version={version} />
        <ButtonLink small icon="compare" href={pathOf.compare({ jobId, version }, { jobId, version: head })}>
          {travel.compareHere}
        </ButtonLink>
      </div>
    </div>
  );
}

function ForkHere({ jobId, version }: { jobId: string; version: number }) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  return (
    <>
      <Button small icon="fork" onPress={() => setOpen(true)}>
        {texts.travel.forkHere}
      </Button>
      {open && (
        <ForkDialog
          jobId={jobId}
          version={version}
          model=""
          busy={busy}
          onClose={() => setOpen(false)}
          onSubmit={async (input) => {
            setBusy(true);
            const outcome = await actions.fork(input);
            setBusy(false);
            if (!outcome.done) return notify(outcome.message || texts.common.unreachable, 'bad');
            setOpen(false);
            notify(texts.job.actions.forked);
            navigate(pathOf.job(outcome.jobId));
          }}
        />
      )}
    </>
  );
}
