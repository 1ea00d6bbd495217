import type { z } from 'zod';
import type { JsonValue } from '../../store/messages.ts';
import type { ReplayPolicy } from '../../store/records.ts';
import type { WhenMayAct } from '../may-act.ts';
import type { Workspace } from '../workspace.ts';

/**
 * A tool of the agent. A call has four stages: validate (`input`), `prepare` → intent is committed → `execute` → the
 * result is committed. What a tool throws becomes an error result that the model reads; it never ends the job.
 */
export interface Tool<Input = unknown> {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  readonly input: z.ZodType<Input>;
  /** What becomes of a call that was cut off between intent and result. */
  readonly policy: ReplayPolicy;
  /**
   * VERIFY tools: looks, before the intent is recorded, at what `verify` will have to compare. Must change nothing.
   * A throw is an error result; the call then never starts.
   */
  prepare?(input: Input, context: ToolContext): Promise<JsonValue>;
  /** Does the work. An abort of `context.signal` rejects with its reason and leaves nothing running. */
  execute(input: Input, context: ToolContext): Promise<ToolOutput>;
  /** VERIFY tools: on which side of the work is the world, seen after a cut? Must change nothing. */
  verify?(input: Input, evidence: JsonValue, context: ToolContext): Promise<Verdict>;
}

/** `DONE`: the effect is there. `NOT_DONE`: as before, safe to run again. `UNKNOWN`: neither; the model is told. */
export type Verdict = { state: 'DONE'; output: string } | { state: 'NOT_DONE' } | { state: 'UNKNOWN' };

export interface ToolContext {
  workspace: Workspace;
  signal: AbortSignal;
  /** Tools with effects cause them in here. */
  whenMayAct: WhenMayAct;
}

export interface ToolOutput {
  output: string;
  isError: boolean;
}
