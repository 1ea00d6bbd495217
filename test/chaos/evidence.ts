import type { Message } from '../../src/store/messages.ts';
import type { CheckpointRecord, JobRecord, JobStatus } from '../../src/store/records.ts';
import type { Asked } from './model.ts';
import type { Exit } from './processes/child.ts';
import type { Task } from './task.ts';
import type { TraceEntry } from './trace.ts';

/**
 * Everything that is known of a round once it is over: what was to be done, what was seen on the way, and what is there
 * at the end. The oracle judges this and nothing else.
 */
export interface Evidence {
  jobs: readonly JobEvidence[];
  /** What the processes noted, in order. */
  trace: readonly TraceEntry[];
  /** Every request that the model answered or refused by its task. */
  asked: readonly Asked[];
  /** Histories that the model did not recognise. */
  refusals: readonly string[];
  /** Processes that were killed, with how many milliseconds since 1970. */
  deaths: readonly { pid: number; at: number; exit: Exit }[];
  remains: Remains;
}

export interface JobEvidence {
  jobId: string;
  task: Task;
  /** The job that this one continues; its history begins with that one's. */
  resumedFrom: string | null;
  /** Null: gone, although it should not be. */
  record: JobRecord | null;
  /** Kept versions, oldest first. */
  versions: readonly CheckpointRecord[];
  /** Of the last version. */
  messages: readonly Message[];
  /** Of the workspace: text of each file by its path. */
  files: ReadonlyMap<string, string>;
  readings: readonly Reading[];
  /** The subscription was told that it is over; null: there was none. */
  isSubscriptionOver: boolean | null;
  /** Statuses that were read over HTTP, each with the final ones that it may stand before. */
  statuses: readonly JobStatus[];
  callbacks: readonly { id: string; body: string }[];
  wantsCallback: boolean;
  /** The job was left to itself for its whole bound. */
  waitedToTheBound: boolean;
}

/** One thing that a subscriber or a poller was told. */
export interface Reading {
  /** One subscription, however often it reconnected; or one kind of poll. */
  reader: string;
  isSubscription: boolean;
  version: number;
  turns: number | null;
  messageCount: number;
  savedAt: string | null;
  /** Texts of the first messages, as far as they were read. */
  texts: readonly string[] | null;
}

/** What is there once all workers have ended in order. */
export interface Remains {
  /** Keys of a job, an idempotency key or a workspace that would stay for ever. */
  keysWithoutTtl: readonly string[];
  /** What is still queued, still to be done, or registered, although all is over. */
  unfinished: readonly string[];
  /** Command lines of processes that outlived their job. */
  processes: readonly string[];
  /** Files that belong to nothing. */
  files: readonly string[];
  /** Workers that did not end when they were asked to. */
  stubborn: readonly string[];
}

/** Nothing. */
export const NO_REMAINS: Remains = {
  keysWithoutTtl: [],
  unfinished: [],
  processes: [],
  files: [],
  stubborn: [],
};
