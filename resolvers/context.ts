import type { Logger } from 'pino';
import type { CheckpointManager } from '../src/agent/checkpoint.ts';
import type { Config } from '../src/config.ts';
import type { Store } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';

/** What a resolver works with; one per request. */
export interface Context {
  store: Store;
  checkpoints: CheckpointManager;
  queue: Queue;
  config: Config;
  log: Logger;
  /** Names the request in the log and in error answers. */
  requestId: string;
}

/** The part of the job queue that resolvers need. */
export interface Queue {
  /** Offers the job to the workers and strikes its `QUEUE` chore. Idempotent for one delivery of one job. */
  enqueue(job: JobRecord): Promise<void>;
}
