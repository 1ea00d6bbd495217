import { RetomaError } from '../src/errors.ts';
import type { JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { checkpointNotFound } from './get-checkpoint.ts';
import type { JobIdInput } from './inputs.ts';

/**
 * Deletes a checkpoint with its history, for good. The job's record stays.
 * @throws RetomaError CHECKPOINT_NOT_FOUND; JOB_RUNNING while the job is not over.
 */
export async function deleteCheckpoint(
  { jobId }: JobIdInput,
  context: Context,
): Promise<{ jobId: string; job: JobRecord | null }> {
  const { store, checkpoints } = context;
  try {
    await checkpoints.deleteCheckpoint(jobId);
  } catch (error) {
    if (!RetomaError.is(error, 'CHECKPOINT_NOT_FOUND')) throw error;
    throw checkpointNotFound(jobId, await store.getJob(jobId));
  }
  return { jobId, job: await store.getJob(jobId) };
}
