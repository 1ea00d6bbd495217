import type { Logger } from 'pino';
import type { CheckpointManager } from '../agent/checkpoint.ts';
import type { Model } from '../agent/model/model.ts';
import { copyWorkspace, openWorkspace, type Workspace } from '../agent/workspace.ts';
import { RetomaError } from '../errors.ts';
import type { Lease } from '../store/contract.ts';
import type { Message, ToolMessage } from '../store/messages.ts';
import type { JobRecord, ToolCallSummary } from '../store/records.ts';
import type { Delivery } from './delivery.ts';
import type { Verdict } from './outcome.ts';

interface PrepareDeps {
  checkpoints: CheckpointManager;
  workspaceRoot: string;
  log: Logger;
  openModel(id: string): Model | Promise<Model>;
}

export interface PreparedRun {
  /** As it is after the copy. */
  job: JobRecord;
  workspace: Workspace;
  model: Model;
}

/**
 * Brings a job that was just taken to where the loop can start: the checkpoint that it continues is copied, its folder
 * is there, its model is known. Every step may be repeated, since a worker may die after any of them.
 */
export async function prepareRun(
  deps: PrepareDeps,
  delivery: Delivery,
  lease: Lease,
  taken: JobRecord,
): Promise<PreparedRun | (Verdict & { end: unknown })> {
  const fresh = taken.version === null;
  const source = delivery.resume ?? taken.resumedFrom;
  try {
    if (fresh && source !== null) await resume(deps, source, lease, taken);
    if (fresh && taken.forkedFrom !== null) await fork(deps, taken.forkedFrom, lease, taken);
  } catch (error) {
    if (RetomaError.is(error, 'CHECKPOINT_NOT_FOUND') || RetomaError.is(error, 'VERSION_GONE')) return gone();
    throw error;
  }
  const continues = source !== null || taken.forkedFrom !== null;
  const job = fresh && continues ? ((await deps.checkpoints.store.getJob(taken.jobId)) ?? taken) : taken;
  const workspace = await openWorkspace(deps.workspaceRoot, job.workspace, { create: fresh && !continues });
  return { job, workspace, model: await deps.openModel(job.model) };
}

async function resume(deps: PrepareDeps, source: string, lease: Lease, job: JobRecord): Promise<void> {
  const from = await deps.checkpoints.getMetadata(source);
  const copy = await deps.checkpoints.copyCheckpoint({ jobId: source }, lease, { step: 'RESUMED' });
  deps.log.info(
    { jobId: job.jobId, resumedFrom: source, version: from?.version ?? null, turns: copy.turns },
    'job resumed from the checkpoint of another',
  );
}

async function fork(
  deps: PrepareDeps,
  origin: NonNullable<JobRecord['forkedFrom']>,
  lease: Lease,
  job: JobRecord,
): Promise<void> {
  const from = await deps.checkpoints.store.getVersion(origin.jobId, origin.version);
  if (from === null) throw new RetomaError('VERSION_GONE', 'The version to fork from is gone.');
  // The folder first: once there is a version, it is taken for granted.
  if (from.workspace.path !== job.workspace.path) {
    await copyWorkspace(deps.workspaceRoot, from.workspace, job.workspace);
  }
  const append: Message[] = skippedResults(from.toolCalls);
  if (origin.prompt !== null) append.push({ role: 'user', text: origin.prompt });
  const copy = await deps.checkpoints.copyCheckpoint(
    { jobId: origin.jobId, version: origin.version },
    lease,
    { step: 'FORKED', append },
  );
  deps.log.info(
    { jobId: job.jobId, forkedFrom: origin.jobId, version: origin.version, turns: copy.turns },
    'job forked from a version of another',
  );
}

/** What was open at the version that is forked stays behind; the model is told so. */
function skippedResults(calls: readonly ToolCallSummary[]): ToolMessage[] {
  return calls
    .filter((call) => call.state === 'PENDING' || call.state === 'RUNNING')
    .map((call) => ({
      role: 'tool',
      toolCallId: call.id,
      toolName: call.name,
      output: 'Skipped: this call was still open where the job was forked, and it was not run here.',
      isError: true,
      startedAt: null,
      finishedAt: new Date().toISOString(),
    }));
}

function gone(): Verdict & { end: unknown } {
  return {
    end: {
      status: 'FAILED',
      failure: {
        code: 'CHECKPOINT_GONE',
        message:
          'The checkpoint that this job continues is gone: it was deleted or has expired. Submit the job again.',
        retryable: false,
        provider: null,
        httpStatus: null,
      },
    },
  };
}
