import { setTimeout as delay } from 'node:timers/promises';
import { isLoopback } from '../src/config.ts';
import { CallbackRefusedError, vetCallbackUrl } from '../src/jobs/callback-address.ts';
import type { Callback } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { InputError } from './parse-input.ts';

/** How long an answer waits for the name of a callback's host. What is not vetted by then is vetted when it is dialled. */
const PATIENCE_MS = 2000;

/**
 * The callback as it is kept, or null when none was given.
 * @throws InputError when it leads to an address that may not be called.
 */
export async function checkCallback(
  given: { url: string; secret?: string | null | undefined } | null | undefined,
  { config }: Pick<Context, 'config'>,
): Promise<Callback | null> {
  if (given == null) return null;
  const patience = new AbortController();
  const vetting = vetCallbackUrl(given.url, {
    allowLoopback: isLoopback(config.host),
    allowedHosts: config.callbackAllowedHosts,
  });
  const tired = delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  try {
    await Promise.race([vetting, tired]);
  } catch (error) {
    if (!(error instanceof CallbackRefusedError)) throw error;
    throw new InputError(error.message, 'callback.url');
  } finally {
    patience.abort();
    vetting.catch(() => undefined);
  }
  return { url: given.url, secret: given.secret ?? null };
}
