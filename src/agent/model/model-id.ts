import { RetomaError } from '../../errors.ts';

export const PROVIDERS = ['deepseek', 'openai', 'anthropic', 'openai-compatible', 'scripted'] as const;
export type ProviderId = (typeof PROVIDERS)[number];

export interface ModelId {
  provider: ProviderId;
  /** The provider's own name of the model; may hold slashes. */
  name: string;
}

const MAX_LENGTH = 200;

/** The provider's part of an id, whether it is known or not. */
export function providerOf(id: string): string {
  const slash = id.indexOf('/');
  return slash === -1 ? id : id.slice(0, slash);
}

/**
 * Takes `provider/model` apart.
 * @throws RetomaError INVALID_INPUT, saying what is known
 */
export function parseModelId(id: string): ModelId {
  const known = `Known are ${PROVIDERS.map((provider) => `${provider}/…`).join(', ')}; for example deepseek/deepseek-v4-pro.`;
  const slash = id.indexOf('/');
  if (slash === -1) {
    throw new RetomaError('INVALID_INPUT', `A model is named as provider/model. ${known}`);
  }
  const provider = PROVIDERS.find((candidate) => candidate === id.slice(0, slash));
  if (provider === undefined) {
    throw new RetomaError(
      'INVALID_INPUT',
      `There is no provider ${JSON.stringify(id.slice(0, slash).slice(0, 40))}. ${known}`,
    );
  }
  const name = id.slice(slash + 1);
  if (id.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(name)) {
    throw new RetomaError(
      'INVALID_INPUT',
      `The name of the model behind ${provider}/ must be printable ASCII without spaces, the whole id at most ${MAX_LENGTH} characters.`,
    );
  }
  return { provider, name };
}
