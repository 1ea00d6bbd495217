import type { JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';
import type { JobIdInput } from './inputs.ts';

/**
 * Deletes a checkpoint with its history, for good. The job's record stays.
 * @throws RetomaError CHECKPOINT_NOT_FOUND; JOB_RUNNING while the job is not over.
 */
export async function deleteCheckpoint(
  { jobId }: JobIdInput,
  context: Context,
): Promise<{ jobId: string; job: JobRecord | null }> {
  await context.checkpoints.deleteCheckpoint(jobId);
  return { jobId, job: await context.store.getJob(jobId) };
}
