import type { Evidence } from './evidence.ts';
import { accounts } from './oracle/accounts.ts';
import { ends } from './oracle/ends.ts';
import { histories } from './oracle/histories.ts';
import { readings } from './oracle/readings.ts';
import { remains } from './oracle/remains.ts';
import { versions } from './oracle/versions.ts';

/** A broken promise. */
export interface Violation {
  rule: Rule;
  /** Null: of the round as a whole. */
  jobId: string | null;
  detail: string;
}

export const RULES = {
  VERSIONS: 'versions are 1 to n without a gap',
  EPOCHS: 'epochs rise',
  ACKNOWLEDGED: 'what was acknowledged is there',
  READINGS: 'everything ever read is a prefix of the final history',
  SUBSCRIPTIONS: 'a subscriber gets every version once, in order, and is told of the end',
  HISTORY: 'the final history is that of the undisturbed run',
  FILES: 'the files are those of the undisturbed run',
  RECOGNISED: 'the model recognised every history that it was sent',
  LEDGER: 'one line of the ledger for each committed result, and every other line is shown as interrupted',
  MODEL_CALLS: 'model calls are at most the least and one for each kill',
  END: 'one end state',
  CALLBACK: 'one callback, under one id',
  BOUND: 'everything ends, or waits for a reason that it tells',
  CRASHES: 'only a job that crashed three times at one version is given up',
  SLEEPER: 'a worker that was replaced while it slept starts nothing, commits nothing, and ends',
  FALSE_DEATH: 'nobody who lives is taken for dead',
  CUT: 'a cut is no error, and takes no job from its worker',
  OUTAGE: 'while Redis is away the API says so, and everything goes on when it is back',
  RESUME: 'any number of resumes start one run',
  DELETE: 'delete is final',
  KEYS: 'no key without a TTL',
  UNFINISHED: 'nothing is left to be done',
  PROCESSES: 'no process is left over',
  LEFTOVERS: 'no file is left over',
} as const;
export type Rule = keyof typeof RULES;

const CHECKS: readonly ((evidence: Evidence) => Violation[])[] = [
  versions,
  readings,
  histories,
  accounts,
  ends,
  remains,
];

/** Every promise that this round broke. */
export function judge(evidence: Evidence): Violation[] {
  return CHECKS.flatMap((check) => check(evidence));
}
