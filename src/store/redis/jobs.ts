import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { RetomaError } from '../../errors.ts';
import type { IdempotencyBinding, SeenForResume } from '../contract.ts';
import { hashOf } from '../keys.ts';
import type { ForkOrigin, JobRecord, JobSpec } from '../records.ts';
import { SCRIPT_CODES, scriptError } from '../script-errors.ts';
import { allKeys, jobArguments, ownKeys, type Reply, type StoreContext, tryChange } from './context.ts';
import { fieldsOf, toJob } from './job-hash.ts';
import { readVersions } from './versions.ts';
import {
  claimantOfJob,
  claimantOfResume,
  claimWorkspace,
  type WorkspaceClaim,
  withdrawClaim,
} from './workspaces.ts';

const IDEMPOTENCY_MS = 24 * 3600 * 1000;

export function newJobId({ keys }: Pick<StoreContext, 'keys'>, near: string | undefined): string {
  if (near === undefined) return uuidv7();
  const bucket = keys.bucketOf(near);
  for (;;) {
    const jobId = uuidv7();
    if (keys.bucketOf(jobId) === bucket) return jobId;
  }
}

export async function getJobs(
  { scripts, keys }: StoreContext,
  jobIds: readonly string[],
): Promise<(JobRecord | null)[]> {
  const replies = await scripts.runAll(
    jobIds.map((jobId) => ({ script: 'read-job', keys: [keys.ofJob(jobId).job] })),
  );
  return replies.map((reply, index) => {
    const fields = fieldsOf(reply as string[]);
    return fields === null ? null : toJob(jobIds[index] ?? '', fields);
  });
}

export async function createJob(
  context: StoreContext,
  spec: JobSpec,
  forkedFrom: ForkOrigin | null = null,
): Promise<JobRecord> {
  const { jobId } = spec;
  const madeBy = randomUUID();
  for (;;) {
    const claim = await claimFor(context, spec);
    const reply = await withClaim(context, claim, () =>
      tryChange(context, 'create', allKeys(context, jobId), { jobId }, [
        ...specArguments(spec),
        forkedFrom === null ? '' : JSON.stringify(forkedFrom),
        madeBy,
        claim.until,
        ...copyArguments(context, forkedFrom, jobId),
      ]),
    );
    if (reply[0] === 0) return recordIn(jobId, reply);
  }
}

export async function createFork(context: StoreContext, from: ForkOrigin, spec: JobSpec): Promise<JobRecord> {
  const { job, records } = await readVersions(context, from.jobId, { after: from.version - 1, limit: 1 });
  if (job === null || job.version === null) {
    throw scriptError(SCRIPT_CODES.CHECKPOINT_NOT_FOUND, { jobId: from.jobId });
  }
  if (records[0]?.version !== from.version)
    throw scriptError(SCRIPT_CODES.VERSION_GONE, { jobId: from.jobId });
  const fork = await createJob(context, spec, from);
  await keepSource(context, from.jobId);
  return fork;
}

/** Keeps a checkpoint from running out while a job waits that is to begin with it. */
export async function keepSource(context: StoreContext, jobId: string): Promise<void> {
  await context.scripts.run('keep-source', allKeys(context, jobId), jobArguments(context, jobId));
}

export async function claimResume(
  context: StoreContext,
  seen: SeenForResume,
  spec: JobSpec,
): Promise<{ job: JobRecord; created: boolean } | null> {
  const { jobId } = spec;
  if (context.keys.bucketOf(jobId) !== context.keys.bucketOf(seen.jobId)) {
    throw new TypeError('A job is continued by one whose id was made near its own: newJobId(near).');
  }
  const path = spec.workspace.path;
  const claimant = claimantOfResume(seen.jobId);
  for (;;) {
    const claim = await claimWorkspace(context, path, claimant).catch((error: unknown) => {
      if (RetomaError.is(error, 'WORKSPACE_BUSY')) return error;
      throw error;
    });
    const isBusy = claim instanceof RetomaError;
    // In a folder that is in use no job can be made, but one that was made before is found.
    const reply = isBusy
      ? await sendClaim(context, seen, spec, 0)
      : await withClaim(context, claim, () => sendClaim(context, seen, spec, claim.until));
    if (reply[0] === SCRIPT_CODES.CHANGED) return null;
    if (reply[0] === 0) {
      const job = recordIn(jobId, reply);
      // It is the one that was made before, and does not say which that is.
      if (job.damage !== null) throw new RetomaError('CHECKPOINT_CORRUPT', job.damage);
      return { job, created: job.jobId === jobId };
    }
    if (isBusy) throw claim;
  }
}

/** @param until how long the claim on the workspace holds; 0: there is none. */
async function sendClaim(
  context: StoreContext,
  seen: SeenForResume,
  spec: JobSpec,
  until: number,
): Promise<Reply> {
  const { jobId } = spec;
  const keys = [...allKeys(context, jobId), ...ownKeys(context, seen.jobId)];
  try {
    return await tryChange(context, 'claim-resume', keys, { jobId }, [
      ...specArguments(spec),
      hashOf(jobId),
      until,
      ...[seen.jobId, seen.status, seen.version, seen.resumedBy ?? ''],
    ]);
  } catch (error) {
    // The script speaks of the job that is made; what is missing is the source.
    if (!RetomaError.is(error, 'CHECKPOINT_NOT_FOUND')) throw error;
    throw scriptError(SCRIPT_CODES.CHECKPOINT_NOT_FOUND, { jobId: seen.jobId });
  }
}

export async function bindIdempotencyKey(
  { scripts, keys }: StoreContext,
  key: string,
  { jobId, digest }: IdempotencyBinding,
): Promise<IdempotencyBinding> {
  const bound = await scripts.run(
    'bind-key',
    [keys.idempotency(key)],
    [JSON.stringify({ jobId, digest }), IDEMPOTENCY_MS],
  );
  return JSON.parse(bound as string);
}

function specArguments(spec: JobSpec) {
  return [
    JSON.stringify(spec),
    JSON.stringify(spec.model),
    JSON.stringify(spec.workspace.path),
    spec.callback === null ? '' : '1',
  ];
}

function recordIn(jobId: string, reply: readonly unknown[]): JobRecord {
  return toJob(jobId, fieldsOf(reply[1] as string[]) ?? {});
}

/** A source elsewhere cannot be looked at in the same step. */
function copyArguments({ keys }: StoreContext, from: ForkOrigin | null, jobId: string): [string, number] {
  if (from === null || keys.bucketOf(from.jobId) !== keys.bucketOf(jobId)) return ['', 0];
  return [hashOf(from.jobId), from.version];
}

/** A taken id is told before a busy workspace. @throws RetomaError JOB_EXISTS, WORKSPACE_BUSY */
async function claimFor(context: StoreContext, spec: JobSpec): Promise<WorkspaceClaim> {
  try {
    return await claimWorkspace(context, spec.workspace.path, claimantOfJob(spec.jobId));
  } catch (error) {
    const [taken] = RetomaError.is(error, 'WORKSPACE_BUSY') ? await getJobs(context, [spec.jobId]) : [];
    if (taken) throw scriptError(SCRIPT_CODES.JOB_EXISTS, { jobId: spec.jobId });
    throw error;
  }
}

/** Withdraws the claim when no job was made. When it is not known whether one was, the claim is left to become stale. */
async function withClaim(
  context: StoreContext,
  claim: WorkspaceClaim,
  make: () => Promise<Reply>,
): Promise<Reply> {
  try {
    const reply = await make();
    if (reply[0] !== 0) await withdrawClaim(context, claim);
    return reply;
  } catch (error) {
    if (!RetomaError.is(error, 'STORE_UNAVAILABLE')) await withdrawClaim(context, claim);
    throw error;
  }
}
