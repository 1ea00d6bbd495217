import type { AboutWorker } from './roster.ts';

/** What the main thread and the liveness thread say to each other. Times are milliseconds. */

export interface LivenessSettings {
  redisUrl: string;
  workerId: string;
  /** A worker that has been silent for so long is dead. */
  heartbeatTtlMs: number;
  lockDurationMs: number;
  /**
   * One `BigInt64` in shared memory: when the worker asked for the last beat that reached Redis, by `process.hrtime`; 0
   * before the first.
   */
  beatenAt: SharedArrayBuffer;
}

export interface WatchedRun {
  runId: string;
  /** The queue's id of the job. */
  deliveryId: string;
  /** The lock's token. */
  token: string;
  /**
   * One `BigInt64` in shared memory: when the lock was last renewed, by `process.hrtime`, which is one clock in all
   * threads of a process. Read by the main thread at any moment, also when it has been blocked.
   */
  renewedAt: SharedArrayBuffer;
}

export type ToThread =
  | { kind: 'WATCH'; run: WatchedRun }
  | { kind: 'UNWATCH'; runId: string }
  /** What the worker says of itself, for those who ask who works. */
  | { kind: 'INTRODUCE'; about: AboutWorker }
  /** The worker has let go of all its jobs: strike it off. */
  | { kind: 'LEAVE' };

export type FromThread =
  /** The first beat has reached Redis: from here on this worker is missed when it dies. */
  | { kind: 'BEATING' }
  /** The lock belongs to someone else, or is gone. */
  | { kind: 'LOST'; runId: string }
  /** Others have declared this worker dead and given its jobs away. */
  | { kind: 'DECLARED_DEAD' }
  /** A dead worker's jobs went back to the queue. `first`: no other had found it dead before. */
  | {
      kind: 'BURIED';
      workerId: string;
      jobs: number;
      silentMs: number;
      by: 'CONNECTION' | 'SILENCE';
      first: boolean;
    }
  | { kind: 'TROUBLE'; what: string; error: string };
