import { RetomaError } from '../errors.ts';

/**
 * The lease was taken over, released, or its job is over or deleted: whoever holds it must stop at once and write
 * nothing more. Never shown to an API caller; the worker that sees it simply lets go of the job.
 */
export class LeaseLostError extends Error {
  readonly jobId: string;
  readonly epoch: number;

  constructor(jobId: string, epoch: number, reason: string) {
    super(`The lease on job ${JSON.stringify(jobId)} (epoch ${epoch}) is lost: ${reason}.`);
    this.name = 'LeaseLostError';
    this.jobId = jobId;
    this.epoch = epoch;
  }
}

/** Two commits were built on one version by the same lease: a fault in the caller, not a race between workers. */
export class VersionConflictError extends Error {
  readonly jobId: string;
  readonly expected: number;
  readonly actual: number;

  constructor(jobId: string, expected: number, actual: number) {
    super(
      `Job ${JSON.stringify(jobId)}: a commit was built on version ${expected}, but the head is ${actual}.`,
    );
    this.name = 'VersionConflictError';
    this.jobId = jobId;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The stored bytes fail their checksum or cannot be decoded. They are left as they are. Version 0: it is not known which. */
export class CheckpointCorruptError extends RetomaError {
  readonly jobId: string;
  readonly version: number;

  constructor(jobId: string, version: number, what: string, options?: ErrorOptions) {
    super(
      'CHECKPOINT_CORRUPT',
      `The checkpoint of job ${JSON.stringify(jobId)} is damaged${version === 0 ? '' : ` at version ${version}`} (${what}); it was left untouched.`,
      options,
    );
    this.name = 'CheckpointCorruptError';
    this.jobId = jobId;
    this.version = version;
  }
}

/** The checkpoint was written by a newer Retoma. It is left as it is. */
export class FormatUnsupportedError extends RetomaError {
  readonly jobId: string;
  readonly formatVersion: number;

  constructor(jobId: string, formatVersion: number, supported: number) {
    super(
      'FORMAT_UNSUPPORTED',
      `The checkpoint of job ${JSON.stringify(jobId)} has format ${formatVersion}; this Retoma reads up to ${supported}. Upgrade Retoma to resume it; it was left untouched.`,
    );
    this.name = 'FormatUnsupportedError';
    this.jobId = jobId;
    this.formatVersion = formatVersion;
  }
}
