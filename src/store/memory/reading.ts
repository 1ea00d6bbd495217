import { decodeSegments } from '../codec.ts';
import type {
  CheckpointFilter,
  CheckpointView,
  LatestTurn,
  LoadedCheckpoint,
  Page,
  PageRequest,
  StatusCounts,
  VersionsAfter,
} from '../contract.ts';
import type { Message } from '../messages.ts';
import { type CheckpointRecord, isTerminal, JOB_STATUSES, type JobRecord } from '../records.ts';
import { pageOf } from './paging.ts';
import { fresh, type JobState, type MemoryState } from './state.ts';
import { headOf, recordOf } from './versions.ts';

export async function load(
  state: MemoryState,
  jobId: string,
  wanted?: number,
): Promise<LoadedCheckpoint | null> {
  const found = state.find(jobId);
  const head = found === null ? null : headOf(found);
  const version = wanted ?? head;
  if (found === null || version === null || !found.versions.has(version)) return null;
  const { resumedFrom, resumedBy } = found.job;
  const checkpoint = {
    ...recordOf(found, version),
    openToolCalls: version === head ? fresh([...found.openCalls.values()]) : [],
    expiresAt: expiresAt(found),
    resumedFrom,
    resumedBy,
  };
  return { ...checkpoint, messages: await messagesAt(found, version) };
}

export function getCheckpoint(state: MemoryState, jobId: string): CheckpointView | null {
  const found = state.find(jobId);
  return found === null ? null : viewOf(state, found);
}

export function getVersion(state: MemoryState, jobId: string, version: number): CheckpointRecord | null {
  const found = state.find(jobId);
  return found?.versions.has(version) ? recordOf(found, version) : null;
}

export async function latestTurn(
  state: MemoryState,
  { jobId, version }: { jobId: string; version: number },
): Promise<LatestTurn | null> {
  const found = state.find(jobId);
  if (!found?.versions.has(version)) return null;
  const messages = await messagesAt(found, version);
  const at = messages.findLastIndex((message) => message.role === 'assistant');
  const answer = messages[at];
  return answer?.role === 'assistant' ? { answer, after: messages.slice(at + 1) } : null;
}

export function history(
  state: MemoryState,
  jobId: string,
  { first, before = Number.POSITIVE_INFINITY }: { first: number; before?: number },
): CheckpointRecord[] {
  const found = state.find(jobId);
  if (found === null) return [];
  const kept = [...found.versions.keys()].filter((version) => version < before).sort((a, b) => b - a);
  return kept.slice(0, first).map((version) => recordOf(found, version));
}

export function versionsAfter(
  state: MemoryState,
  jobId: string,
  after: number,
  limit: number,
): VersionsAfter {
  const found = state.find(jobId);
  if (found === null) return { job: null, records: [], oldest: null };
  const kept = [...found.versions.keys()].sort((a, b) => a - b);
  const wanted = kept.filter((version) => version > after).slice(0, limit);
  return {
    job: fresh(found.job),
    records: wanted.map((version) => recordOf(found, version)),
    oldest: kept[0] ?? null,
  };
}

export function listActive(
  state: MemoryState,
  page: PageRequest,
  filter: CheckpointFilter = {},
): Page<CheckpointView> & { total: number } {
  const { status, model, savedAfter } = filter;
  const active = [...state.jobs.keys()].flatMap((jobId) => getCheckpoint(state, jobId) ?? []);
  const matching = active
    .filter(({ job }) => status === undefined || status.includes(job.status))
    .filter(({ record }) => model === undefined || record.model === model)
    .filter(({ record }) => savedAfter === undefined || Date.parse(record.savedAt) > savedAfter.getTime());
  const found = pageOf('active', matching, ({ record }) => [Date.parse(record.savedAt), record.jobId], page);
  return { ...found, total: active.length };
}

export function count(state: MemoryState): { jobs: StatusCounts; checkpoints: StatusCounts } {
  const ids = [...state.jobs.keys()];
  return {
    jobs: countByStatus(ids.flatMap((jobId) => state.find(jobId)?.job ?? [])),
    checkpoints: countByStatus(ids.flatMap((jobId) => getCheckpoint(state, jobId)?.job ?? [])),
  };
}

function countByStatus(jobs: readonly JobRecord[]): StatusCounts {
  return Object.fromEntries(
    JOB_STATUSES.map((status) => [status, jobs.filter((job) => job.status === status).length]),
  ) as StatusCounts;
}

function viewOf(state: MemoryState, found: JobState): CheckpointView | null {
  const head = headOf(found);
  if (head === null) return null;
  const { job } = found;
  const successor = job.resumedBy === null ? null : state.find(job.resumedBy);
  return {
    record: recordOf(found, head),
    job: fresh(job),
    openToolCalls: fresh([...found.openCalls.values()]),
    expiresAt: expiresAt(found),
    damage: null,
    successor:
      successor === null
        ? null
        : {
            jobId: successor.job.jobId,
            status: successor.job.status,
            checkpoint: successor.job.checkpoint,
          },
  };
}

async function messagesAt(found: JobState, version: number): Promise<Message[]> {
  const stored = found.versions.get(version);
  if (stored === undefined) return [];
  const frames = stored.segments.slice(0, stored.length);
  return (await decodeSegments(frames, { jobId: found.job.jobId })).flat();
}

function expiresAt({ job, keptUntil }: JobState): string | null {
  return isTerminal(job.status) && keptUntil !== null ? new Date(keptUntil).toISOString() : null;
}
