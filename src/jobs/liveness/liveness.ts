import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { safeSilenceMs } from './peers.ts';
import type { FromThread, LivenessSettings, ToThread, WatchedRun } from './protocol.ts';
import type { AboutWorker } from './roster.ts';

const RESTART_MS = 100;
const LEAVE_MS = 2_000;
const LOOK_MS = 5;

/** A run whose lock is kept alive. */
export interface Watch {
  /** How long ago the lock was last renewed, in milliseconds by the monotonic clock. */
  lockAgeMs(): number;
  /** The run is over. */
  end(): void;
}

export interface LivenessListeners {
  /** The lock of a run belongs to someone else now. */
  onLost(runId: string): void;
  /** Others have declared this worker dead and given its jobs away: it has slept, or was cut off from Redis, for too long. */
  onDeclaredDead(): void;
  /** Another worker was found dead, and by this one first. */
  onDeath?(noticedBy: 'CONNECTION' | 'SILENCE'): void;
}

/**
 * The main thread's side of the liveness thread, which beats for this worker, renews the locks of its runs, and finds
 * workers that died. It goes on while the event loop is blocked, so a busy worker is not taken for a dead one.
 */
export class Liveness {
  readonly #settings: LivenessSettings;
  readonly #beatenAt: BigInt64Array;
  readonly #log: Logger;
  readonly #listeners: LivenessListeners;
  readonly #runs = new Map<string, WatchedRun>();
  readonly #beating = Promise.withResolvers<void>();
  #thread: Worker;
  #about: AboutWorker | null = null;
  #closing = false;

  private constructor(settings: LivenessSettings, log: Logger, listeners: LivenessListeners) {
    this.#settings = settings;
    this.#beatenAt = new BigInt64Array(settings.beatenAt);
    this.#log = log;
    this.#listeners = listeners;
    this.#thread = this.#spawn();
  }

  /** Resolves once this worker would be missed if it died. */
  static async start(
    settings: Omit<LivenessSettings, 'beatenAt'>,
    log: Logger,
    listeners: LivenessListeners,
  ): Promise<Liveness> {
    const beatenAt = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    const liveness = new Liveness({ ...settings, beatenAt }, log, listeners);
    await liveness.#beating.promise;
    return liveness;
  }

  /** @param ageMs How long ago the queue gave the lock. */
  watch(run: { runId: string; deliveryId: string; token: string; ageMs: number }): Watch {
    const { runId, deliveryId, token, ageMs } = run;
    const renewedAt = new SharedArrayBuffer(8);
    const clock = new BigInt64Array(renewedAt);
    clock[0] = process.hrtime.bigint() - BigInt(Math.round(ageMs * 1e6));
    const watched: WatchedRun = { runId, deliveryId, token, renewedAt };
    this.#runs.set(runId, watched);
    this.#tell({ kind: 'WATCH', run: watched });
    return {
      lockAgeMs: () => Number(process.hrtime.bigint() - Atomics.load(clock, 0)) / 1e6,
      end: () => {
        this.#runs.delete(runId);
        this.#tell({ kind: 'UNWATCH', runId });
      },
    };
  }

  /**
   * Acts at a moment in which nobody can have declared this worker dead: Redis has heard from it too lately. Waits for
   * that while Redis is away, or when this process has just slept.
   *
   * @throws the reason of the signal
   */
  async whenSurelyAlive<Result>(signal: AbortSignal, act: () => Result | Promise<Result>): Promise<Result> {
    const safeMs = safeSilenceMs(this.#settings.heartbeatTtlMs);
    for (;;) {
      signal.throwIfAborted();
      // Not through a promise, or this process might be frozen between the look and the act.
      if (this.#silenceMs() < safeMs) return act();
      await sleep(LOOK_MS);
    }
  }

  /** Puts on the roster what this worker is. */
  introduce(about: AboutWorker): void {
    this.#about = about;
    this.#tell({ kind: 'INTRODUCE', about });
  }

  /**
   * @param left True: all jobs are let go, so this worker is struck off. False: some could not be; the others shall
   * find them, which they do as they find those of a worker that was killed.
   */
  async close(left: boolean): Promise<void> {
    this.#closing = true;
    if (left) {
      const gone = once(this.#thread, 'exit');
      this.#tell({ kind: 'LEAVE' });
      const timer = setTimeout(() => void this.#thread.terminate(), LEAVE_MS);
      await gone;
      clearTimeout(timer);
    } else {
      await this.#thread.terminate();
    }
  }

  #silenceMs(): number {
    return Number(process.hrtime.bigint() - Atomics.load(this.#beatenAt, 0)) / 1e6;
  }

  #tell(message: ToThread): void {
    this.#thread.postMessage(message);
  }

  #spawn(): Worker {
    const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: this.#settings });
    thread.on('message', (message: FromThread) => this.#hear(message));
    thread.on('error', (error) => this.#log.error({ err: error }, 'the liveness thread failed'));
    thread.on('exit', () => {
      if (this.#closing) return;
      // Without the thread the locks run out and the runs stop themselves; well before that a new one is at work.
      setTimeout(() => {
        if (this.#closing) return;
        this.#thread = this.#spawn();
        if (this.#about !== null) this.introduce(this.#about);
        for (const run of this.#runs.values()) this.#tell({ kind: 'WATCH', run });
      }, RESTART_MS);
    });
    return thread;
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'BEATING':
        this.#beating.resolve();
        return;
      case 'LOST':
        if (this.#runs.delete(message.runId)) this.#listeners.onLost(message.runId);
        return;
      case 'DECLARED_DEAD':
        this.#listeners.onDeclaredDead();
        return;
      case 'BURIED': {
        const { workerId, jobs, silentMs, by, first } = message;
        if (first) this.#listeners.onDeath?.(by);
        this.#log.warn({ deadWorker: workerId, jobs, silentMs, by }, 'a worker died; its jobs went back');
        return;
      }
      case 'TROUBLE':
        this.#log.warn({ error: message.error }, message.what);
    }
  }
}
