import { v7 as uuidv7 } from 'uuid';
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
  Wakeup,
} from './contract.ts';
import * as chores from './memory/chores.ts';
import * as jobs from './memory/jobs.ts';
import * as leases from './memory/leases.ts';
import * as output from './memory/output.ts';
import * as reading from './memory/reading.ts';
import { fresh, MemoryState, type MemoryStoreOptions } from './memory/state.ts';
import * as versions from './memory/versions.ts';
import type { JsonValue, Message } from './messages.ts';
import type {
  CheckpointRecord,
  ForkOrigin,
  JobRecord,
  JobSpec,
  OpenToolCall,
  ToolDecision,
} from './records.ts';

export type { MemoryStoreOptions } from './memory/state.ts';

/**
 * The store's contract in the memory of one process, for tests: what it gives back went through the codec, shares
 * nothing with what was put in, and is what Redis would give. Records of jobs are kept until the store is let go of.
 */
export class MemoryStore implements Store {
  readonly #state: MemoryState;

  constructor(options: MemoryStoreOptions = {}) {
    this.#state = new MemoryState(options);
  }

  /** Calls the listener after every change, in the same step; it must not throw. Answers with how to stop. */
  onWakeup(listener: (wakeup: Wakeup) => void): () => void {
    this.#state.watchers.add(listener);
    return () => this.#state.watchers.delete(listener);
  }

  /** The same for what the model says. */
  onOutput(listener: (wakeup: Wakeup) => void): () => void {
    this.#state.outputWatchers.add(listener);
    return () => this.#state.outputWatchers.delete(listener);
  }

  newJobId(_near?: string): string {
    return uuidv7();
  }

  async createJob(spec: JobSpec): Promise<JobRecord> {
    return jobs.createJob(this.#state, spec);
  }

  async getJob(jobId: string): Promise<JobRecord | null> {
    const found = this.#state.find(jobId);
    return found === null ? null : fresh(found.job);
  }

  getJobs(jobIds: readonly string[]): Promise<(JobRecord | null)[]> {
    return Promise.all(jobIds.map((jobId) => this.getJob(jobId)));
  }

  async listJobs(page: PageRequest, filter?: JobFilter): Promise<Page<JobRecord>> {
    return jobs.listJobs(this.#state, page, filter);
  }

  async bindIdempotencyKey(key: string, binding: IdempotencyBinding): Promise<IdempotencyBinding> {
    return jobs.bindIdempotencyKey(this.#state, key, binding);
  }

  async acquire(jobId: string, holder: { workerId: string; nonce: string }): Promise<Acquired> {
    return leases.acquire(this.#state, jobId, holder);
  }

  async recordIntents(lease: Lease, calls: readonly OpenToolCall[]): Promise<void> {
    versions.recordIntents(this.#state, lease, calls);
  }

  async commit(lease: Lease, commit: NewVersion): Promise<CheckpointRecord> {
    return versions.commit(this.#state, lease, commit);
  }

  async finish(lease: Lease, end: JobEnd): Promise<JobRecord> {
    return leases.finish(this.#state, lease, end);
  }

  async letGo(lease: Lease, how: LetGo): Promise<JobRecord> {
    return leases.letGo(this.#state, lease, how);
  }

  async discardCheckpoint(lease: Lease): Promise<void> {
    versions.discardCheckpoint(this.#state, lease);
  }

  async copyCheckpoint(
    from: { jobId: string; version?: number },
    lease: Lease,
    as: { step: 'RESUMED' | 'FORKED'; append?: readonly Message[] },
  ): Promise<CheckpointRecord> {
    return versions.copyCheckpoint(this.#state, from, lease, as);
  }

  load(jobId: string, version?: number): Promise<LoadedCheckpoint | null> {
    return reading.load(this.#state, jobId, version);
  }

  async getCheckpoint(jobId: string): Promise<CheckpointView | null> {
    return reading.getCheckpoint(this.#state, jobId);
  }

  getCheckpoints(jobIds: readonly string[]): Promise<(CheckpointView | null)[]> {
    return Promise.all(jobIds.map((jobId) => this.getCheckpoint(jobId)));
  }

  async getVersion(jobId: string, version: number): Promise<CheckpointRecord | null> {
    return reading.getVersion(this.#state, jobId, version);
  }

  latestTurns(at: readonly { jobId: string; version: number }[]): Promise<(LatestTurn | null)[]> {
    return Promise.all(at.map((place) => reading.latestTurn(this.#state, place)));
  }

  async history(jobId: string, page: { first: number; before?: number }): Promise<CheckpointRecord[]> {
    return reading.history(this.#state, jobId, page);
  }

  async versionsAfter(jobId: string, after: number, limit: number): Promise<VersionsAfter> {
    return reading.versionsAfter(this.#state, jobId, after, limit);
  }

  async listActive(
    page: PageRequest,
    filter?: CheckpointFilter,
  ): Promise<Page<CheckpointView> & { total: number }> {
    return reading.listActive(this.#state, page, filter);
  }

  async count(): Promise<{ jobs: StatusCounts; checkpoints: StatusCounts }> {
    return reading.count(this.#state);
  }

  async tally(): Promise<Tally> {
    return Object.fromEntries(this.#state.tally);
  }

  async requestControl(jobId: string, control: 'CANCEL' | 'PAUSE'): Promise<JobRecord> {
    return leases.requestControl(this.#state, jobId, control);
  }

  async continueJob(jobId: string): Promise<JobRecord> {
    return leases.continueJob(this.#state, jobId);
  }

  async decideToolCall(jobId: string, toolCallId: string, decision: ToolDecision): Promise<JobRecord> {
    return leases.decideToolCall(this.#state, jobId, toolCallId, decision);
  }

  async deleteCheckpoint(jobId: string): Promise<void> {
    versions.deleteCheckpoint(this.#state, jobId);
  }

  async claimResume(
    seen: SeenForResume,
    spec: JobSpec,
  ): Promise<{ job: JobRecord; created: boolean } | null> {
    return jobs.claimResume(this.#state, seen, spec);
  }

  async createFork(from: ForkOrigin, spec: JobSpec): Promise<JobRecord> {
    return jobs.createFork(this.#state, from, spec);
  }

  async appendOutput(lease: Lease, added: NewOutput): Promise<void> {
    output.appendOutput(this.#state, lease, added);
  }

  async readOutput(jobId: string, known: KnownOutput | null, limit: number): Promise<ModelOutput | null> {
    return output.readOutput(this.#state, jobId, known, limit);
  }

  async readPartials(jobIds: readonly string[]): Promise<(PartialAnswer | null)[]> {
    return jobIds.map((jobId) => output.readPartial(this.#state, jobId));
  }

  async takeChores(limit: number, leaseMs: number): Promise<Chore[]> {
    return chores.takeChores(this.#state, limit, leaseMs);
  }

  async completeChore(chore: Chore, delivery?: number): Promise<void> {
    chores.completeChore(this.#state, chore, delivery);
  }

  async postponeChore(chore: Chore, until: Date, state: JsonValue): Promise<void> {
    chores.postponeChore(this.#state, chore, until, state);
  }

  async clearSources(jobId: string): Promise<void> {
    versions.clearSources(this.#state, jobId);
  }

  /** Nothing of a live job ever runs out here. */
  async refreshLiveJobs(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    this.#state.watchers.clear();
    this.#state.outputWatchers.clear();
  }
}
