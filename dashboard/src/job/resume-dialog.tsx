import { useId, useState } from 'react';
import type { ResumeCheckpointInput } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import type { JobDetail } from './fragments.ts';

interface ResumeDialogProps {
  job: JobDetail;
  version: number;
  busy: boolean;
  onClose: () => void;
  onSubmit: (input: ResumeCheckpointInput) => void;
}

/** Going on with another model, or with more turns. */
export function ResumeDialog({ job, version, busy, onClose, onSubmit }: ResumeDialogProps) {
  const texts = useTexts();
  const [model, setModel] = useState('');
  const [turns, setTurns] = useState('');
  const form = useId();
  const words = texts.travel.resumeDialog;
  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button type="submit" form={form} kind="primary" icon="resume" isDisabled={busy}>
            {words.submit}
          </Button>
        </>
      }
    >
      <p>{words.text(version)}</p>
      <form
        id={form}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit({
            ...{ jobId: job.jobId, version },
            ...(model.trim() === '' ? {} : { model: model.trim() }),
            ...(turns === '' ? {} : { maxTurns: Number(turns) }),
          });
        }}
      >
        <Field
          label={words.model}
          hint={words.modelHint}
          placeholder={job.model}
          value={model}
          onChange={setModel}
          mono
        />
        <Field
          label={words.maxTurns}
          placeholder={String(job.maxTurns)}
          value={turns}
          onChange={(text) => setTurns(text.replaceAll(/\D/g, ''))}
          inputMode="numeric"
        />
      </form>
    </Dialog>
  );
}
