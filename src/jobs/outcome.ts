import type { Logger } from 'pino';
import { ModelCallError } from '../agent/model/model.ts';
import { StopReason } from '../agent/stop.ts';
import { RetomaError } from '../errors.ts';
import type { JobEnd, LetGo } from '../store/contract.ts';
import { LeaseLostError } from '../store/errors.ts';
import type { JobFailure, JobRecord } from '../store/records.ts';
import type { Disposition } from './delivery.ts';
import { type AttemptFailure, decideRetry } from './retry-policy.ts';
import { CallHeldError } from './upstream/held.ts';

/**
 * What becomes of a job after a run.
 * - `end`: it is over, which has yet to be written.
 * - `ended`: it is over, and the record says so.
 * - `letGo`: it goes on later; `answer` goes to the queue.
 * - `lost`: another worker has it; nothing may be written.
 */
export type Verdict =
  | { end: JobEnd }
  | { ended: JobRecord }
  | { letGo: LetGo; answer: Disposition }
  | { lost: true };

/** How long a job is left alone when the store broke off in the middle of a run. */
const STORE_PAUSE_MS = 1_000;

/**
 * Judges what a run threw. Whatever it was, the checkpoint stays as it was last committed.
 * @param job As it is now: its `retries` decide whether there is another attempt.
 */
export function judgeStop(thrown: unknown, job: JobRecord, signal: AbortSignal, log: Logger): Verdict {
  if (thrown instanceof LeaseLostError) {
    log.warn({ jobId: job.jobId, err: thrown }, 'another worker has the job now');
    return { lost: true };
  }
  // What an abort tears down may surface as any error; the reason of the abort is what happened.
  const error = signal.aborted && signal.reason instanceof StopReason ? signal.reason : thrown;
  if (error instanceof StopReason) return stopped(error, job, log);
  if (error instanceof CallHeldError) return held(error, job, log);
  if (error instanceof ModelCallError) return putOffOrFail(failureOfModel(error), job, log);
  if (RetomaError.is(error, 'STORE_UNAVAILABLE')) {
    log.warn({ jobId: job.jobId, err: error }, 'the store broke off; the job goes back');
    return { letGo: { to: 'QUEUED' }, answer: { kind: 'PARK', at: new Date(Date.now() + STORE_PAUSE_MS) } };
  }
  if (error instanceof RetomaError) {
    log.warn({ jobId: job.jobId, code: error.code, err: error }, 'the job cannot go on');
    return failed({ code: error.code, message: error.message });
  }
  log.error({ jobId: job.jobId, err: error }, 'the run failed unexpectedly');
  return failed({
    code: 'INTERNAL',
    message:
      "Something failed that should not have; the worker's log says what. A checkpoint that was saved is kept: resume the job to go on from there, or submit it again when there is none.",
  });
}

/** Nothing was tried, so nothing is used up. */
function held({ until, failure }: CallHeldError, { jobId }: JobRecord, log: Logger): Verdict {
  log.info({ jobId, code: failure.code, until }, 'the provider takes no calls at present; put off');
  return {
    letGo: { to: 'WAITING_RETRY', until, failure, counts: 'NOTHING' },
    answer: { kind: 'PARK', at: until },
  };
}

/** Puts a failed attempt off, or ends the job when it has had its share. */
function putOffOrFail(failure: AttemptFailure, job: JobRecord, log: Logger): Verdict {
  const decision = decideRetry(failure, job, { now: new Date(), random: Math.random() });
  if (decision.kind === 'FAIL') return { end: { status: 'FAILED', failure: decision.failure } };
  const { retryAfterMs: _, ...shown } = failure;
  log.info({ jobId: job.jobId, code: failure.code, until: decision.at }, 'attempt failed; put off');
  return {
    letGo: { to: 'WAITING_RETRY', until: decision.at, failure: shown, counts: decision.counts },
    answer: { kind: 'PARK', at: decision.at },
  };
}

function stopped(stop: StopReason, job: JobRecord, log: Logger): Verdict {
  switch (stop.kind) {
    case 'CANCEL':
      return { end: { status: 'CANCELLED' } };
    case 'PAUSE':
      return { letGo: { to: 'PAUSED', reason: 'Paused on request.' }, answer: { kind: 'ACK' } };
    case 'LEASE_LOST':
      // When nobody has taken the job yet, letting go keeps this from being counted as a crash; else it changes nothing.
      log.warn({ jobId: job.jobId, err: stop }, "the queue's lock is lost; the run was stopped");
      return { letGo: { to: 'QUEUED' }, answer: { kind: 'HAND_BACK' } };
    case 'SHUTDOWN':
      return { letGo: { to: 'QUEUED' }, answer: { kind: 'HAND_BACK' } };
  }
}

function failed(failure: Pick<JobFailure, 'code' | 'message'>): Verdict {
  return {
    end: {
      status: 'FAILED',
      failure: { ...failure, retryable: false, provider: null, httpStatus: null },
    },
  };
}

function failureOfModel(error: ModelCallError): AttemptFailure {
  const { code, message, retryable, provider, httpStatus, retryAfterMs } = error;
  return { code, message, retryable, provider, httpStatus, retryAfterMs };
}
