import { RetomaError } from '../errors.ts';
import { LeaseLostError, VersionConflictError } from './errors.ts';

/** What a script answers instead of a result; in Lua `CODE.<name>` (see the loader in `scripts.ts`). */
export const SCRIPT_CODES = {
  JOB_NOT_FOUND: -1,
  LEASE_TAKEN: -2,
  LEASE_RELEASED: -3,
  LEASE_ENDED: -4,
  VERSION_CONFLICT: -5,
  JOB_EXISTS: -6,
  JOB_RUNNING: -7,
  JOB_QUEUED: -8,
  JOB_COMPLETED: -9,
  CHECKPOINT_NOT_FOUND: -10,
  VERSION_GONE: -11,
  CHANGED: -12,
  CLAIM_STALE: -13,
  CUT_IN_BLOCK: -14,
  COPY_WAITING: -15,
  DECIDED: -16,
} as const;

/** What the call was about, for the message. */
export interface CallContext {
  jobId: string;
  /** When the call was made under a lease. */
  epoch?: number;
  basedOn?: number;
}

/** The one place where the answers of scripts become errors. `head` comes with VERSION_CONFLICT. */
export function scriptError(code: number, { jobId, epoch, basedOn }: CallContext, head?: number): Error {
  const job = JSON.stringify(jobId);
  if (epoch !== undefined) {
    const lost = leaseLoss(code);
    if (lost !== null) return new LeaseLostError(jobId, epoch, lost);
  }
  switch (code) {
    case SCRIPT_CODES.VERSION_CONFLICT:
      return new VersionConflictError(jobId, basedOn ?? 0, head ?? 0);
    case SCRIPT_CODES.JOB_NOT_FOUND:
      return new RetomaError('JOB_NOT_FOUND', `There is no job ${job}, or its record has expired.`);
    case SCRIPT_CODES.JOB_EXISTS:
      return new RetomaError('JOB_EXISTS', `The job id ${job} is taken. Choose another.`);
    case SCRIPT_CODES.JOB_RUNNING:
      return new RetomaError(
        'JOB_RUNNING',
        `Job ${job} is not over. Cancel it to delete its checkpoint, pause it to decide about a call.`,
      );
    case SCRIPT_CODES.DECIDED:
      return decidedAlready();
    case SCRIPT_CODES.COPY_WAITING:
      return new RetomaError(
        'JOB_RUNNING',
        `A job that continues job ${job} has yet to begin with its checkpoint. Wait until it runs, or cancel it.`,
      );
    case SCRIPT_CODES.JOB_QUEUED:
      return new RetomaError('JOB_QUEUED', `Job ${job} is not paused; it goes on by itself.`);
    case SCRIPT_CODES.JOB_COMPLETED:
      return new RetomaError('JOB_COMPLETED', `Job ${job} is over. Look at its status.`);
    case SCRIPT_CODES.CHECKPOINT_NOT_FOUND:
      return new RetomaError('CHECKPOINT_NOT_FOUND', `Job ${job} has no checkpoint. Look at its status.`);
    case SCRIPT_CODES.VERSION_GONE:
      return new RetomaError('VERSION_GONE', `That version of job ${job} is not kept. Choose another.`);
    default:
      return new RetomaError('INTERNAL', `The store refused a change of job ${job} (${code}). Try again.`);
  }
}

/** The same over both stores. */
export function decidedAlready(): RetomaError {
  return new RetomaError('JOB_RUNNING', 'Another decision about this call was taken already. It stands.');
}

function leaseLoss(code: number): string | null {
  switch (code) {
    case SCRIPT_CODES.JOB_NOT_FOUND:
      return 'the job is gone';
    case SCRIPT_CODES.LEASE_TAKEN:
      return 'another worker took the job';
    case SCRIPT_CODES.LEASE_RELEASED:
      return 'the job was let go';
    case SCRIPT_CODES.LEASE_ENDED:
      return 'the job is over';
    default:
      return null;
  }
}

/** Answers of Redis that say that it cannot do anything at present, by their first word. */
const UNAVAILABLE = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOAUTH',
  'NOPERM',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
  'UNKILLABLE',
  'WRONGPASS',
]);

/**
 * What a failed command becomes. The text of Redis (it may hold keys and addresses) is only in the cause: an answer that
 * is none of the above is a fault of ours, everything else means that Redis was not reached.
 */
export function storeUnavailable(error: unknown): RetomaError {
  const isReply = error instanceof Error && error.name === 'ReplyError';
  // Within a script Redis 6.2 puts it behind other words.
  if (isReply && error.message.includes('WRONGTYPE')) {
    return new RetomaError(
      'CHECKPOINT_CORRUPT',
      'What is stored of this job is damaged: a part of it is of another kind than it was. It was left untouched.',
      { cause: error },
    );
  }
  if (isReply && !UNAVAILABLE.has(error.message.split(' ', 1)[0] ?? '')) {
    return new RetomaError('INTERNAL', 'The store failed to carry out a command. Look at the log.', {
      cause: error,
    });
  }
  return new RetomaError('STORE_UNAVAILABLE', 'The store cannot be reached at present. Try again soon.', {
    cause: error,
  });
}
