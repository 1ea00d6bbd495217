import { howToGoOn, stepToGoOn } from '../agent/how-to-go-on.ts';
import type { ModelFailure } from '../agent/model/model.ts';
import type { PutOffCount } from '../store/contract.ts';
import type { JobFailure, JobRecord } from '../store/records.ts';

/** Failed attempts in a row at one version after which a job is given up. */
const MAX_ATTEMPTS = 10;
/** The same for a provider that answers 200 with something that is no answer: it seldom mends itself. */
const MAX_UNUSABLE_ANSWERS = 3;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 5 * 60_000;
/** A `Retry-After` beyond this is cut: a provider that asks for a day is asked again within the hour. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

/** What a person can mend, so that the job may go on; the message says how. */
const MENDABLE: ReadonlySet<string> = new Set<ModelFailure>(['AUTHENTICATION', 'QUOTA', 'ANSWER_TOO_LARGE']);

/** What stopped an attempt. `retryAfterMs`: what the provider asked for, null when it did not say. */
export interface AttemptFailure extends JobFailure {
  retryAfterMs: number | null;
}

export type RetryDecision =
  | { kind: 'RETRY'; at: Date; counts: PutOffCount }
  | { kind: 'FAIL'; failure: JobFailure };

/**
 * Whether a job whose attempt failed is tried again, and when. Any progress starts the count anew, so a job that
 * comes forward is never given up.
 *
 * @param job `retries`: failed attempts in a row at the present version, `unusable`: those of them whose answer could
 * not be used; this one not yet counted.
 * @param clock The present time, and a random number from 0 up to 1 for the jitter.
 */
export function decideRetry(
  failure: AttemptFailure,
  job: Pick<JobRecord, 'retries' | 'unusable' | 'version' | 'resumedFrom'>,
  clock: { now: Date; random: number },
): RetryDecision {
  const { retryAfterMs, ...shown } = failure;
  if (!failure.retryable) {
    const message = MENDABLE.has(shown.code) ? `${shown.message} Then ${stepToGoOn(job)}.` : shown.message;
    return { kind: 'FAIL', failure: { ...shown, message } };
  }

  const attempts = job.retries + 1;
  const isUnusable = failure.code === 'INVALID_RESPONSE';
  const unusable = job.unusable + 1;
  if (isUnusable && unusable >= MAX_UNUSABLE_ANSWERS) {
    return {
      kind: 'FAIL',
      failure: {
        ...shown,
        code: 'NO_PROGRESS',
        message: givenUp(shown.message, `${unusable} such answers`, job),
      },
    };
  }
  if (attempts >= MAX_ATTEMPTS) {
    return {
      kind: 'FAIL',
      failure: { ...shown, message: givenUp(shown.message, `${attempts} attempts in a row`, job) },
    };
  }
  const waitMs = Math.max(
    retryAfterMs === null ? 0 : honour(retryAfterMs, clock.random),
    // "At once" says nothing of when it is worth while.
    retryAfterMs === null || retryAfterMs < FIRST_BACK_OFF_MS ? backOff(attempts, clock.random) : 0,
  );
  return {
    kind: 'RETRY',
    at: new Date(clock.now.getTime() + waitMs),
    counts: isUnusable ? 'UNUSABLE_ANSWER' : 'ATTEMPT',
  };
}

function givenUp(message: string, after: string, job: Pick<JobRecord, 'version' | 'resumedFrom'>): string {
  return `${message} Given up after ${after} without progress; ${howToGoOn(job)}.`;
}

/** Doubles from attempt to attempt, a quarter up or down, so that jobs that failed together do not come back together. */
function backOff(attempts: number, random: number): number {
  const step = Math.min(FIRST_BACK_OFF_MS * 2 ** (attempts - 1), LONGEST_BACK_OFF_MS);
  return Math.round(step * (0.75 + random / 2));
}

/** Never earlier than the provider asked for, and up to a tenth later. */
function honour(retryAfterMs: number, random: number): number {
  return Math.round(Math.min(Math.max(retryAfterMs, 0), LONGEST_RETRY_AFTER_MS) * (1 + random / 10));
}
