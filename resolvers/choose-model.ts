import { checkModelId } from '../src/agent/model/registry.ts';
import { RetomaError } from '../src/errors.ts';
import type { Context } from './context.ts';
import { atField } from './parse-input.ts';

/**
 * The model that was named, checked, or else the one to fall back on, which was checked when it was set.
 * @throws RetomaError MODEL_REQUIRED when there is neither; InputError for a model that there is not.
 */
export async function chooseModel(
  named: string | null | undefined,
  fallback: string | null,
  { config }: Pick<Context, 'config'>,
): Promise<string> {
  if (named == null) {
    if (fallback !== null) return fallback;
    throw new RetomaError(
      'MODEL_REQUIRED',
      'No model was named. Send "model", for example "deepseek/deepseek-v4-pro" (needs DEEPSEEK_API_KEY), or set DEFAULT_MODEL for the server.',
    );
  }
  await atField('model', () => checkModelId(named, config));
  return named;
}
