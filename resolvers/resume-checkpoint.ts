import type { Resumability } from '../src/agent/resumability.ts';
import { type ErrorCode, RetomaError } from '../src/errors.ts';
import { failpoint } from '../src/failpoints.ts';
import { isTerminal, type JobRecord, type JobSpec } from '../src/store/records.ts';
import { checkCallback } from './check-callback.ts';
import { chooseModel } from './choose-model.ts';
import type { Context } from './context.ts';
import { checkpointNotFound } from './get-checkpoint.ts';
import { handOver } from './hand-over.ts';
import type { ResumeCheckpointInput } from './inputs.ts';

export interface ResumedJob {
  /** The job that continues the other. */
  job: JobRecord;
  resumedFrom: string;
  /** Of the checkpoint that it continues. */
  version: number;
  turns: number;
}

/** Each lost round means that another caller changed the job in between; they end when the job settles. */
const ROUNDS = 20;

const CODES: Record<Exclude<Resumability['reason'], 'READY'>, ErrorCode> = {
  NOT_FOUND: 'CHECKPOINT_NOT_FOUND',
  RUNNING: 'JOB_RUNNING',
  PAUSED: 'JOB_RUNNING',
  QUEUED: 'JOB_QUEUED',
  WAITING_RETRY: 'JOB_QUEUED',
  COMPLETED: 'JOB_COMPLETED',
  ALREADY_RESUMED: 'ALREADY_RESUMED',
  CORRUPT: 'CHECKPOINT_CORRUPT',
  FORMAT_UNSUPPORTED: 'FORMAT_UNSUPPORTED',
};

/**
 * Makes the one job that continues a failed or cancelled one, or answers with the job that does so already. May be
 * called any number of times, at once or later.
 *
 * @throws RetomaError by the reason why it cannot be resumed; VERSION_CONFLICT when `version` is not the latest;
 * INVALID_INPUT for a model that is not set up; WORKSPACE_BUSY.
 */
export async function resumeCheckpoint(input: ResumeCheckpointInput, context: Context): Promise<ResumedJob> {
  for (let round = 0; round < ROUNDS; round++) {
    const resumed = await tryResume(input, context);
    if (resumed !== null) return resumed;
  }
  throw new RetomaError('JOB_RUNNING', 'The job kept changing while it was to be resumed. Try again.');
}

/** Null: the job changed between the look and the claim. */
async function tryResume(input: ResumeCheckpointInput, context: Context): Promise<ResumedJob | null> {
  const { store } = context;
  const { jobId } = input;
  // Before the verdict: a claim may replace only a continuation that the verdict, made later, found to lead nowhere.
  const source = await store.getJob(jobId);
  if (source === null) throw checkpointNotFound(jobId, null);
  // Reads the whole state, so that a damaged checkpoint is refused before it is claimed.
  const verdict = await context.checkpoints.canResume(jobId);
  const at = { version: verdict.version ?? 0, turns: verdict.turns ?? 0 };
  if (!verdict.canResume) {
    const { continuedBy } = verdict;
    const running = continuedBy?.live ? await store.getJob(continuedBy.jobId) : null;
    if (running === null) throw refusal(verdict);
    checkVersion(input, at.version);
    return { job: running, resumedFrom: jobId, ...at };
  }
  checkVersion(input, at.version);
  if (!isTerminal(source.status)) return null;

  const spec = await specOf(input, source, context);
  const claimed = await store.claimResume(
    { jobId, status: source.status, version: at.version, resumedBy: source.resumedBy },
    spec,
  );
  if (claimed === null) return null;
  if (claimed.created) {
    await failpoint('resume-claimed', claimed.job.jobId);
    await handOver(claimed.job, context);
  }
  return { job: claimed.job, resumedFrom: jobId, ...at };
}

function checkVersion({ version, jobId }: ResumeCheckpointInput, head: number): void {
  if (version == null || version === head) return;
  throw new RetomaError(
    'VERSION_CONFLICT',
    `The latest version of job ${JSON.stringify(jobId)} is ${head}, not ${version}. Resume that one, or fork from version ${version}.`,
  );
}

function refusal({ reason, detail }: Resumability): RetomaError {
  if (reason === 'READY') throw new Error('A job that can be resumed was to be refused.');
  return new RetomaError(CODES[reason], detail);
}

async function specOf(input: ResumeCheckpointInput, source: JobRecord, context: Context): Promise<JobSpec> {
  const given = await checkCallback(input.callback, context);
  return {
    jobId: context.store.newJobId(source.jobId),
    prompt: source.prompt,
    model: await chooseModel(input.model, source.model, context),
    workspace: source.workspace,
    maxTurns: input.maxTurns ?? source.maxTurns,
    resumeFromCheckpoint: true,
    onInterrupted: source.onInterrupted,
    onPartial: source.onPartial,
    requireApproval: source.requireApproval,
    callback: given ?? source.callback,
  };
}
