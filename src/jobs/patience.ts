import { setTimeout as sleep } from 'node:timers/promises';
import { RetomaError } from '../errors.ts';

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;

/**
 * Repeats a call until the store can be reached: every call of the store is safe to send twice, and a job whose worker
 * cannot write down what became of it would count as lost to a crash.
 *
 * @param giveUp Once aborted, the next refusal of the store is thrown.
 */
export async function untilStoreAnswers<T>(call: () => Promise<T>, giveUp: AbortSignal): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!RetomaError.is(error, 'STORE_UNAVAILABLE') || giveUp.aborted) throw error;
      await sleep(waitMs, undefined, { signal: giveUp }).catch(() => undefined);
    }
  }
}
