import type { LanguageModelV4, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { Service } from './failures.ts';
import { ModelCallError } from './model.ts';
import type { ProviderId } from './model-id.ts';

/** Key and address of one provider, as configured; null: not configured. */
export interface ProviderSettings {
  apiKey: string | null;
  baseUrl: string | null;
}

export interface Access {
  apiKey: string | null;
  baseUrl: string | null;
  fetch: typeof fetch;
}

/** A provider that is spoken to over HTTP. Its package is loaded when it is first used: each costs some 20 MB. */
export interface RemoteProvider {
  service: Service;
  needsKey: boolean;
  /** See `Connection`. */
  ordinaryEnd?: string;
  providerOptions?: SharedV4ProviderOptions;
  connect(name: string, access: Access): Promise<LanguageModelV4>;
  /** See `Connection`; unset: an answer that was cut off is quoted. */
  prefill?(name: string, baseUrl: string | null): SharedV4ProviderOptions | undefined;
}

export type RemoteProviderId = Exclude<ProviderId, 'scripted'>;

export const REMOTE_PROVIDERS: Record<RemoteProviderId, RemoteProvider> = {
  deepseek: {
    service: service('deepseek', 'DeepSeek', 'DEEPSEEK'),
    needsKey: true,
    async connect(name, { apiKey, baseUrl, fetch }) {
      const { createDeepSeek } = await import('@ai-sdk/deepseek');
      return createDeepSeek({
        apiKey: apiKey ?? '',
        baseURL: baseUrl ?? 'https://api.deepseek.com',
        fetch,
      })(name);
    },
    // "Chat prefix completion" is there only at the address of the beta.
    prefill: (_name, baseUrl) =>
      /\/beta\/?$/.test(baseUrl ?? '') ? { deepseek: { prefix: true } } : undefined,
  },

  openai: {
    service: service('openai', 'OpenAI', 'OPENAI'),
    needsKey: true,
    ordinaryEnd: 'completed',
    // The responses API, since chat completions neither give nor take reasoning, and a model that loses its reasoning
    // between tool calls begins to think anew each time. Nothing is stored at OpenAI: the reasoning comes back
    // encrypted and is sent again, so that a job can go on from its checkpoint alone, however old.
    providerOptions: { openai: { store: false } },
    async connect(name, { apiKey, baseUrl, fetch }) {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI({
        apiKey: apiKey ?? '',
        baseURL: baseUrl ?? 'https://api.openai.com/v1',
        fetch,
      }).responses(name);
    },
  },

  anthropic: {
    service: service('anthropic', 'Anthropic', 'ANTHROPIC'),
    needsKey: true,
    async connect(name, { apiKey, baseUrl, fetch }) {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({
        apiKey: apiKey ?? '',
        baseURL: withVersion(baseUrl ?? 'https://api.anthropic.com'),
        fetch,
      })(name);
    },
    // From Claude 4.6 on it is refused.
    prefill: (name) => (TAKES_PREFILL.test(name) ? { anthropic: {} } : undefined),
  },

  'openai-compatible': {
    service: service('openai-compatible', 'The OpenAI-compatible server', 'OPENAI_COMPATIBLE'),
    needsKey: false,
    async connect(name, { apiKey, baseUrl, fetch }) {
      if (baseUrl === null) {
        throw new ModelCallError(
          'BAD_REQUEST',
          'There is no address for models of openai-compatible. Set OPENAI_COMPATIBLE_BASE_URL where the worker runs.',
          { provider: 'openai-compatible' },
        );
      }
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({
        name: 'openaiCompatible',
        baseURL: baseUrl,
        fetch,
        // Without it the usage is never sent.
        includeUsage: true,
        ...(apiKey !== null && { apiKey }),
      })(name);
    },
  },
};

const TAKES_PREFILL = /^claude-(3-|(opus|sonnet|haiku)-4-([015]|20\d{6})(-|$))/;

function service(provider: RemoteProviderId, label: string, prefix: string): Service {
  return { provider, label, keyVariable: `${prefix}_API_KEY`, urlVariable: `${prefix}_BASE_URL` };
}

/** ANTHROPIC_BASE_URL names the bare host for Anthropic's own tools; the SDK wants the version in the path. */
function withVersion(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.pathname === '/') url.pathname = '/v1';
  return url.href;
}
