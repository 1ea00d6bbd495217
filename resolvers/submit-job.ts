import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { RetomaError } from '../src/errors.ts';
import { failpoint } from '../src/failpoints.ts';
import type { JobRecord, JobSpec } from '../src/store/records.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkCallback } from './check-callback.ts';
import { chooseModel } from './choose-model.ts';
import { chooseWorkspace } from './choose-workspace.ts';
import type { Context } from './context.ts';
import { handOver } from './hand-over.ts';
import { DEFAULT_MAX_TURNS, idempotencyKey, type SubmitJobInput } from './inputs.ts';
import { checkToolNames } from './known-tools.ts';
import { parseInput } from './parse-input.ts';

export interface SubmittedJob {
  job: JobRecord;
  /** False when an earlier request with the same idempotency key made the job. */
  created: boolean;
}

/**
 * Accepts a job: its record is written, then it is queued. With `options.idempotencyKey` the same request may be sent
 * any number of times and makes one job.
 *
 * @throws RetomaError MODEL_REQUIRED, INVALID_INPUT, JOB_EXISTS, WORKSPACE_BUSY, IDEMPOTENCY_MISMATCH
 */
export async function submitJob(
  input: SubmitJobInput,
  context: Context,
  options: { idempotencyKey?: string | undefined } = {},
): Promise<SubmittedJob> {
  if (options.idempotencyKey === undefined) {
    const spec = await specOf(input, input.jobId ?? context.store.newJobId(), context);
    return { job: await create(spec, context), created: true };
  }
  const jobId = await bind(parseInput(idempotencyKey, options.idempotencyKey), input, context);
  const spec = await specOf(input, jobId, context);
  const earlier = await context.store.getJob(jobId);
  if (earlier !== null) return replay(earlier, spec, input);
  try {
    return { job: await create(spec, context), created: true };
  } catch (error) {
    if (!RetomaError.is(error, 'JOB_EXISTS')) throw error;
    const winner = await context.store.getJob(jobId);
    if (winner === null) throw error;
    return replay(winner, spec, input);
  }
}

async function create(spec: JobSpec, context: Context): Promise<JobRecord> {
  const job = await context.store.createJob(spec);
  await failpoint('accepted-not-queued', job.jobId);
  await handOver(job, context);
  return job;
}

/** The job id that holds for this key. @throws RetomaError IDEMPOTENCY_MISMATCH */
async function bind(key: string, input: SubmitJobInput, context: Context): Promise<string> {
  const digest = createHash('sha256').update(canonicalJson(input)).digest('hex');
  const jobId = input.jobId ?? context.store.newJobId();
  const held = await context.store.bindIdempotencyKey(key, { jobId, digest });
  if (held.digest !== digest) {
    throw new RetomaError(
      'IDEMPOTENCY_MISMATCH',
      'This Idempotency-Key was used for another request in the last 24 hours. Send the same body again, or take a new key.',
    );
  }
  return held.jobId;
}

/**
 * The job under the bound id is the answer only if it was made by this request: a caller may have chosen an id that
 * was taken before the key was bound to it.
 */
function replay(job: JobRecord, spec: JobSpec, input: SubmitJobInput): SubmittedJob {
  const made = { ...spec, model: input.model ?? job.model };
  const same = Object.entries(made).every(([key, value]) =>
    isDeepStrictEqual(job[key as keyof JobSpec], value),
  );
  if (same) return { job, created: false };
  throw new RetomaError(
    'JOB_EXISTS',
    `There is a job ${JSON.stringify(job.jobId)} already. Choose another job id, or leave it out.`,
  );
}

async function specOf(input: SubmitJobInput, jobId: string, context: Context): Promise<JobSpec> {
  const requireApproval = input.requireApproval ?? [];
  checkToolNames(requireApproval);
  return {
    jobId,
    prompt: input.prompt,
    model: await chooseModel(input.model, context.config.defaultModel, context),
    workspace: await chooseWorkspace(input.workspace, jobId),
    maxTurns: input.maxTurns ?? DEFAULT_MAX_TURNS,
    resumeFromCheckpoint: input.resumeFromCheckpoint ?? true,
    onInterrupted: input.onInterrupted ?? 'REPORT',
    onPartial: input.onPartial ?? 'ASK_AGAIN',
    requireApproval: [...requireApproval],
    callback: await checkCallback(input.callback, context),
  };
}
