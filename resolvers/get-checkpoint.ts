import { RetomaError } from '../src/errors.ts';
import type { CheckpointView } from '../src/store/contract.ts';
import type { CheckpointRecord, JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';
import type { GetCheckpointInput } from './inputs.ts';

/**
 * The record of a checkpoint with its job. Without `version` *the* checkpoint of the job; with it any version that is
 * still kept, also of a completed job. Null when there is none.
 */
export async function getCheckpoint(
  { jobId, version }: GetCheckpointInput,
  context: Context,
): Promise<CheckpointView | null> {
  const { store } = context;
  if (version == null) return store.getCheckpoint(jobId);
  const [record, head, job] = await Promise.all([
    store.getVersion(jobId, version),
    store.getCheckpoint(jobId),
    store.getJob(jobId),
  ]);
  if (record === null || job === null) return null;
  return versionView(record, job, head, context);
}

/** What is known of one version, earlier ones included. `head`: the job's checkpoint, when it has one. */
export function versionView(
  record: CheckpointRecord,
  job: JobRecord,
  head: CheckpointView | null,
  context: Pick<Context, 'config'>,
): CheckpointView {
  if (head !== null && head.record.version === record.version) return head;
  return {
    record,
    job,
    openToolCalls: [],
    expiresAt: head === null ? retentionEnd(job, context) : head.expiresAt,
    damage: null,
    successor: head?.successor ?? null,
  };
}

function retentionEnd(job: JobRecord, { config }: Pick<Context, 'config'>): string | null {
  if (job.finishedAt === null) return null;
  return new Date(Date.parse(job.finishedAt) + config.completedRetentionSeconds * 1000).toISOString();
}

/** @param job Whose checkpoint is missing; null when there is no such job. */
export function checkpointNotFound(jobId: string, job: JobRecord | null): RetomaError {
  const name = JSON.stringify(jobId);
  return new RetomaError(
    'CHECKPOINT_NOT_FOUND',
    job === null
      ? `There is no job ${name}, or its record has expired. Look for it in the list of jobs.`
      : `Job ${name} has no checkpoint: it has saved none yet, completed, or was cleared up. Look at its status.`,
  );
}

/** Why a version cannot be read: it is no longer kept, or it never was. */
export function versionMissing(jobId: string, version: number, job: JobRecord | null): RetomaError {
  const head = job?.version ?? null;
  if (job === null || head === null || job.checkpoint === 'DELETED') return checkpointNotFound(jobId, job);
  if (version > head) {
    return new RetomaError(
      'CHECKPOINT_NOT_FOUND',
      `Job ${JSON.stringify(jobId)} has no version ${version}; its latest is ${head}.`,
    );
  }
  return new RetomaError(
    'VERSION_GONE',
    `Version ${version} of job ${JSON.stringify(jobId)} is no longer kept. Its history lists the versions that are.`,
  );
}
