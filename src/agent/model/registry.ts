import { hash } from 'node:crypto';
import { askOnce, type Connection } from './ask.ts';
import { missingKey, silence } from './failures.ts';
import { endingFetch } from './last-event.ts';
import type { Model } from './model.ts';
import { parseModelId } from './model-id.ts';
import { type ProviderSettings, REMOTE_PROVIDERS, type RemoteProviderId } from './providers.ts';
import { loadScript, ScriptedModel } from './scripted.ts';
import { watchedFetch } from './watchdog.ts';

export interface ModelSettings {
  providers: {
    deepseek: ProviderSettings;
    openai: ProviderSettings;
    anthropic: ProviderSettings;
    openaiCompatible: ProviderSettings;
  };
  /** Folder of the `scripted` models. */
  scriptsDir: string;
  /** @default 120000 */
  firstByteTimeoutMs?: number;
  /** @default 60000 */
  idleTimeoutMs?: number;
}

/**
 * Opens a model by its id, `provider/model`. Nothing is connected, loaded or read before the first answer is asked
 * for: a missing key fails that call (`ModelCallError` AUTHENTICATION, naming the variable to set), since the worker's
 * settings decide about it, not those of the process that took the job.
 *
 * @throws RetomaError INVALID_INPUT: an unknown provider or a malformed id
 */
export function openModel(id: string, settings: ModelSettings): Model {
  const { provider, name } = parseModelId(id);
  if (provider === 'scripted') return new ScriptedModel(id, name, settings.scriptsDir);
  return openRemote(id, provider, name, settings);
}

/**
 * What can be said against a model when a job is submitted: unknown provider, malformed id, a script that is missing
 * or broken. Whether a key is there and right shows when the model is asked.
 *
 * @throws RetomaError INVALID_INPUT
 */
export async function checkModelId(id: string, settings: Pick<ModelSettings, 'scriptsDir'>): Promise<void> {
  const { provider, name } = parseModelId(id);
  if (provider === 'scripted') await loadScript(name, settings.scriptsDir);
}

function openRemote(id: string, provider: RemoteProviderId, name: string, settings: ModelSettings): Model {
  const { service, needsKey, connect, ordinaryEnd, providerOptions, prefill } = REMOTE_PROVIDERS[provider];
  const { apiKey, baseUrl } =
    settings.providers[provider === 'openai-compatible' ? 'openaiCompatible' : provider];
  const { firstByteTimeoutMs = 120_000, idleTimeoutMs = 60_000 } = settings;
  const watched = watchedFetch({ firstByteTimeoutMs, idleTimeoutMs }, (ms) => silence(service, ms));
  const fetch = endingFetch(watched);

  const prefillOptions = prefill?.(name, baseUrl);

  let connection: Promise<Connection> | undefined;
  return {
    id,
    upstream: { id: `${id} ${fingerprint(apiKey, baseUrl)}`, provider, label: service.label },
    async ask(request) {
      if (needsKey && apiKey === null) throw missingKey(service);
      connection ??= connect(name, { apiKey, baseUrl, fetch }).then((model) => ({
        id,
        service,
        model,
        ...(ordinaryEnd !== undefined && { ordinaryEnd }),
        ...(providerOptions && { providerOptions }),
        ...(prefillOptions && { prefill: prefillOptions }),
      }));
      return askOnce(await connection, request);
    },
  };
}

/** Tells accounts and addresses apart. Keys are long and random, so it cannot be led back to one. */
function fingerprint(apiKey: string | null, baseUrl: string | null): string {
  return hash('sha256', JSON.stringify([apiKey, baseUrl]), 'hex').slice(0, 16);
}
