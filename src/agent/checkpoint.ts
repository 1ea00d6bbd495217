import { RetomaError } from '../errors.ts';
import type {
  CheckpointFilter,
  CheckpointView,
  Lease,
  LoadedCheckpoint,
  NewVersion,
  Store,
} from '../store/contract.ts';
import { defaultStore } from '../store/default.ts';
import type { Message } from '../store/messages.ts';
import type { CheckpointRecord, JobStatus } from '../store/records.ts';
import { judge, type Resumability } from './resumability.ts';

/** What is known of a checkpoint without opening its messages. Times are ISO 8601. */
export interface CheckpointMetadata extends Omit<CheckpointRecord, 'epoch' | 'toolCalls'> {
  /** Null while the job is not over: nothing runs out then. */
  expiresAt: string | null;
  resumedFrom: string | null;
  resumedBy: string | null;
  status: JobStatus;
}

/**
 * The heart of Retoma: loads, saves, lists, judges, copies and deletes the checkpoints of agent jobs. A thin and
 * stateless face over a `Store`; every method may throw `RetomaError` `STORE_UNAVAILABLE`.
 */
export class CheckpointManager {
  readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /**
   * The whole state of a job: messages, `turns`, model, workspace, usage. Without `version` the checkpoint from which
   * the job would go on, null when it has none; with `version` any version that is still kept.
   * @throws CheckpointCorruptError, FormatUnsupportedError: the stored bytes are left as they are.
   */
  loadCheckpoint(jobId: string, version?: number): Promise<LoadedCheckpoint | null> {
    return this.store.load(jobId, version);
  }

  /**
   * Appends one version: only what is new is sent, in one round trip. Safe to call again with the same commit.
   * @throws LeaseLostError when another worker has the job now: stop, nothing was written.
   */
  saveCheckpoint(lease: Lease, commit: NewVersion): Promise<CheckpointRecord> {
    return this.store.commit(lease, commit);
  }

  /**
   * The checkpoints that can be loaded, latest saved first.
   * @param options.limit At most so many. @default 1000
   */
  async listActiveCheckpoints(
    options: { limit?: number; filter?: CheckpointFilter } = {},
  ): Promise<CheckpointMetadata[]> {
    const { limit = 1000, filter } = options;
    const found: CheckpointMetadata[] = [];
    let after: string | undefined;
    while (found.length < limit) {
      const first = Math.min(100, limit - found.length);
      const page = await this.store.listActive(after === undefined ? { first } : { first, after }, filter);
      found.push(...page.items.map((item) => toMetadata(item.node)));
      after = page.items.at(-1)?.cursor;
      if (!page.hasNextPage || after === undefined) break;
    }
    return found;
  }

  async getMetadata(jobId: string): Promise<CheckpointMetadata | null> {
    const view = await this.store.getCheckpoint(jobId);
    return view === null ? null : toMetadata(view);
  }

  /** Whether the job can be resumed by hand, why or why not, and what a restart would pay again. Reads the whole state, so that damage shows. */
  async canResume(jobId: string): Promise<Resumability> {
    // Loading notes any damage on the record, where `judge` finds it.
    const loaded = await this.store.load(jobId).catch((error: unknown) => {
      if (isRefused(error)) return null;
      throw error;
    });
    const [job, view] = await Promise.all([this.store.getJob(jobId), this.store.getCheckpoint(jobId)]);
    return judge({ jobId, job, view, messages: loaded?.messages ?? [] });
  }

  /** Final: nothing of the checkpoint is kept. @throws RetomaError CHECKPOINT_NOT_FOUND, JOB_RUNNING. */
  deleteCheckpoint(jobId: string): Promise<void> {
    return this.store.deleteCheckpoint(jobId);
  }

  /** The lease's job begins with a copy of another job's checkpoint. Idempotent. */
  copyCheckpoint(
    from: { jobId: string; version?: number },
    lease: Lease,
    as: { step: 'RESUMED' | 'FORKED'; append?: readonly Message[] } = { step: 'RESUMED' },
  ): Promise<CheckpointRecord> {
    return this.store.copyCheckpoint(from, lease, as);
  }

  /** Kept versions, newest first; `before` is exclusive. */
  history(
    jobId: string,
    page: { first: number; before?: number } = { first: 20 },
  ): Promise<CheckpointRecord[]> {
    return this.store.history(jobId, page);
  }
}

export function toMetadata({ record, job, expiresAt }: CheckpointView): CheckpointMetadata {
  return {
    jobId: record.jobId,
    version: record.version,
    formatVersion: record.formatVersion,
    step: record.step,
    turns: record.turns,
    model: record.model,
    workspace: record.workspace,
    messageCount: record.messageCount,
    usage: record.usage,
    sizeBytes: record.sizeBytes,
    storedBytes: record.storedBytes,
    savedAt: record.savedAt,
    repair: record.repair,
    expiresAt,
    resumedFrom: job.resumedFrom,
    resumedBy: job.resumedBy,
    status: job.status,
  };
}

function isRefused(error: unknown): boolean {
  return RetomaError.is(error, 'CHECKPOINT_CORRUPT') || RetomaError.is(error, 'FORMAT_UNSUPPORTED');
}

/** Ready to use: connects, on first use, to the Redis that the environment names (or to the embedded one). */
export const checkpointManager = new CheckpointManager(defaultStore());
