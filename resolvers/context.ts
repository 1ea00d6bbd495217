import type { Logger } from 'pino';
import type { CheckpointManager } from '../src/agent/checkpoint.ts';
import type { Config } from '../src/config.ts';
import type { WorkerOnRoster } from '../src/jobs/liveness/roster.ts';
import type { Ledger } from '../src/metrics/ledger.ts';
import type { Durability } from '../src/redis/durability.ts';
import type { Store, Wakeup } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';

/** What a resolver works with; one per request. */
export interface Context {
  store: Store;
  checkpoints: CheckpointManager;
  queue: Queue;
  wakeups: Wakeups;
  server: Server;
  ledger: Ledger;
  config: Config;
  log: Logger;
  /** Names the request in the log and in error answers. */
  requestId: string;
  /** The caller's own trace, as W3C has it in `traceparent`. */
  traceparent?: string | undefined;
  /** A job that nobody ran was ended. Nothing waits for it. */
  onJobEnded?: ((job: JobRecord) => void) | undefined;
}

/** The part of the job queue that resolvers need. */
export interface Queue {
  /** Offers the job to the workers and strikes its `QUEUE` chore. Idempotent for one delivery of one job. */
  enqueue(job: JobRecord): Promise<void>;
}

/** What can be said of the processes and the Redis behind this server. */
export interface Server {
  durability(): Durability;
  /** One round trip. @throws RetomaError STORE_UNAVAILABLE */
  workers(): Promise<readonly WorkerOnRoster[]>;
}

/** Tells that jobs changed. It may tell too often, late, or of nothing at all: the records are the truth. */
export interface Wakeups {
  /** Watches one job, or with null all jobs of the tenant. Answers with how to stop; takes no time. */
  watch(jobId: string | null, listener: WakeupListener): () => void;
  /** Watches what the model says in a job, likewise. */
  watchOutput(jobId: string, listener: WakeupListener): () => void;
}

/** Must not throw. Null: something may have been missed, so look again. */
export type WakeupListener = (wakeup: Wakeup | null) => void;
