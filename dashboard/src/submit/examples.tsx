import { useState } from 'react';
import { actions } from '../api/actions.ts';
import { useTexts } from '../i18n/texts.ts';
import { pathOf } from '../routes.ts';
import { Button } from '../ui/button.tsx';
import { navigate } from '../ui/navigation.ts';
import { notify } from '../ui/toasts.tsx';
import type { KnownModels } from './known-models.ts';

/** Jobs that run without a key, one press away. */
export function Examples({ models }: { models: KnownModels }) {
  const texts = useTexts();
  const [starting, setStarting] = useState<string | null>(null);
  if (models.examples.length === 0) return null;

  async function start(model: string, prompt: string): Promise<void> {
    setStarting(model);
    const outcome = await actions.submit({ prompt, model });
    setStarting(null);
    if (outcome.done) navigate(pathOf.job(outcome.jobId));
    else notify(outcome.message || texts.common.unreachable, 'bad');
  }

  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">{texts.submit.examples}</h2>
      <p>{texts.submit.examplesText}</p>
      <ul>
        {models.examples.map(({ model, description, prompt, answers }) => (
          <li key={model} className="example">
            <div>
              <h3 className="mono">{model}</h3>
              {description != null && <p>{description}</p>}
              <p className="note">{texts.submit.answers(answers)}</p>
            </div>
            <Button
              icon="play"
              isDisabled={starting !== null}
              aria-label={texts.submit.startNamed(model)}
              onPress={() => void start(model, prompt)}
            >
              {texts.submit.start}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
