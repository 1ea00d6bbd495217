import { RetomaError } from '../../errors.ts';
import type { IdempotencyBinding, JobFilter, Page, PageRequest, SeenForResume } from '../contract.ts';
import { overlap } from '../folders.ts';
import { type ForkOrigin, isTerminal, type JobRecord, type JobSpec, NO_USAGE } from '../records.ts';
import { pageOf } from './paging.ts';
import { fresh, type JobState, type MemoryState, noCheckpoint, versionGone } from './state.ts';
import { count } from './tally.ts';

const IDEMPOTENCY_MS = 24 * 3600 * 1000;

type Origin = Pick<JobRecord, 'resumedFrom' | 'forkedFrom'>;

export function createJob(
  state: MemoryState,
  spec: JobSpec,
  origin: Origin = { resumedFrom: null, forkedFrom: null },
): JobRecord {
  if (state.jobs.has(spec.jobId)) {
    throw new RetomaError('JOB_EXISTS', `The job id ${JSON.stringify(spec.jobId)} is taken. Choose another.`);
  }
  const busy = [...state.jobs.values()].find(
    ({ job }) => !isTerminal(job.status) && overlap(job.workspace.path, spec.workspace.path),
  );
  if (busy !== undefined) {
    throw new RetomaError(
      'WORKSPACE_BUSY',
      `Job ${JSON.stringify(busy.job.jobId)} works in that workspace. Wait for it to end, or choose another workspace.`,
    );
  }
  const created: JobState = {
    job: fresh({ ...NEW_JOB, ...spec, ...origin, createdAt: state.nowIso() }),
    nonce: null,
    released: null,
    segments: [],
    versions: new Map(),
    openCalls: new Map(),
    latestCommit: null,
    wentOnByDecision: false,
    keptUntil: null,
    wentOnAfter: null,
    interrupted: false,
  };
  state.jobs.set(spec.jobId, created);
  state.noteChore('QUEUE', spec.jobId);
  const made = origin.resumedFrom !== null ? 'RESUME' : origin.forkedFrom !== null ? 'FORK' : 'NEW';
  count(state, `created ${made}`);
  state.wake(created);
  return fresh(created.job);
}

const NEW_JOB = {
  status: 'QUEUED',
  attempts: 0,
  turns: 0,
  inheritedTurns: 0,
  version: null,
  checkpoint: 'NONE',
  usage: NO_USAGE,
  startedAt: null,
  finishedAt: null,
  nextAttemptAt: null,
  failure: null,
  pauseReason: null,
  awaits: [],
  result: null,
  resumedBy: null,
  control: null,
  epoch: 0,
  takenAt: null,
  workerId: null,
  crashes: 0,
  retries: 0,
  unusable: 0,
  delivery: 1,
  damage: null,
} satisfies Partial<JobRecord>;

export function listJobs(state: MemoryState, page: PageRequest, filter: JobFilter = {}): Page<JobRecord> {
  const { status, model } = filter;
  const matching = [...state.jobs.values()]
    .map(({ job }) => job)
    .filter((job) => status === undefined || status.includes(job.status))
    .filter((job) => model === undefined || job.model === model);
  const found = pageOf('jobs', matching, (job) => [Date.parse(job.createdAt), job.jobId], page);
  return { ...found, items: found.items.map(({ cursor, node }) => ({ cursor, node: fresh(node) })) };
}

export function bindIdempotencyKey(
  state: MemoryState,
  key: string,
  binding: IdempotencyBinding,
): IdempotencyBinding {
  const bound = state.idempotencyKeys.get(key);
  if (bound !== undefined && state.now() < bound.until) return { jobId: bound.jobId, digest: bound.digest };
  state.idempotencyKeys.set(key, { ...binding, until: state.now() + IDEMPOTENCY_MS });
  return { ...binding };
}

export function claimResume(
  state: MemoryState,
  seen: SeenForResume,
  spec: JobSpec,
): { job: JobRecord; created: boolean } | null {
  const source = state.find(seen.jobId);
  if (source === null) throw noCheckpoint(seen.jobId);
  const { resumedBy } = source.job;
  if (resumedBy !== null && resumedBy !== seen.resumedBy) {
    const made = state.find(resumedBy);
    return made === null ? null : { job: fresh(made.job), created: resumedBy === spec.jobId };
  }
  const { status, version, checkpoint } = source.job;
  const asSeen = status === seen.status && version === seen.version && resumedBy === seen.resumedBy;
  if (!asSeen || checkpoint !== 'KEPT' || !source.versions.has(seen.version)) return null;
  const job = createJob(state, spec, { resumedFrom: seen.jobId, forkedFrom: null });
  source.job.resumedBy = job.jobId;
  state.wake(source);
  return { job, created: true };
}

export function createFork(state: MemoryState, from: ForkOrigin, spec: JobSpec): JobRecord {
  const source = state.find(from.jobId);
  if (source === null || source.job.version === null) throw noCheckpoint(from.jobId);
  if (!source.versions.has(from.version)) throw versionGone(from.jobId, from.version);
  return createJob(state, spec, { resumedFrom: null, forkedFrom: from });
}
