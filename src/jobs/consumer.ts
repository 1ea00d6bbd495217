import { type ConnectionOptions, DelayedError, type Job, WaitingError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { within } from '../within.ts';
import type { Delivery, Disposition } from './delivery.ts';
import { isLockElsewhere } from './liveness/release.ts';
import { type DeliveryData, logQueueError } from './queue.ts';
import { QUEUE_NAME, QUEUE_PREFIX } from './queue-name.ts';

/** How long BullMQ may take to end once every delivery is answered. */
const CLOSE_MS = 1_000;
const RUN_RETRY_MS = 500;
/** How long a delivery is left alone when not even the processor knew what to do with it. */
const FAULT_PAUSE_MS = 5_000;

export interface ConsumerOptions {
  /** Of role `blocking`; a second one is made from it. Stays the caller's. */
  connection: ConnectionOptions;
  /** Kept on each job as its holder, in the same step as the lock. */
  workerId: string;
  concurrency: number;
  lockDurationMs: number;
  stalledIntervalMs: number;
  log: Logger;
  /** @param lock `ageMs`: how long ago the lock was given. */
  deliver(delivery: Delivery, lock: { token: string; ageMs: number }): Promise<Disposition>;
  /** Once aborted, a delivery that could not be dealt with is left as it is: the others find it as a dead worker's. */
  giveUp: AbortSignal;
}

export interface Consumer {
  /**
   * Takes no more jobs and resolves when the present deliveries are answered. False: BullMQ did not come to an end, and
   * may hold a job that it has not told us of, so this worker has to be found like a dead one.
   */
  close(): Promise<boolean>;
}

/**
 * The consumers' side of the queue. Takes jobs as soon as it is made. The locks are renewed elsewhere (see `Liveness`).
 */
export function consumeQueue(options: ConsumerOptions): Consumer {
  const { connection, workerId, concurrency, lockDurationMs, stalledIntervalMs, log } = options;
  /** BullMQ tells only all at once when it is done. */
  const atWork = new Set<Promise<void>>();
  const tracked = (work: Promise<void>): Promise<void> => {
    atWork.add(work);
    const forget = () => void atWork.delete(work);
    work.then(forget, forget);
    return work;
  };
  const worker = new Worker<DeliveryData>(
    QUEUE_NAME,
    (job, token = '') => tracked(settle(job, token, options).then((end) => answer(job, token, end))),
    {
      connection,
      prefix: QUEUE_PREFIX,
      name: workerId,
      concurrency,
      lockDuration: lockDurationMs,
      stalledInterval: stalledIntervalMs,
      // Never reset by BullMQ, so it would end jobs that make progress; our record counts crashes per version.
      maxStalledCount: Number.POSITIVE_INFINITY,
      // A frozen worker swallows the wake-up marker of a new job; the others then sleep for so many seconds.
      drainDelay: 1,
      skipLockRenewal: true,
      // After an error of the connection BullMQ would sleep for 15 s.
      runRetryDelay: RUN_RETRY_MS,
    },
  );
  worker.on('error', (error) => logQueueError(log, error));
  return { close: () => close(worker, atWork) };
}

async function close(worker: Worker, atWork: ReadonlySet<Promise<void>>): Promise<boolean> {
  const closed = worker.close().then(() => true);
  while (atWork.size > 0) await Promise.allSettled(atWork);
  // After a restart of Redis it may wait for a connection that will not come back.
  return (await within(CLOSE_MS, closed)) ?? false;
}

/** Whatever fails here, the delivery must not be taken for a failed job, which BullMQ would remove. */
async function settle(
  job: Job<DeliveryData>,
  token: string,
  { deliver, giveUp, log }: ConsumerOptions,
): Promise<Disposition | null> {
  const { jobId, _resume: resume = null } = job.data;
  const ageMs = Math.max(0, Date.now() - (job.processedOn ?? Date.now()));
  try {
    return await deliver({ id: job.id ?? '', jobId, resume }, { token, ageMs });
  } catch (error) {
    if (giveUp.aborted) return null;
    log.error({ jobId, err: error }, 'a delivery could not be dealt with; it comes again');
    return { kind: 'PARK', at: new Date(Date.now() + FAULT_PAUSE_MS) };
  }
}

/** Tells BullMQ what becomes of the delivery; null: nothing. To BullMQ, the errors mean "not finished, and moved". */
async function answer(job: Job, token: string, disposition: Disposition | null): Promise<void> {
  if (disposition?.kind === 'ACK') return;
  try {
    if (disposition?.kind === 'HAND_BACK') await job.moveToWait(token);
    if (disposition?.kind === 'PARK') await job.moveToDelayed(disposition.at.getTime(), token);
  } catch (error) {
    if (!isLockElsewhere(error)) throw error;
  }
  throw disposition?.kind === 'PARK' ? new DelayedError() : new WaitingError();
}
