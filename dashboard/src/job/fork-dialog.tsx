import { useId, useState } from 'react';
import type { ForkCheckpointInput } from '../gql/graphql.ts';
import { useTexts } from '../i18n/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';

interface ForkDialogProps {
  jobId: string;
  version: number;
  model: string;
  busy: boolean;
  onClose: () => void;
  onSubmit: (input: ForkCheckpointInput) => void;
}

/** Another way from one version: with something said to the agent, or another model. */
export function ForkDialog({ jobId, version, model, busy, onClose, onSubmit }: ForkDialogProps) {
  const texts = useTexts();
  const [prompt, setPrompt] = useState('');
  const [other, setOther] = useState('');
  const form = useId();
  const words = texts.travel.forkDialog;
  return (
    <Dialog
      title={words.title(version)}
      isOpen
      onClose={onClose}
      wide
      actions={
        <>
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button type="submit" form={form} kind="primary" icon="fork" isDisabled={busy}>
            {words.submit}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <form
        id={form}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit({
            ...{ jobId, version },
            ...(prompt.trim() === '' ? {} : { prompt }),
            ...(other.trim() === '' ? {} : { model: other.trim() }),
          });
        }}
      >
        <Field label={words.prompt} hint={words.promptHint} rows={4} value={prompt} onChange={setPrompt} />
        <Field
          label={words.model}
          hint={words.modelHint}
          placeholder={model}
          value={other}
          onChange={setOther}
          mono
        />
      </form>
    </Dialog>
  );
}
