import { Job, type Queue } from 'bullmq';
import type { WatchedRun } from './protocol.ts';

/** Renews the queue's locks of the runs of this process, from a thread that no busy event loop can hold up. */
export class LockKeeper {
  readonly #queue: Queue;
  readonly #lockDurationMs: number;
  readonly #onLost: (runId: string) => void;
  readonly #runs = new Map<string, WatchedRun>();

  constructor(queue: Queue, lockDurationMs: number, onLost: (runId: string) => void) {
    this.#queue = queue;
    this.#lockDurationMs = lockDurationMs;
    this.#onLost = onLost;
  }

  watch(run: WatchedRun): void {
    this.#runs.set(run.runId, run);
  }

  unwatch(runId: string): void {
    this.#runs.delete(runId);
  }

  /** One round over all runs. Rejects when Redis cannot be reached; the locks then have to last. */
  async renew(): Promise<void> {
    const runs = [...this.#runs.values()];
    const results = await Promise.allSettled(runs.map((run) => this.#renewOne(run)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #renewOne(run: WatchedRun): Promise<void> {
    // Before the call: the lock is then good for at least as long as we take it to be.
    const asked = process.hrtime.bigint();
    const job = new Job(this.#queue, 'run', {}, {}, run.deliveryId);
    const renewed = await job.extendLock(run.token, this.#lockDurationMs);
    if (renewed === 1) {
      Atomics.store(new BigInt64Array(run.renewedAt), 0, asked);
    } else if (this.#runs.delete(run.runId)) {
      this.#onLost(run.runId);
    }
  }
}
