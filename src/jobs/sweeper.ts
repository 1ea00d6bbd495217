import type { Logger } from 'pino';
import { failpoint } from '../failpoints.ts';
import type { Chore, Store } from '../store/contract.ts';
import type { JsonValue } from '../store/messages.ts';
import { type Callback, isTerminal, type JobRecord, type TerminalStatus } from '../store/records.ts';
import { within } from '../within.ts';
import { nextCallbackAttempt, sendCallback } from './callback.ts';
import type { CallbackPolicy } from './callback-address.ts';
import type { JobQueue } from './queue.ts';

const LOOK_MS = 1_000;
const REFRESH_MS = 10 * 60_000;
/** Longer than the longest attempt at a callback. */
const CHORE_LEASE_MS = 30_000;
const AT_ONCE = 32;
/** A worker that closes while Redis is away waits no longer than this; the lease of a chore runs out by itself. */
const CLOSE_MS = 500;

export interface SweeperDeps {
  store: Store;
  queue: JobQueue;
  callbackPolicy: CallbackPolicy;
  log: Logger;
}

/**
 * Does what a crash, or a receiver that was down, left to be done: queues accepted jobs, sends callbacks, clears the
 * sources of completed jobs. Every worker runs one; the store hands each chore to one of them at a time.
 */
export class Sweeper {
  readonly #deps: SweeperDeps;
  readonly #stop = new AbortController();
  readonly #timers: NodeJS.Timeout[];
  readonly #atWork = new Set<Promise<void>>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
    this.#timers = [
      setInterval(() => this.nudge(), LOOK_MS),
      setInterval(() => void this.#refresh(), REFRESH_MS),
    ];
    this.nudge();
  }

  /** There may be something to do now. */
  nudge(): void {
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  /** Breaks off what is under way; it is put back for another worker. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stop.abort();
    await within(CLOSE_MS, this.#untilIdle());
  }

  async #untilIdle(): Promise<void> {
    await this.#looking;
    await Promise.all(this.#atWork);
  }

  async #look(): Promise<void> {
    while (this.#lookAgain && !this.#stop.signal.aborted && this.#atWork.size < AT_ONCE) {
      this.#lookAgain = false;
      const room = AT_ONCE - this.#atWork.size;
      try {
        const chores = await this.#deps.store.takeChores(room, CHORE_LEASE_MS);
        for (const chore of chores) this.#start(chore);
        if (chores.length === room) this.#lookAgain = true;
      } catch (error) {
        this.#deps.log.warn({ err: error }, 'could not look for chores');
      }
    }
  }

  #start(chore: Chore): void {
    const work = this.#do(chore)
      .catch((error: unknown) => {
        // It is handed out again when its lease runs out.
        this.#deps.log.warn({ jobId: chore.jobId, chore: chore.kind, err: error }, 'a chore failed');
      })
      .finally(() => this.#atWork.delete(work));
    this.#atWork.add(work);
  }

  async #do(chore: Chore): Promise<void> {
    const { store, queue } = this.#deps;
    switch (chore.kind) {
      case 'QUEUE': {
        const job = await store.getJob(chore.jobId);
        if (job !== null && !isTerminal(job.status) && job.status !== 'PAUSED') return queue.enqueue(job);
        // It may have been continued since, under a new delivery with a chore of its own.
        return store.completeChore(chore, job?.delivery ?? 0);
      }
      case 'CALLBACK':
        return this.#call(chore);
      case 'CLEAR_SOURCES':
        await store.clearSources(chore.jobId);
        return store.completeChore(chore);
    }
  }

  async #call(chore: Chore): Promise<void> {
    const { store, callbackPolicy, log } = this.#deps;
    const job = await store.getJob(chore.jobId);
    if (job === null || !hasCallbackDue(job)) return store.completeChore(chore);
    await failpoint('callback-due', job.jobId);
    const outcome = await sendCallback(job, callbackPolicy, this.#stop.signal).catch(() => null);
    if (outcome === null) return store.postponeChore(chore, new Date(), chore.state);
    await failpoint('callback-sent', job.jobId);

    if (outcome.kind === 'DELIVERED') {
      log.info({ jobId: job.jobId }, 'callback delivered');
      return store.completeChore(chore);
    }
    const attempts = attemptsOf(chore.state) + 1;
    const next =
      outcome.kind === 'ENDED'
        ? null
        : nextCallbackAttempt(attempts, { now: new Date(), random: Math.random() });
    log.warn({ jobId: job.jobId, attempts, why: outcome.why, next }, 'callback not delivered');
    return next === null ? store.completeChore(chore) : store.postponeChore(chore, next, { attempts });
  }

  async #refresh(): Promise<void> {
    try {
      await this.#deps.store.refreshLiveJobs();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'could not refresh the jobs that are under way');
    }
  }
}

function hasCallbackDue(job: JobRecord): job is JobRecord & { status: TerminalStatus; callback: Callback } {
  return isTerminal(job.status) && job.callback !== null;
}

function attemptsOf(state: JsonValue): number {
  const attempts = typeof state === 'object' && state !== null && !Array.isArray(state) ? state.attempts : 0;
  return typeof attempts === 'number' ? attempts : 0;
}
