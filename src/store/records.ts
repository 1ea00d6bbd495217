import type { JsonValue } from './messages.ts';

/**
 * What is kept about a job and its checkpoints beside the messages themselves. Times are ISO 8601 in UTC.
 *
 * `CHECKPOINT_STEPS`, `REPLAY_POLICIES` and `TOOL_CALL_STATES` are stored as places in these lists: add at the end only.
 */

export const JOB_STATUSES = [
  'QUEUED',
  'RUNNING',
  'WAITING_RETRY',
  'PAUSED',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export type TerminalStatus = 'COMPLETED' | 'FAILED' | 'CANCELLED';

export function isTerminal(status: JobStatus): status is TerminalStatus {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

export const CHECKPOINT_STEPS = [
  'MODEL_RESPONSE',
  'TOOL_RESULT',
  'TOOLS_DONE',
  'RESUMED',
  'FORKED',
  'COMPACTED',
] as const;
export type CheckpointStep = (typeof CHECKPOINT_STEPS)[number];

export const REPLAY_POLICIES = ['PURE', 'VERIFY', 'REPORT'] as const;
export type ReplayPolicy = (typeof REPLAY_POLICIES)[number];

/** What was done about a tool call that had been cut off. */
export const INTERRUPTED_OUTCOMES = [
  'RUN_AGAIN',
  'FOUND_DONE',
  'REPORTED',
  'FAILED',
  'PAUSED',
  'DECIDED',
] as const;
export type InterruptedOutcome = (typeof INTERRUPTED_OUTCOMES)[number];

export const TOOL_CALL_STATES = ['PENDING', 'RUNNING', 'DONE', 'FAILED', 'INTERRUPTED'] as const;
export type ToolCallState = (typeof TOOL_CALL_STATES)[number];

export const ON_INTERRUPTED = ['REPORT', 'RETRY', 'FAIL', 'PAUSE'] as const;
export type OnInterrupted = (typeof ON_INTERRUPTED)[number];

export const ON_PARTIAL = ['ASK_AGAIN', 'CONTINUE'] as const;
export type OnPartial = (typeof ON_PARTIAL)[number];

export interface TokenUsage {
  input: number;
  output: number;
  /** Part of `output`. */
  reasoning: number;
  /** Part of `input`: read from the provider's cache. */
  cached: number;
  total: number;
  /** Answers that were committed. */
  calls: number;
}

export const NO_USAGE: TokenUsage = { input: 0, output: 0, reasoning: 0, cached: 0, total: 0, calls: 0 };

export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
    cached: a.cached + b.cached,
    total: a.total + b.total,
    calls: a.calls + b.calls,
  };
}

export interface WorkspaceConfig {
  /** Relative to WORKSPACE_ROOT, with `/` between its parts. */
  path: string;
}

export interface Callback {
  url: string;
  /** Standard Webhooks secret (`whsec_…`); null: the deliveries are unsigned. */
  secret: string | null;
}

export interface JobFailure {
  /** UPPER_CASE, for example `AUTHENTICATION`, `NO_PROGRESS`, `MAX_TURNS`, `CHECKPOINT_GONE`. */
  code: string;
  /** One sentence for a person. Never an upstream body. */
  message: string;
  /** Whether the same request may succeed later without a change. */
  retryable: boolean;
  provider: string | null;
  httpStatus: number | null;
}

/** What a caller decides about a job; fixed when it is made. */
export interface JobSpec {
  jobId: string;
  prompt: string;
  /** `provider/model`. */
  model: string;
  workspace: WorkspaceConfig;
  /** Own turns of this job, at most. */
  maxTurns: number;
  /** False: an existing checkpoint is discarded on the first delivery. */
  resumeFromCheckpoint: boolean;
  onInterrupted: OnInterrupted;
  onPartial: OnPartial;
  /** Names of the tools that wait for a person's approval. */
  requireApproval: string[];
  callback: Callback | null;
}

/** Where the checkpoint of a job stands: never saved, there, cleared by completion, deleted by hand, or run out. */
export type CheckpointPresence = 'NONE' | 'KEPT' | 'CLEARED' | 'DELETED' | 'EXPIRED';

export interface ForkOrigin {
  jobId: string;
  version: number;
  prompt: string | null;
}

export interface JobRecord extends JobSpec {
  status: JobStatus;
  /** How often a worker took the job. */
  attempts: number;
  /** Committed answers, those of the jobs that it continues included. */
  turns: number;
  /** Turns that came with the copy from the job that this one continues; `turns - inheritedTurns` are its own. */
  inheritedTurns: number;
  /** The head version; null before the first. */
  version: number | null;
  checkpoint: CheckpointPresence;
  usage: TokenUsage;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  nextAttemptAt: string | null;
  /** Of a FAILED job, and of a WAITING_RETRY one why it waits; null otherwise. */
  failure: JobFailure | null;
  /** Why a PAUSED job waits for a person, as one sentence; null otherwise. */
  pauseReason: string | null;
  /** Ids of the calls that a PAUSED job waits for a person to decide about; it goes on once all are decided. */
  awaits: string[];
  result: string | null;
  resumedFrom: string | null;
  resumedBy: string | null;
  /** Set instead of `resumedFrom` for a fork: its source, and the prompt to append to the copied history (null: none). */
  forkedFrom: ForkOrigin | null;
  /** A wish of a person that the worker has not carried out yet. */
  control: 'CANCEL' | 'PAUSE' | null;
  /** Rises with every lease. */
  epoch: number;
  /** When the present, or the last, lease was given; null before the first. */
  takenAt: string | null;
  /** Worker that holds, or last held, the lease. */
  workerId: string | null;
  /** Workers lost in a row at the present version. */
  crashes: number;
  /** Failed attempts in a row at the present version that were put off (rate limit, 5xx, cut stream). */
  retries: number;
  /** How many of these failed because what the model answered could not be used. */
  unusable: number;
  /** Rises each time the job is put into the queue anew; part of the queue's own job id. */
  delivery: number;
  /** Why the stored record cannot be read, as a sentence or two; what is unknown stands in for it then. Null: it can. */
  damage: string | null;
}

/** A tool call that was begun, or that a person decided about, and that has no committed result yet. */
export interface OpenToolCall {
  id: string;
  name: string;
  policy: ReplayPolicy;
  /** Null when only a decision was recorded: it never started. */
  startedAt: string | null;
  /** The lease under which it was begun. */
  epoch: number;
  /** VERIFY tools: what they need to see afterwards whether it was done. */
  evidence: JsonValue;
  /** What a person decided about it, not yet carried out. */
  decision: ToolDecision | null;
  /** The arguments that a person put in place of the model's; null: as the model asked. */
  editedArguments: JsonValue;
}

export type ToolDecision =
  | { kind: 'RUN'; arguments?: JsonValue }
  | { kind: 'RESULT'; result: string }
  | { kind: 'REJECT'; reason: string | null };

export interface ToolCallSummary {
  id: string;
  name: string;
  policy: ReplayPolicy;
  state: ToolCallState;
}

/** One version of a job's checkpoint, without its messages. This is the record that lists and subscribers read. */
export interface CheckpointRecord {
  jobId: string;
  version: number;
  formatVersion: number;
  step: CheckpointStep;
  turns: number;
  model: string;
  workspace: WorkspaceConfig;
  /** Of the whole history at this version. */
  messageCount: number;
  usage: TokenUsage;
  /** Of the whole state at this version as JSON. */
  sizeBytes: number;
  /** Of the whole state at this version, as it is kept in Redis. */
  storedBytes: number;
  savedAt: string;
  /** The lease that wrote it. */
  epoch: number;
  /** The calls of the latest answer with their states as of this version, in the model's order. */
  toolCalls: ToolCallSummary[];
  /** A repair of the history made before this version's answer was asked for; null: none. */
  repair: string | null;
}
