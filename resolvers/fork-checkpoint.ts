import { RetomaError } from '../src/errors.ts';
import { failpoint } from '../src/failpoints.ts';
import type { JobRecord } from '../src/store/records.ts';
import { chooseModel } from './choose-model.ts';
import { chooseWorkspace } from './choose-workspace.ts';
import type { Context } from './context.ts';
import { checkpointNotFound, versionMissing } from './get-checkpoint.ts';
import { handOver } from './hand-over.ts';
import type { ForkCheckpointInput } from './inputs.ts';

export interface ForkedJob {
  job: JobRecord;
  forkedFrom: string;
  /** Of the source, where the new job begins. */
  version: number;
  turns: number;
}

/**
 * Starts a new job from any version that is still kept. The source is left as it is. The new job has a workspace of its
 * own (named, or the default one); unless that folder is there already, the worker that first takes the job copies the
 * source's folder, as it is then, to it. A callback is not taken over.
 *
 * @throws RetomaError CHECKPOINT_NOT_FOUND, VERSION_GONE, CHECKPOINT_CORRUPT, FORMAT_UNSUPPORTED, INVALID_INPUT,
 * WORKSPACE_BUSY
 */
export async function forkCheckpoint(input: ForkCheckpointInput, context: Context): Promise<ForkedJob> {
  const { store } = context;
  const { jobId, version } = input;
  const [source, origin] = await Promise.all([
    store.getJob(jobId),
    context.checkpoints.loadCheckpoint(jobId, version),
  ]);
  if (source === null) throw checkpointNotFound(jobId, null);
  if (source.damage !== null) throw new RetomaError('CHECKPOINT_CORRUPT', source.damage);
  if (origin === null) throw versionMissing(jobId, version, source);

  const newJobId = store.newJobId(jobId);
  const job = await store.createFork(
    { jobId, version, prompt: input.prompt ?? null },
    {
      jobId: newJobId,
      prompt: source.prompt,
      model: await chooseModel(input.model, origin.model, context),
      workspace: await chooseWorkspace(input.workspace, newJobId),
      maxTurns: source.maxTurns,
      resumeFromCheckpoint: true,
      onInterrupted: source.onInterrupted,
      onPartial: source.onPartial,
      requireApproval: source.requireApproval,
      callback: null,
    },
  );
  await failpoint('accepted-not-queued', job.jobId);
  await handOver(job, context);
  return { job, forkedFrom: jobId, version, turns: origin.turns };
}
