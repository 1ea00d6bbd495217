import type { Lease, LoadedCheckpoint } from '../store/contract.ts';
import type { CheckpointRecord, InterruptedOutcome, JobRecord, ReplayPolicy } from '../store/records.ts';
import type { CheckpointManager } from './checkpoint.ts';
import type { WhenMayAct } from './may-act.ts';
import type { Model, ModelDelta } from './model/model.ts';
import type { Tool } from './tools/tool.ts';
import type { Workspace } from './workspace.ts';

/** Everything that one run of the loop works with. Nothing is global. */
export interface AgentRun {
  job: JobRecord;
  /** The right to write this job's checkpoints. */
  lease: Lease;
  checkpoints: CheckpointManager;
  model: Model;
  tools: readonly Tool[];
  workspace: Workspace;
  /** Aborted, with a `StopReason`, to end the run at once: model stream and tools are cut off. */
  signal: AbortSignal;
  /** Asked after every commit: true lets the run go there, whole, for another worker to go on. */
  shouldHandOver(): boolean;
  /** Throws `StopReason` LEASE_LOST when the lease has run out by the monotonic clock. */
  assertMayAct(): void;
  whenMayAct: WhenMayAct;
  /** Asked before each call of the model. What it throws ends the run, and no call is made. @default nobody is asked */
  beforeModelCall?: () => Promise<void> | void;
  /**
   * Whether an existing checkpoint is gone on from; false discards it and starts over.
   * @default true
   */
  resumeFromCheckpoint?: boolean | ((checkpoint: LoadedCheckpoint) => boolean | Promise<boolean>);
  observer?: LoopObserver;
}

/** Told what happens, as it happens. Must not throw; the loop does not wait for it. */
export interface LoopObserver {
  onModelCall?(turn: number): void;
  onModelDelta?(turn: number, delta: ModelDelta): void;
  onVersion?(record: CheckpointRecord): void;
  onToolStart?(call: { id: string; name: string }): void;
  onToolEnd?(call: { id: string; name: string; isError: boolean }): void;
  /** A call that an earlier run had begun was dealt with. */
  onToolInterrupted?(call: {
    id: string;
    name: string;
    policy: ReplayPolicy;
    outcome: InterruptedOutcome;
  }): void;
}

/** How a run ended. COMPLETED and FAILED are already written to the job's record. */
export type LoopEnd =
  | { kind: 'COMPLETED'; job: JobRecord }
  | { kind: 'FAILED'; job: JobRecord }
  /** `awaits`: ids of the calls that a person has to decide about. */
  | { kind: 'PAUSED'; reason: string; awaits: string[] }
  | { kind: 'HANDED_OVER' };
