import type { AssistantMessage, JsonValue, Message } from './messages.ts';
import type {
  CheckpointRecord,
  CheckpointStep,
  ForkOrigin,
  JobFailure,
  JobRecord,
  JobSpec,
  JobStatus,
  OpenToolCall,
  TerminalStatus,
  TokenUsage,
  ToolCallSummary,
  ToolDecision,
} from './records.ts';

/**
 * The contract of the checkpoint store. Two stores keep it, Redis and memory; one conformance suite
 * (`test/store/conformance.ts`) holds both to it.
 *
 * Rules for every method:
 * - It is one atomic change or one consistent read. A call that is sent twice (a client resends after a reconnect)
 *   changes the state once and answers the same.
 * - A job id that is unknown is `null` on reads, and `RetomaError` `JOB_NOT_FOUND` or `CHECKPOINT_NOT_FOUND` on writes.
 * - Methods that take a `Lease` throw `LeaseLostError` when the job has been taken over, let go, ended or deleted, and
 *   then have changed nothing.
 * - A store that cannot be reached is `RetomaError` `STORE_UNAVAILABLE`.
 * - Every state change wakes those who watch the job (see `Wakeups`), in the same step.
 */
export interface Store {
  // ─── jobs ────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * A new, unused job id (UUIDv7). With `near`, one that is kept beside that job, so that both can be changed in one
   * atomic step (resume and fork use it).
   */
  newJobId(near?: string): string;

  /**
   * Writes the record of a new job as QUEUED and notes that it has yet to be handed to the queue (a `QUEUE` chore).
   * @throws RetomaError JOB_EXISTS when the id is taken; WORKSPACE_BUSY when a live job works in the same folder, in one around it or in one
   * within it.
   */
  createJob(spec: JobSpec): Promise<JobRecord>;

  getJob(jobId: string): Promise<JobRecord | null>;

  /** In the order asked for, in one round trip however many. */
  getJobs(jobIds: readonly string[]): Promise<(JobRecord | null)[]>;

  /** Newest created first. */
  listJobs(page: PageRequest, filter?: JobFilter): Promise<Page<JobRecord>>;

  /**
   * Binds an idempotency key to a request (a digest of its body) and the job id chosen for it, for 24 hours. Answers
   * with the binding that holds: the caller's own, or the earlier one.
   */
  bindIdempotencyKey(key: string, binding: IdempotencyBinding): Promise<IdempotencyBinding>;

  // ─── the right to write ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Takes the job: raises the epoch, sets RUNNING, counts the attempt. Never waits and never asks who holds it now; the
   * queue decides who runs. A job that was RUNNING before had lost its worker: `crashes` is then counted for the
   * present version. `nonce` makes a re-sent call answer the same lease, as long as it is held. A terminal or PAUSED job
   * is not taken: `lease` is null. A wish of a person (`control`) stays on the record for the new holder to carry out.
   * @throws RetomaError JOB_NOT_FOUND
   */
  acquire(jobId: string, holder: { workerId: string; nonce: string }): Promise<Acquired>;

  /** Records, in one round trip, that these calls are about to run. No version; replaces earlier intents of the same ids. */
  recordIntents(lease: Lease, calls: readonly OpenToolCall[]): Promise<void>;

  /**
   * Appends one version. Sends only what is new. Removes the open calls whose results it holds, and begins the counts
   * of crashes and retries anew. With step `COMPACTED` the messages are the whole new history, which replaces the
   * earlier one from this version on. A re-send is one by the same lease, built on the same version, with the same content.
   * @throws VersionConflictError when `basedOn` is not the head and the commit is not a re-send of the head itself.
   */
  commit(lease: Lease, commit: NewVersion): Promise<CheckpointRecord>;

  /**
   * Ends the job; nobody holds it then. COMPLETED clears the checkpoint: no longer listed or loadable as *the* checkpoint, its versions
   * readable for the retention time. FAILED and CANCELLED keep it for the TTL. Notes the callback, when the job has
   * one, as a `CALLBACK` chore, and for a completed job that continues others a `CLEAR_SOURCES` chore.
   * A re-send by the lease that ended it, with the same status, answers the record.
   */
  finish(lease: Lease, end: JobEnd): Promise<JobRecord>;

  /**
   * Gives the job back without ending it: handed over (QUEUED), put off (WAITING_RETRY, which counts a retry unless it says otherwise) or waiting
   * for a person (PAUSED). A wish that came in the meantime is carried out here, since nobody runs the job then: a
   * pending CANCEL ends it as `requestControl` would, a pending PAUSE pauses it on request, whatever else it would have
   * waited for. The delivery stays the same.
   */
  letGo(lease: Lease, how: LetGo): Promise<JobRecord>;

  /** Throws the job's checkpoint away and begins again at no version: `resumeFromCheckpoint: false`. Open calls go too. */
  discardCheckpoint(lease: Lease): Promise<void>;

  /**
   * Version 1 of the lease's job becomes a copy of another job's checkpoint (its head, or `version`), with its open
   * calls; the bytes do not pass through this process when both are kept side by side (but for an earlier version that
   * ends inside a packed block). Idempotent: when the lease's job
   * already has a version it answers version 1. `append` is put behind the copied history (forks): an open call whose
   * result it holds is left out, and the summary of that call says how it ended. Turns (all of them inherited) and usage
   * are the source's; model and workspace are those of the lease's job. Only the head has open calls to be copied.
   * @throws RetomaError CHECKPOINT_NOT_FOUND; VERSION_GONE when `version` is given and not kept.
   */
  copyCheckpoint(
    from: { jobId: string; version?: number },
    lease: Lease,
    as: { step: 'RESUMED' | 'FORKED'; append?: readonly Message[] },
  ): Promise<CheckpointRecord>;

  // ─── reading checkpoints ─────────────────────────────────────────────────────────────────────────────────

  /**
   * The whole state, decoded, in one round trip. Without `version` *the* checkpoint: null when the job has none any
   * more (cleared, deleted, expired). With `version` any kept version, also of a completed job within its retention.
   * @throws CheckpointCorruptError, FormatUnsupportedError (and notes the damage on the job record).
   */
  load(jobId: string, version?: number): Promise<LoadedCheckpoint | null>;

  /** The record of *the* checkpoint with its job, without messages. Null as for `load`. */
  getCheckpoint(jobId: string): Promise<CheckpointView | null>;

  /** In the order asked for, in one round trip however many. */
  getCheckpoints(jobIds: readonly string[]): Promise<(CheckpointView | null)[]>;

  /** One kept version's record; null when it is gone or never was. */
  getVersion(jobId: string, version: number): Promise<CheckpointRecord | null>;

  /**
   * The latest answer of each checkpoint and the results committed after it, in one round trip however many: what is
   * needed to show tool calls with arguments and results without reading histories. Null where that version is not kept
   * or has no answer yet. Any kept version, also of a completed job within its retention.
   */
  latestTurns(at: readonly { jobId: string; version: number }[]): Promise<(LatestTurn | null)[]>;

  /** Newest first; `before` is exclusive. Records only. */
  history(jobId: string, page: { first: number; before?: number }): Promise<CheckpointRecord[]>;

  /**
   * What a subscriber reads: the records after `after`, oldest first, at most `limit`, with the job as it is in the
   * same instant. `oldest` is the first version still kept (null: none).
   */
  versionsAfter(jobId: string, after: number, limit: number): Promise<VersionsAfter>;

  /** Checkpoints that are there to be loaded, latest saved first. `total` is how many there are, whatever the filter. */
  listActive(page: PageRequest, filter?: CheckpointFilter): Promise<Page<CheckpointView> & { total: number }>;

  /** How many jobs there are, and checkpoints to be loaded, by the status of the job. The cost does not grow with them. */
  count(): Promise<{ jobs: StatusCounts; checkpoints: StatusCounts }>;

  /** What has happened to jobs since counting began. Each event is counted in the step that it happens in, so a crash neither loses nor doubles one. */
  tally(): Promise<Tally>;

  // ─── steering ────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Asks for a cancel or a pause. A job that nobody runs is CANCELLED or PAUSED at once; a RUNNING one gets the wish
   * written on its record (`control`) and its watchers are woken; a CANCEL replaces a PAUSE there, never the other way.
   * Cancelling at once notes the callback as `finish` does. Pausing a paused job answers as it is.
   * @throws RetomaError JOB_NOT_FOUND; JOB_COMPLETED for a terminal job (cancelling a cancelled one answers as it is).
   */
  requestControl(jobId: string, control: 'CANCEL' | 'PAUSE'): Promise<JobRecord>;

  /**
   * A PAUSED job becomes QUEUED under a new delivery (with a `QUEUE` chore). One that goes on because of a decision
   * already answers as it is.
   * @throws RetomaError JOB_NOT_FOUND, JOB_RUNNING, JOB_QUEUED, JOB_COMPLETED.
   */
  continueJob(jobId: string): Promise<JobRecord>;

  /**
   * Records a person's decision about a call that has no result yet: one that was begun, or one of the latest answer
   * that is still PENDING (it becomes an open call that never started). The last one that the job waited for
   * (`awaits`) lets it go on as `continueJob` does. While it waits for other calls, a decision stands: the same one sent
   * again is answered as it is, another is refused. In a job that waits for none (paused on request), a later decision
   * replaces an earlier one.
   * @throws RetomaError JOB_NOT_FOUND; JOB_RUNNING (only a PAUSED job is decided about, and not otherwise than before);
   * JOB_COMPLETED for a terminal job; INVALID_INPUT (no such open call).
   */
  decideToolCall(jobId: string, toolCallId: string, decision: ToolDecision): Promise<JobRecord>;

  /**
   * Deletes the checkpoint for good: its log, versions and open calls are gone, the record says DELETED. A job that has
   * none to be loaded (never saved, cleared, deleted before) is CHECKPOINT_NOT_FOUND. One whose record is damaged goes
   * with all that there is of it, whatever its status.
   * @throws RetomaError CHECKPOINT_NOT_FOUND; JOB_RUNNING while the job is not terminal, or another one that continues it,
   * or forks it and is kept beside it, has yet to begin with its copy.
   */
  deleteCheckpoint(jobId: string): Promise<void>;

  /**
   * Claims a job's checkpoint for the one job that continues it and writes that job's record, in one step. However
   * often and by however many it is called, one job is made: `created` is false for those who came later, `job` is then
   * the one that was made. Expects what the caller saw (`seen`): when that no longer holds nothing changes and the
   * answer is null, and the caller looks again. A job that was claimed by another than `seen.resumedBy` counts as made:
   * the answer is that job (null when its record is gone).
   * @throws RetomaError CHECKPOINT_NOT_FOUND for an unknown source; JOB_EXISTS when the new id is taken; WORKSPACE_BUSY.
   */
  claimResume(seen: SeenForResume, spec: JobSpec): Promise<{ job: JobRecord; created: boolean } | null>;

  /**
   * Makes the record of a job that starts from `from`; its checkpoint is copied when it first runs.
   * @throws RetomaError CHECKPOINT_NOT_FOUND for an unknown source; VERSION_GONE; JOB_EXISTS; WORKSPACE_BUSY.
   */
  createFork(from: ForkOrigin, spec: JobSpec): Promise<JobRecord>;

  // ─── what the model says while it speaks ─────────────────────────────────────────────────────────────────

  /**
   * Adds to what the model says in the call that is under way, for those who watch. It is no part of the checkpoint:
   * only the latest call is kept, and what the one before had said of the same answer. A call of another number, or under
   * another lease, begins anew. Wakes those who watch the output, not those who watch the job.
   */
  appendOutput(lease: Lease, output: NewOutput): Promise<void>;

  /**
   * What the latest call said: of the one that is `known`, what came after the pieces known; of another one from the
   * start. At most `limit` pieces. Null when there is none.
   */
  readOutput(jobId: string, known: KnownOutput | null, limit: number): Promise<ModelOutput | null>;

  /**
   * What the model had said of the answer that each job is owed, when it was cut off: its worker died, the stream broke,
   * somebody stopped it. Kept until the answer is committed, also while it is asked for again; comes with the checkpoint
   * to the job that resumes it. In the order asked for, in one round trip; null: nothing was cut off.
   */
  readPartials(jobIds: readonly string[]): Promise<(PartialAnswer | null)[]>;

  // ─── chores: what a crash may leave to be done ───────────────────────────────────────────────────────────

  /** Chores that are due, at most `limit`, earliest first; each is not handed out again for `leaseMs`. One per kind and job. */
  takeChores(limit: number, leaseMs: number): Promise<Chore[]>;
  /**
   * Done: forget it. By kind and job id alone, so that who did it before it was handed out can strike it too. With
   * `delivery`, the one that the job was seen with when it was done, the chore of a later delivery is left as it is:
   * what comes too late strikes nothing.
   */
  completeChore(chore: Chore, delivery?: number): Promise<void>;
  /** Not done: try again at this time. `state` is handed out with it next time. */
  postponeChore(chore: Chore, until: Date, state: JsonValue): Promise<void>;
  /** Clears the checkpoints of every job that this one continues, up the line, as completion does. Idempotent. */
  clearSources(jobId: string): Promise<void>;
  /** Refreshes the TTL of jobs that are not terminal and have not been saved for a while. Answers how many. */
  refreshLiveJobs(): Promise<number>;

  close(): Promise<void>;
}

export interface Lease {
  readonly jobId: string;
  readonly epoch: number;
  readonly nonce: string;
  readonly workerId: string;
}

export interface Acquired {
  /** Null when the job is terminal: the delivery has only to be acknowledged. */
  lease: Lease | null;
  /** As it is after the call. */
  job: JobRecord;
}

export interface NewVersion {
  /** The head that it is built on; 0 for the first version. */
  basedOn: number;
  step: CheckpointStep;
  /** What this version adds to the history. */
  messages: readonly Message[];
  /** Totals at the new version. */
  turns: number;
  usage: TokenUsage;
  /** The calls of the latest answer, as of the new version. */
  toolCalls: readonly ToolCallSummary[];
  /** Model that is used from here on; unset: as before. */
  model?: string;
  repair?: string | null;
}

export type JobEnd =
  | { status: 'COMPLETED'; result: string }
  | { status: 'FAILED'; failure: JobFailure }
  | { status: 'CANCELLED' };

export type LetGo =
  | { to: 'QUEUED' }
  /** @default counts 'ATTEMPT' */
  | { to: 'WAITING_RETRY'; until: Date; failure: JobFailure; counts?: PutOffCount }
  /** `awaits`: ids of the calls that a person has to decide about; the last decision lets the job go on. */
  | { to: 'PAUSED'; reason: string; awaits?: readonly string[] };

/**
 * What a job that is put off has used up: a failed attempt, one whose answer could not be used, or nothing, since the
 * model was not asked.
 */
export type PutOffCount = 'ATTEMPT' | 'UNUSABLE_ANSWER' | 'NOTHING';

export interface LoadedCheckpoint extends CheckpointRecord {
  messages: Message[];
  /** Begun or decided about, without a result. Only for the head; empty for earlier versions. */
  openToolCalls: OpenToolCall[];
  expiresAt: string | null;
  resumedFrom: string | null;
  resumedBy: string | null;
}

export interface CheckpointView {
  record: CheckpointRecord;
  job: JobRecord;
  openToolCalls: OpenToolCall[];
  /** Null while the job is not terminal: nothing runs out then. */
  expiresAt: string | null;
  /** Why the stored state cannot be read, when a reader has met that: `CORRUPT: …`; null: not known to be damaged. */
  damage: string | null;
  /** Status and checkpoint of the job that continues this one, when there is one and its record lives. */
  successor: { jobId: string; status: JobStatus; checkpoint: JobRecord['checkpoint'] } | null;
}

export interface LatestTurn {
  answer: AssistantMessage;
  /** Messages committed after the answer, up to the version asked for. */
  after: Message[];
}

export interface OutputPiece {
  /** So many UTF-16 code units of this call, of either kind, came before. */
  offset: number;
  kind: 'TEXT' | 'REASONING';
  text: string;
}

export interface NewOutput {
  turn: number;
  /** Numbers the calls of the model under one lease. */
  call: number;
  /** How many pieces of this call were added before. */
  at: number;
  /** What the provider has told of the usage of this call so far; null or unset: nothing. */
  usage?: TokenUsage | null;
  pieces: readonly OutputPiece[];
}

/** An answer that was cut off. Calls of tools are never a part of it. */
export interface PartialAnswer {
  turn: number;
  /** As in `ModelOutput`. */
  attempt: number;
  text: string;
  /** Null: it had not thought aloud. */
  reasoning: string | null;
  /** As far as the provider had told; null: it tells only at the end. */
  usage: TokenUsage | null;
  /** When the last piece was saved, ISO 8601. */
  savedAt: string;
}

export interface KnownOutput {
  turn: number;
  attempt: number;
  pieces: number;
}

export interface ModelOutput {
  turn: number;
  /** Calls of the model for this turn that were begun so far, this one included; counts while the output is kept. */
  attempt: number;
  /** Pieces of the call before the first one here. */
  from: number;
  pieces: OutputPiece[];
}

export interface VersionsAfter {
  job: JobRecord | null;
  records: CheckpointRecord[];
  oldest: number | null;
}

export interface PageRequest {
  /** 1 to 100; the caller has checked it. */
  first: number;
  /** Opaque, from an earlier page. @throws RetomaError INVALID_CURSOR */
  after?: string;
}

export interface Page<T> {
  items: { cursor: string; node: T }[];
  hasNextPage: boolean;
}

export type StatusCounts = Record<JobStatus, number>;

/**
 * Counts by name; a name that is missing counts nothing. A name is words with spaces between them:
 *
 *   created NEW | RESUME | FORK
 *   ended <terminal status> STRAIGHT | INTERRUPTED   INTERRUPTED: it went on after a crash, a put-off or a hand-over, or continues another
 *   failed <code of the failure>
 *   put-off <code>, put-off-ms <code>                 attempts that failed and are made again; how long they were put off
 *   resumed <cause>                                   runs that went on from a checkpoint, after a `GoOnCause`
 *   restarted <cause>                                 runs that began anew, since nothing had been saved
 *   resume-ended <cause> <outcome>                    what runs that were resumed came to: a terminal status, PAUSED, PUT_OFF, HANDED_OVER, CRASHED
 *   saved-turns, saved <model> <kind of tokens>       what the resumed runs had been paid for and did not pay again; forks and pauses not counted
 *   decided <kind of decision>                        about tool calls, by a person
 */
export type Tally = Record<string, number>;

/** Why a run goes on where another stopped. */
export const GO_ON_CAUSES = [
  'CRASH',
  'RETRY',
  'HAND_OVER',
  'PAUSE',
  'RESUME',
  'RESUME_CANCELLED',
  'FORK',
] as const;
export type GoOnCause = (typeof GO_ON_CAUSES)[number];

/** Why a copy of another job's state goes on. A cancellation is no failure, so going on from one makes none good. */
export function causeOfCopy(step: 'RESUMED' | 'FORKED', source: JobStatus): GoOnCause {
  if (step === 'FORKED') return 'FORK';
  return source === 'CANCELLED' ? 'RESUME_CANCELLED' : 'RESUME';
}

export interface JobFilter {
  status?: readonly JobStatus[];
  model?: string;
}

export interface CheckpointFilter {
  status?: readonly JobStatus[];
  model?: string;
  savedAfter?: Date;
}

export interface IdempotencyBinding {
  jobId: string;
  /** Hex SHA-256 of what was asked for. */
  digest: string;
}

/** What a caller saw of the source when it judged that it can be resumed. */
export interface SeenForResume {
  jobId: string;
  status: TerminalStatus;
  version: number;
  /** The earlier continuation that turned out to lead nowhere and is replaced; null: none was seen. */
  resumedBy: string | null;
}

export interface Chore {
  kind: 'QUEUE' | 'CALLBACK' | 'CLEAR_SOURCES';
  jobId: string;
  /** Null on the first try; then what was given to `postponeChore`. */
  state: JsonValue;
}

/** A hint that a job changed. It may be lost, doubled or late: the records are the truth. */
export interface Wakeup {
  jobId: string;
  version: number | null;
  status: JobStatus;
}
