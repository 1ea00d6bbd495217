import type {
  Acquired,
  CheckpointFilter,
  CheckpointView,
  Chore,
  IdempotencyBinding,
  JobEnd,
  JobFilter,
  KnownOutput,
  LatestTurn,
  Lease,
  LetGo,
  LoadedCheckpoint,
  ModelOutput,
  NewOutput,
  NewVersion,
  Page,
  PageRequest,
  PartialAnswer,
  SeenForResume,
  StatusCounts,
  Store,
  Tally,
  VersionsAfter,
} from './contract.ts';
import { Keys } from './keys.ts';
import type { JsonValue, Message } from './messages.ts';
import type {
  CheckpointRecord,
  ForkOrigin,
  JobRecord,
  JobSpec,
  OpenToolCall,
  ToolDecision,
} from './records.ts';
import * as chores from './redis/chores.ts';
import * as commits from './redis/commits.ts';
import type { StoreContext } from './redis/context.ts';
import { copyCheckpoint } from './redis/copying.ts';
import * as jobs from './redis/jobs.ts';
import * as leases from './redis/leases.ts';
import * as lists from './redis/lists.ts';
import * as loading from './redis/loading.ts';
import * as output from './redis/output.ts';
import { Sealer } from './redis/sealer.ts';
import { readTally } from './redis/tally.ts';
import * as versions from './redis/versions.ts';
import { type RedisClient, Scripts } from './scripts.ts';

export interface RedisStoreOptions {
  /** Ready to use; it is the caller's to close. */
  redis: RedisClient;
  /** 1 to 64 letters, digits, `_`, `.` or `-`. @default 'default' */
  tenant?: string;
  /** How long the checkpoint of a failed or cancelled job is kept. @default 604800 */
  ttlSeconds?: number;
  /** How long the versions of a completed job stay readable. @default 3600 */
  completedRetentionSeconds?: number;
  /** How many versions of a job are kept; null: all. @default null */
  historyLimit?: number | null;
  /** Called for each group of commands that is sent. Must not throw. */
  onRoundTrip?: () => void;
}

/** The record of a job is kept so much longer than its checkpoint: a day. */
const GRACE_MS = 24 * 3600 * 1000;

/**
 * The store in Redis 6.2 or later, or Valkey; a cluster will do. Every change of a job is one script on one slot, every
 * read one round trip. The keys are described in `keys.ts`, the scripts in `lua/`.
 */
export class RedisStore implements Store {
  readonly #context: StoreContext;
  readonly #sealer: Sealer;

  /** @throws TypeError for a tenant that would break out of its keys */
  constructor({
    redis,
    tenant = 'default',
    ttlSeconds = 604_800,
    completedRetentionSeconds = 3600,
    historyLimit = null,
    onRoundTrip,
  }: RedisStoreOptions) {
    this.#context = {
      scripts: new Scripts(redis, onRoundTrip),
      keys: new Keys(tenant),
      ttlMs: ttlSeconds * 1000,
      graceMs: GRACE_MS,
      completedRetentionMs: completedRetentionSeconds * 1000,
      historyLimit: historyLimit ?? 0,
    };
    this.#sealer = new Sealer(this.#context);
  }

  newJobId(near?: string): string {
    return jobs.newJobId(this.#context, near);
  }

  createJob(spec: JobSpec): Promise<JobRecord> {
    return jobs.createJob(this.#context, spec);
  }

  async getJob(jobId: string): Promise<JobRecord | null> {
    const [job] = await this.getJobs([jobId]);
    return job ?? null;
  }

  getJobs(jobIds: readonly string[]): Promise<(JobRecord | null)[]> {
    return jobs.getJobs(this.#context, jobIds);
  }

  listJobs(page: PageRequest, filter?: JobFilter): Promise<Page<JobRecord>> {
    return lists.listJobs(this.#context, page, filter);
  }

  bindIdempotencyKey(key: string, binding: IdempotencyBinding): Promise<IdempotencyBinding> {
    return jobs.bindIdempotencyKey(this.#context, key, binding);
  }

  acquire(jobId: string, holder: { workerId: string; nonce: string }): Promise<Acquired> {
    return leases.acquire(this.#context, jobId, holder);
  }

  recordIntents(lease: Lease, calls: readonly OpenToolCall[]): Promise<void> {
    return commits.recordIntents(this.#context, lease, calls);
  }

  async commit(lease: Lease, commit: NewVersion): Promise<CheckpointRecord> {
    const { record, unsealed } = await commits.commit(this.#context, lease, commit);
    this.#sealer.noteCommit(lease.jobId, unsealed);
    return record;
  }

  async finish(lease: Lease, end: JobEnd): Promise<JobRecord> {
    const job = await leases.finish(this.#context, lease, end);
    if (job.checkpoint === 'KEPT') this.#sealer.noteEnd(lease.jobId);
    return job;
  }

  letGo(lease: Lease, how: LetGo): Promise<JobRecord> {
    return leases.letGo(this.#context, lease, how);
  }

  discardCheckpoint(lease: Lease): Promise<void> {
    return leases.discardCheckpoint(this.#context, lease);
  }

  copyCheckpoint(
    from: { jobId: string; version?: number },
    lease: Lease,
    as: { step: 'RESUMED' | 'FORKED'; append?: readonly Message[] },
  ): Promise<CheckpointRecord> {
    return copyCheckpoint(this.#context, from, lease, as);
  }

  load(jobId: string, version?: number): Promise<LoadedCheckpoint | null> {
    return loading.load(this.#context, jobId, version);
  }

  async getCheckpoint(jobId: string): Promise<CheckpointView | null> {
    const [view] = await this.getCheckpoints([jobId]);
    return view ?? null;
  }

  getCheckpoints(jobIds: readonly string[]): Promise<(CheckpointView | null)[]> {
    return loading.getCheckpoints(this.#context, jobIds);
  }

  getVersion(jobId: string, version: number): Promise<CheckpointRecord | null> {
    return versions.getVersion(this.#context, jobId, version);
  }

  latestTurns(at: readonly { jobId: string; version: number }[]): Promise<(LatestTurn | null)[]> {
    return loading.latestTurns(this.#context, at);
  }

  history(jobId: string, page: { first: number; before?: number }): Promise<CheckpointRecord[]> {
    return versions.history(this.#context, jobId, page);
  }

  versionsAfter(jobId: string, after: number, limit: number): Promise<VersionsAfter> {
    return versions.versionsAfter(this.#context, jobId, after, limit);
  }

  listActive(
    page: PageRequest,
    filter?: CheckpointFilter,
  ): Promise<Page<CheckpointView> & { total: number }> {
    return lists.listActive(this.#context, page, filter);
  }

  count(): Promise<{ jobs: StatusCounts; checkpoints: StatusCounts }> {
    return lists.count(this.#context);
  }

  tally(): Promise<Tally> {
    return readTally(this.#context);
  }

  requestControl(jobId: string, control: 'CANCEL' | 'PAUSE'): Promise<JobRecord> {
    return leases.requestControl(this.#context, jobId, control);
  }

  continueJob(jobId: string): Promise<JobRecord> {
    return leases.continueJob(this.#context, jobId);
  }

  decideToolCall(jobId: string, toolCallId: string, decision: ToolDecision): Promise<JobRecord> {
    return leases.decideToolCall(this.#context, jobId, toolCallId, decision);
  }

  deleteCheckpoint(jobId: string): Promise<void> {
    return leases.deleteCheckpoint(this.#context, jobId);
  }

  /** @throws TypeError when the new id was not made by `newJobId(near)`, besides what the contract says */
  claimResume(seen: SeenForResume, spec: JobSpec): Promise<{ job: JobRecord; created: boolean } | null> {
    return jobs.claimResume(this.#context, seen, spec);
  }

  createFork(from: ForkOrigin, spec: JobSpec): Promise<JobRecord> {
    return jobs.createFork(this.#context, from, spec);
  }

  appendOutput(lease: Lease, added: NewOutput): Promise<void> {
    return output.appendOutput(this.#context, lease, added);
  }

  readOutput(jobId: string, known: KnownOutput | null, limit: number): Promise<ModelOutput | null> {
    return output.readOutput(this.#context, jobId, known, limit);
  }

  readPartials(jobIds: readonly string[]): Promise<(PartialAnswer | null)[]> {
    return output.readPartials(this.#context, jobIds);
  }

  takeChores(limit: number, leaseMs: number): Promise<Chore[]> {
    return chores.takeChores(this.#context, limit, leaseMs);
  }

  completeChore(chore: Chore, delivery?: number): Promise<void> {
    return chores.completeChore(this.#context, chore, delivery);
  }

  postponeChore(chore: Chore, until: Date, state: JsonValue): Promise<void> {
    return chores.postponeChore(this.#context, chore, until, state);
  }

  clearSources(jobId: string): Promise<void> {
    return chores.clearSources(this.#context, jobId);
  }

  refreshLiveJobs(): Promise<number> {
    return chores.refreshLiveJobs(this.#context);
  }

  /** Packs at once what is due to be packed; else that is done by the way, when the process is quiet. */
  settle(): Promise<void> {
    return this.#sealer.settle();
  }

  /** Ends what goes on by the way. The client stays open: it is the caller's. */
  close(): Promise<void> {
    return this.#sealer.close();
  }
}
