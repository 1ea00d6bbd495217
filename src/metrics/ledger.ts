import type { Totals } from './totals.ts';

/**
 * Where what the processes count is added up. Two ledgers keep this contract, Redis and memory. Every method may throw
 * `RetomaError` `STORE_UNAVAILABLE`.
 */
export interface Ledger {
  /** Adds what a process counted. A report that is sent again, with the same number, is added once. */
  add(report: Report): Promise<void>;
  read(): Promise<LedgerState>;
  /** Keeps a sample, unless there is one of the same minute or a later one. Answers whether it was kept. */
  keepSample(sample: Sample): Promise<boolean>;
  /** The latest samples, newest first. @param count at most so many */
  samples(count: number): Promise<Sample[]>;
  /** What the Redis takes of its memory, with all that others keep there; null when it does not tell. */
  memory(): Promise<Memory | null>;
}

export interface Report {
  /** Made anew with each start of a process. */
  processId: string;
  /** Counts the reports of the process, from 1. */
  number: number;
  counts: Totals;
  /** Subscriptions that are open in the process now. */
  subscribers: number;
}

export interface LedgerState {
  /** In ms since 1970, by the clock of the ledger. */
  readAt: number;
  /** When the first report came, likewise; null before. */
  beganAt: number | null;
  totals: Totals;
  /** Open in all processes that have reported lately. */
  subscribers: number;
}

export interface Memory {
  usedBytes: number;
  /** Null: no limit was set. */
  maxBytes: number | null;
}

/** How things stood at one moment: what `timeline.ts` makes the minutes of. */
export interface Sample {
  /** In ms since 1970. */
  at: number;
  /** A part of the totals, by names of its own; one that is missing is 0. */
  counts: Record<string, number>;
  gauges: Gauges;
}

export interface Gauges {
  queued: number;
  running: number;
  waitingRetry: number;
  paused: number;
  activeCheckpoints: number;
  workers: number;
  subscribers: number;
  /** Null: Redis does not tell. */
  usedBytes: number | null;
}

/** Samples that are kept: of a day. */
export const KEPT_SAMPLES = 24 * 60;

/** A process that has not reported for so long is taken to be gone. */
export const SILENT_AFTER_MS = 30_000;
