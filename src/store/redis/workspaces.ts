import { RetomaError } from '../../errors.ts';
import { foldersAround } from '../folders.ts';
import { hashOf } from '../keys.ts';
import { isTerminal, type JobRecord } from '../records.ts';
import type { StoreContext } from './context.ts';
import { fieldsOf, toJob } from './job-hash.ts';

/**
 * One live job per folder, the folders within it included. Folders have keys of their own, all in one slot, so one
 * cannot be claimed in the same step in which the job's record is written: it is claimed before. The claim says for whom it was made; a worker or a server
 * that dies anywhere leaves at most a claim whose job is over or was never made, and whoever meets it takes it over.
 */
export interface WorkspaceClaim {
  path: string;
  claimant: string;
  at: number;
  /** False when the claimant held it before. */
  isNew: boolean;
  /** The job's record has to be written by then, in ms since 1970; later the claim may be another's. */
  until: number;
}

/** For so long a claim without a job may be one whose job is just being made. */
const MAKING_MS = 5_000;

/** For a job that starts anew. */
export function claimantOfJob(jobId: string): string {
  return `J:${jobId}`;
}

/** For the one job that continues another: however many claim at once, each with an id of its own, they do not compete. */
export function claimantOfResume(sourceId: string): string {
  return `R:${sourceId}`;
}

/** @throws RetomaError WORKSPACE_BUSY */
export async function claimWorkspace(
  context: StoreContext,
  path: string,
  claimant: string,
): Promise<WorkspaceClaim> {
  const { scripts, keys, ttlMs, graceMs } = context;
  const key = keys.workspace(path);
  const stale: string[] = [];
  for (;;) {
    const args = [claimant, ttlMs + graceMs, ...placeOf(path), ...stale];
    const reply = await scripts.run('claim-workspace', [key], args);
    const [given, at, claim, now, folder, within] = reply as [number, number, string, number, string, string];
    if (given === 1) return { path, claimant, at, isNew: claim === '', until: at + MAKING_MS };
    const job = await jobBehind(context, claim.slice(claim.indexOf(' ') + 1));
    const claimed = within || [path, ...foldersAround(path)].find((one) => hashOf(one) === folder);
    const isInUse = job !== null && !isTerminal(job.status) && job.workspace.path === claimed;
    const mayBeInTheMaking = job === null && now - at < MAKING_MS;
    if (isInUse || mayBeInTheMaking) throw busy(job, path);
    stale.push(`${folder} ${claim}`);
  }
}

/** What the scripts have to know of where a folder is: its path, and how many are around it, with their hashes. */
export function placeOf(path: string): (string | number)[] {
  const around = foldersAround(path);
  return [path, around.length, ...around.map(hashOf)];
}

/** Takes back a claim for which no job was made. */
export async function withdrawClaim({ scripts, keys }: StoreContext, claim: WorkspaceClaim): Promise<void> {
  if (!claim.isNew) return;
  await scripts.run(
    'release-workspace',
    [keys.workspace(claim.path)],
    [...placeOf(claim.path), `${claim.at} ${claim.claimant}`],
  );
}

/** For a job that is over. A failure to do so costs nothing: the claim is stale then. */
export async function releaseWorkspace({ scripts, keys }: StoreContext, job: JobRecord): Promise<void> {
  const { path } = job.workspace;
  await scripts
    .run(
      'release-workspace',
      [keys.workspace(path)],
      [...placeOf(path), ...claimantsOf(job.jobId, job.resumedFrom)],
    )
    .catch(() => undefined);
}

export function claimantsOf(jobId: string, resumedFrom: string | null): string[] {
  return resumedFrom === null
    ? [claimantOfJob(jobId)]
    : [claimantOfJob(jobId), claimantOfResume(resumedFrom)];
}

/** The job that a claim was made for; null when there is none. */
async function jobBehind(context: StoreContext, claimant: string): Promise<JobRecord | null> {
  const id = claimant.slice(2);
  if (claimant.startsWith('J:')) return readJob(context, id);
  const source = await readJob(context, id);
  return source === null || source.resumedBy === null ? null : readJob(context, source.resumedBy);
}

async function readJob({ scripts, keys }: StoreContext, jobId: string): Promise<JobRecord | null> {
  const fields = fieldsOf((await scripts.run('read-job', [keys.ofJob(jobId).job])) as string[]);
  return fields === null ? null : toJob(jobId, fields);
}

function busy(job: JobRecord | null, path: string): RetomaError {
  const who = job === null ? 'Another job is about to start' : `Job ${JSON.stringify(job.jobId)} works`;
  const other = job?.workspace.path ?? path;
  const where = other === path ? 'in that workspace' : other.length > path.length ? 'within it' : 'around it';
  return new RetomaError(
    'WORKSPACE_BUSY',
    `${who} ${where}. Wait for it to end, or choose another workspace.`,
  );
}
