import type { Counts } from './ledger.ts';
import type { TestRun } from './project.ts';

/** What both halves of the demo are given. */
export interface Setting {
  /** A folder of the demo's own. */
  root: string;
  /** For every process: the demo's own Redis, folders and free ports. */
  env: NodeJS.ProcessEnv;
  /** `provider/model`. */
  model: string;
  /** How long a job may take. */
  patienceMs: number;
}

/** What really happened in one half. */
export interface Half {
  before: TestRun;
  after: TestRun;
  counts: Counts;
  /** From the kill to the end of the task. */
  finishedAfterMs: number;
  /** Turns that the model was asked for more than once. */
  turnsAskedAgain: number[];
  /** Ids of the commands that were started more than once. */
  commandsRunAgain: string[];
}

/** The demo could not show what it claims. The message is for a person. */
export class NotAsClaimedError extends Error {
  override readonly name = 'NotAsClaimedError';
}
