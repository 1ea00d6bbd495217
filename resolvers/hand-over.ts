import { setTimeout as delay } from 'node:timers/promises';
import type { JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';

/** How long an answer waits for the queue. The record is written by then, so that the sweeper does what is left. */
const PATIENCE_MS = 2000;

/**
 * Offers a job whose record is written to the workers. Never fails: what cannot be handed over now is a `QUEUE` chore,
 * which a sweeper does.
 */
export async function handOver(job: JobRecord, context: Context): Promise<void> {
  const patience = new AbortController();
  const handing = context.queue.enqueue(job).catch((error: unknown) => {
    context.log.warn(
      { err: error, jobId: job.jobId, requestId: context.requestId },
      'the job is accepted but could not be queued yet; a sweeper will queue it',
    );
  });
  const tired = delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([handing, tired]);
  patience.abort();
}
