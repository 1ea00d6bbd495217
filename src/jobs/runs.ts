import { randomUUID } from 'node:crypto';
import type { WhenMayAct } from '../agent/may-act.ts';
import { StopReason } from '../agent/stop.ts';
import type { Delivery } from './delivery.ts';
import type { Liveness, Watch } from './liveness/liveness.ts';
import { deliveryNumber } from './queue.ts';

const LOOK_MS = 500;

export interface Run {
  readonly runId: string;
  readonly delivery: Delivery;
  readonly signal: AbortSignal;
  stop(reason: StopReason): void;
  /** Throws `StopReason` LEASE_LOST when the lock may have run out. */
  assertMayAct(): void;
  whenMayAct: WhenMayAct;
}

interface LiveRun extends Run {
  readonly watch: Watch;
}

/**
 * The runs of this process. BullMQ's own bookkeeping is by job id and forgets the older run when a job comes back to a
 * process that still runs it (a process that was frozen takes its own job again), so we keep our own.
 */
export class Runs {
  readonly #lockDurationMs: number;
  readonly #runs = new Map<string, LiveRun>();
  readonly #timer: NodeJS.Timeout;

  constructor(lockDurationMs: number) {
    this.#lockDurationMs = lockDurationMs;
    this.#timer = setInterval(() => this.#stopExpired(), LOOK_MS);
  }

  get size(): number {
    return this.#runs.size;
  }

  jobIds(): string[] {
    return [...new Set([...this.#runs.values()].map((run) => run.delivery.jobId))];
  }

  /** @param lock `ageMs`: how long ago the queue gave the lock. */
  begin(
    delivery: Delivery,
    lock: { token: string; ageMs: number },
    liveness: Pick<Liveness, 'watch' | 'whenSurelyAlive'>,
  ): Run {
    this.#stopSuperseded(delivery);
    const runId = randomUUID();
    const controller = new AbortController();
    const watch = liveness.watch({ runId, deliveryId: delivery.id, ...lock });
    const run: LiveRun = {
      runId,
      delivery,
      watch,
      signal: controller.signal,
      stop: (reason) => controller.abort(reason),
      assertMayAct: () => {
        if (watch.lockAgeMs() > this.#lockDurationMs) throw lockRanOut();
      },
      whenMayAct: (act) =>
        liveness.whenSurelyAlive(controller.signal, () => {
          run.assertMayAct();
          return act();
        }),
    };
    this.#runs.set(runId, run);
    return run;
  }

  end(run: Run): void {
    this.#runs.get(run.runId)?.watch.end();
    this.#runs.delete(run.runId);
  }

  /** The lock of this run belongs to someone else. */
  lockLost(runId: string): void {
    this.#runs.get(runId)?.stop(new StopReason('LEASE_LOST', "The queue's lock belongs to another worker."));
  }

  stopJob(jobId: string, kind: StopReason['kind']): void {
    for (const run of this.#runs.values()) {
      if (run.delivery.jobId === jobId) run.stop(new StopReason(kind));
    }
  }

  /**
   * The same delivery has come again, or a newer one of its job: what this process still runs for it is of the past. An
   * older one that comes again (its worker died before it could tell the queue) is of the past itself.
   */
  #stopSuperseded({ id, jobId }: Delivery): void {
    for (const run of this.#runs.values()) {
      if (run.delivery.jobId !== jobId || deliveryNumber(run.delivery.id) > deliveryNumber(id)) continue;
      run.stop(new StopReason('LEASE_LOST', 'The job came back to this worker under a new lock.'));
    }
  }

  stopAll(kind: StopReason['kind']): void {
    for (const run of this.#runs.values()) run.stop(new StopReason(kind));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #stopExpired(): void {
    for (const run of this.#runs.values()) {
      if (run.watch.lockAgeMs() > this.#lockDurationMs) run.stop(lockRanOut());
    }
  }
}

function lockRanOut(): StopReason {
  return new StopReason('LEASE_LOST', "The queue's lock could not be renewed in time.");
}
