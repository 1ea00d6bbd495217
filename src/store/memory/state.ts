import { RetomaError } from '../../errors.ts';
import type { Chore, GoOnCause, Lease, LetGo, OutputPiece, Wakeup } from '../contract.ts';
import { LeaseLostError } from '../errors.ts';
import type { JobRecord, OpenToolCall, TerminalStatus, TokenUsage } from '../records.ts';

export interface MemoryStoreOptions {
  /** How long the checkpoint of a failed or cancelled job is kept. @default 604800 */
  ttlSeconds?: number;
  /** How long the versions of a completed job stay readable. @default 3600 */
  completedRetentionSeconds?: number;
  /** How many versions of a job are kept. @default all */
  historyLimit?: number;
  /** In ms since 1970. @default Date.now */
  now?: () => number;
}

/** One version: its record as stored, and the part of the log that is its state. */
export interface StoredVersion {
  record: string;
  messageCount: number;
  sizeBytes: number;
  model: string;
  /** The log that it is in; a compaction begins another. */
  segments: readonly Buffer[];
  /** How many of the segments belong to it. */
  length: number;
}

export interface JobState {
  job: JobRecord;
  /** Of the present or the last lease. */
  nonce: string | null;
  /** What the last holder asked for when it let go, so that a re-send is known; null while it holds the lease. */
  released: LetGo['to'] | TerminalStatus | null;
  segments: Buffer[];
  versions: Map<number, StoredVersion>;
  openCalls: Map<string, OpenToolCall>;
  /** Everything that the latest commit said, so that a re-send is known. */
  latestCommit: string | null;
  /** The last thing that let it go on after a pause was a decision. */
  wentOnByDecision: boolean;
  /** When log and versions go, in ms; null: not while the job goes on. */
  keptUntil: number | null;
  /** Why the present run went on from a checkpoint; null when it did not. */
  wentOnAfter: GoOnCause | null;
  /** It went on after a failure or a hand-over, or continues another job. */
  interrupted: boolean;
}

export interface StoredOutput {
  turn: number;
  attempt: number;
  /** Epoch of the lease, and number of the call under it. */
  epoch: number;
  call: number;
  usage: TokenUsage | null;
  /** In ms since 1970. */
  savedAt: number;
  pieces: OutputPiece[];
}

/** What all parts of the memory store share: the jobs, the clock, the chores and the watchers. */
export class MemoryState {
  readonly jobs = new Map<string, JobState>();
  readonly chores = new Map<string, Chore & { due: number }>();
  readonly idempotencyKeys = new Map<string, { jobId: string; digest: string; until: number }>();
  readonly watchers = new Set<(wakeup: Wakeup) => void>();
  readonly outputs = new Map<string, StoredOutput>();
  /** What an earlier call had said of the answer that is owed. */
  readonly partials = new Map<string, StoredOutput>();
  readonly outputWatchers = new Set<(wakeup: Wakeup) => void>();
  readonly tally = new Map<string, number>();
  readonly ttlMs: number;
  readonly completedRetentionMs: number;
  readonly historyLimit: number;
  readonly now: () => number;

  constructor({
    ttlSeconds = 604_800,
    completedRetentionSeconds = 3600,
    historyLimit = Number.POSITIVE_INFINITY,
    now = Date.now,
  }: MemoryStoreOptions) {
    this.ttlMs = ttlSeconds * 1000;
    this.completedRetentionMs = completedRetentionSeconds * 1000;
    this.historyLimit = historyLimit;
    this.now = now;
  }

  nowIso(): string {
    return new Date(this.now()).toISOString();
  }

  /** The job, after what has run out was dropped. */
  find(jobId: string): JobState | null {
    const state = this.jobs.get(jobId);
    if (state === undefined) return null;
    if (state.keptUntil !== null && this.now() >= state.keptUntil) {
      dropLog(state);
      this.outputs.delete(jobId);
      this.partials.delete(jobId);
      if (state.job.checkpoint === 'KEPT') state.job.checkpoint = 'EXPIRED';
    }
    return state;
  }

  /** @throws RetomaError JOB_NOT_FOUND */
  get(jobId: string): JobState {
    const state = this.find(jobId);
    if (state !== null) return state;
    throw new RetomaError(
      'JOB_NOT_FOUND',
      `There is no job ${JSON.stringify(jobId)}, or its record has expired.`,
    );
  }

  /** The job that this lease may write to. @throws LeaseLostError */
  held(lease: Lease): JobState {
    const state = this.find(lease.jobId);
    if (state === null) throw new LeaseLostError(lease.jobId, lease.epoch, 'the job is gone');
    if (!isHolder(state, lease))
      throw new LeaseLostError(lease.jobId, lease.epoch, 'another worker took the job');
    if (state.released !== null) throw new LeaseLostError(lease.jobId, lease.epoch, 'the job was let go');
    return state;
  }

  noteChore(kind: Chore['kind'], jobId: string): void {
    this.chores.set(choreKey({ kind, jobId }), { kind, jobId, state: null, due: this.now() });
  }

  wake({ job }: JobState): void {
    const { jobId, version, status } = job;
    for (const watcher of this.watchers) watcher({ jobId, version, status });
  }
}

/** Whether this lease is the latest that was given, held or not. */
export function isHolder({ job, nonce }: JobState, lease: Lease): boolean {
  return job.epoch === lease.epoch && nonce === lease.nonce;
}

export function choreKey({ kind, jobId }: Pick<Chore, 'kind' | 'jobId'>): string {
  return `${kind} ${jobId}`;
}

/** Log, versions and open calls go; the record stays. */
export function dropLog(state: JobState): void {
  state.segments = [];
  state.versions.clear();
  state.openCalls.clear();
  state.latestCommit = null;
  state.keptUntil = null;
}

/** No longer *the* checkpoint; its versions stay readable for the retention time. */
export function clearCheckpoint(state: MemoryState, cleared: JobState): void {
  if (cleared.job.checkpoint !== 'KEPT') return;
  cleared.job.checkpoint = 'CLEARED';
  cleared.openCalls.clear();
  if (state.completedRetentionMs === 0) dropLog(cleared);
  else cleared.keptUntil = state.now() + state.completedRetentionMs;
}

/** What a trip through Redis would make of it: plain JSON that shares nothing. */
export function fresh<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

export function noCheckpoint(jobId: string): RetomaError {
  return new RetomaError('CHECKPOINT_NOT_FOUND', `Job ${JSON.stringify(jobId)} has no checkpoint.`);
}

export function versionGone(jobId: string, version: number): RetomaError {
  return new RetomaError(
    'VERSION_GONE',
    `Version ${version} of job ${JSON.stringify(jobId)} is not kept. Choose one of its history.`,
  );
}
