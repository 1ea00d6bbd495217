import { RetomaError } from '../src/errors.ts';
import type { JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';
import type { JobIdInput } from './inputs.ts';

/** The job, or null when there is none. */
export function getJob({ jobId }: JobIdInput, context: Context): Promise<JobRecord | null> {
  return context.store.getJob(jobId);
}

export function jobNotFound(jobId: string): RetomaError {
  return new RetomaError(
    'JOB_NOT_FOUND',
    `There is no job ${JSON.stringify(jobId)}, or its record has expired. Look for it among the jobs listed.`,
  );
}
