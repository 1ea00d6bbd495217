import { createHash } from 'node:crypto';
import { type ConnectionOptions, Queue } from 'bullmq';
import type { Logger } from 'pino';
import { isOutage } from '../redis/outages.ts';
import type { Store } from '../store/contract.ts';
import type { JobRecord } from '../store/records.ts';
import { QUEUE_NAME, QUEUE_PREFIX } from './queue-name.ts';

/** What the queue carries. Never more than ids: the record is the truth. */
export interface DeliveryData {
  jobId: string;
  /** The job whose checkpoint this one continues. */
  _resume?: string;
}

/**
 * The queue's own id of one delivery of a job. Hashed, since BullMQ refuses some of the ids that we allow (`a:b`, `123`);
 * the letter in front keeps it from ever being a number.
 */
export function deliveryId(job: Pick<JobRecord, 'jobId' | 'delivery'>): string {
  return `j${createHash('sha256').update(job.jobId).digest('hex')}-${job.delivery}`;
}

/** Which delivery of its job the queue's id stands for. */
export function deliveryNumber(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}

/** The producers' side of the queue: brings a job whose record is written to the workers. */
export class JobQueue {
  readonly #queue: Queue<DeliveryData>;
  readonly #store: Store;

  /** The connection stays the caller's, who closes it after `close()`. Use one of role `commands`: it fails fast. */
  constructor(connection: ConnectionOptions, store: Store, log: Logger) {
    this.#store = store;
    this.#queue = new Queue<DeliveryData>(QUEUE_NAME, { connection, prefix: QUEUE_PREFIX });
    this.#queue.on('error', (error) => logQueueError(log, error));
  }

  /**
   * Hands a job over to the workers and strikes its `QUEUE` chore. Handing over one delivery twice is harmless: BullMQ
   * keeps the first, and a delivery that comes after its job went on is only acknowledged.
   *
   * A failure leaves the chore to a worker's sweeper, so an accepted job is not lost.
   */
  async enqueue(job: JobRecord): Promise<void> {
    const data: DeliveryData =
      job.resumedFrom === null ? { jobId: job.jobId } : { jobId: job.jobId, _resume: job.resumedFrom };
    await this.#queue.add('run', data, {
      jobId: deliveryId(job),
      attempts: 1,
      removeOnComplete: true,
      removeOnFail: true,
    });
    await this.#store.completeChore({ kind: 'QUEUE', jobId: job.jobId, state: null }, job.delivery);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}

/** What BullMQ reports of its connections it reports for each attempt. */
export function logQueueError(log: Logger, error: Error): void {
  log[isOutage(error) ? 'debug' : 'warn']({ err: error }, 'the queue reports an error');
}
