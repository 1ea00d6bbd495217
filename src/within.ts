import { setTimeout as delay } from 'node:timers/promises';

/** Waits for something no longer than so many milliseconds; null: it had not come by then. It may still fail, unheard. */
export async function within<T>(ms: number, awaited: Promise<T>): Promise<T | null> {
  const patience = new AbortController();
  const late = delay(ms, null, { signal: patience.signal }).catch(() => null);
  try {
    return await Promise.race([awaited, late]);
  } finally {
    patience.abort();
  }
}
