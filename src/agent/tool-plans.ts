import type { JsonValue, ToolCallPart, ToolMessage } from '../store/messages.ts';
import type { InterruptedOutcome, OpenToolCall } from '../store/records.ts';
import type { Progress } from './progress.ts';
import type { AgentRun } from './run.ts';
import type { Tool, ToolContext } from './tools/tool.ts';

/** A call whose arguments were accepted, ready to be begun. */
export interface ReadyCall {
  call: ToolCallPart;
  tool: Tool;
  input: unknown;
  /** The arguments that a person put in place of the model's; null: as the model asked. */
  editedArguments: JsonValue;
}

/** What is to be done about a call that has no result yet. */
export type Plan =
  /** It is not run; this is what the model is told. */
  | { kind: 'RESULT'; result: ToolMessage }
  | { kind: 'RUN'; ready: ReadyCall }
  /** A person has to decide; `why` is one sentence. */
  | { kind: 'WAIT'; ready: ReadyCall; why: string }
  | { kind: 'FAIL'; code: string; message: string };

/** Changes nothing, so that it may be asked for calls whose turn has not come. */
export async function planOf(run: AgentRun, progress: Progress, call: ToolCallPart): Promise<Plan> {
  const tool = run.tools.find((candidate) => candidate.name === call.toolName);
  if (tool === undefined) {
    const known = run.tools.map((candidate) => candidate.name).join(', ');
    return refuse(call, `There is no tool named ${JSON.stringify(call.toolName)}. The tools are: ${known}.`);
  }
  const open = progress.openCalls.get(call.toolCallId);
  const decision = open?.decision ?? null;
  if (decision?.kind === 'RESULT') {
    return {
      kind: 'RESULT',
      result: resultOf(call, open ?? null, { output: decision.result, isError: false }),
    };
  }
  if (decision?.kind === 'REJECT') return { kind: 'RESULT', result: rejection(call, open, decision.reason) };

  const editedArguments =
    (decision?.kind === 'RUN' ? decision.arguments : undefined) ?? open?.editedArguments ?? null;
  if (call.invalid !== undefined && editedArguments === null) return refuse(call, call.invalid);
  const parsed = tool.input.safeParse(editedArguments ?? call.input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`,
    );
    return refuse(call, `The arguments do not fit ${tool.name}: ${problems.join('; ')}.`);
  }
  const ready: ReadyCall = { call, tool, input: parsed.data, editedArguments };
  if (decision?.kind === 'RUN') return { kind: 'RUN', ready };
  if (open !== undefined && open.startedAt !== null) return planOfInterrupted(run, ready, open);
  if (run.job.requireApproval.includes(tool.name)) {
    return {
      kind: 'WAIT',
      ready,
      why: `The call ${call.toolCallId} of ${tool.name} waits for approval.`,
    };
  }
  return { kind: 'RUN', ready };
}

/** The call was begun under an earlier lease and its result was never committed: its replay policy decides. */
async function planOfInterrupted(run: AgentRun, ready: ReadyCall, open: OpenToolCall): Promise<Plan> {
  const { call, tool, input } = ready;
  if (tool.policy === 'PURE') return { kind: 'RUN', ready };
  if (tool.policy === 'VERIFY' && tool.verify !== undefined) {
    const verdict = await tool.verify(input, open.evidence, contextOf(run));
    if (verdict.state === 'NOT_DONE') return { kind: 'RUN', ready };
    if (verdict.state === 'DONE') {
      return { kind: 'RESULT', result: resultOf(call, open, { output: verdict.output, isError: false }) };
    }
  }
  const what = `The call ${call.toolCallId} of ${tool.name} was interrupted and may have had an effect`;
  switch (run.job.onInterrupted) {
    case 'RETRY':
      return { kind: 'RUN', ready };
    case 'FAIL':
      return { kind: 'FAIL', code: 'TOOL_INTERRUPTED', message: `${what}; the job asked to fail then.` };
    case 'PAUSE':
      return { kind: 'WAIT', ready, why: `${what}.` };
    case 'REPORT': {
      const output =
        'This call was interrupted: the process that ran it was stopped before its result was saved. It was not run again. It may have had all, part or none of its effect; look before you repeat it.';
      return {
        kind: 'RESULT',
        result: { ...resultOf(call, open, { output, isError: true }), interrupted: true },
      };
    }
  }
}

/** Tells the observer what was done about a call that was begun under an earlier lease. */
export function tellIfInterrupted({ observer }: AgentRun, open: OpenToolCall | undefined, plan: Plan): void {
  if (open === undefined || open.startedAt === null) return;
  const { id, name, policy } = open;
  observer?.onToolInterrupted?.({ id, name, policy, outcome: outcomeOf(open, plan) });
}

function outcomeOf({ decision }: OpenToolCall, plan: Plan): InterruptedOutcome {
  switch (plan.kind) {
    case 'WAIT':
      return 'PAUSED';
    case 'FAIL':
      return 'FAILED';
    case 'RUN':
      return decision === null ? 'RUN_AGAIN' : 'DECIDED';
    case 'RESULT':
      if (decision !== null) return 'DECIDED';
      return plan.result.isError ? 'REPORTED' : 'FOUND_DONE';
  }
}

export function contextOf(run: AgentRun): ToolContext {
  return { workspace: run.workspace, signal: run.signal, whenMayAct: run.whenMayAct };
}

export function resultOf(
  call: ToolCallPart,
  open: OpenToolCall | null,
  { output, isError }: { output: string; isError: boolean },
): ToolMessage {
  const edited = open?.editedArguments ?? null;
  return {
    role: 'tool',
    toolCallId: call.toolCallId,
    toolName: call.toolName,
    output:
      edited === null ? output : `A person changed the arguments to ${JSON.stringify(edited)}.\n${output}`,
    isError,
    startedAt: open?.startedAt ?? null,
    finishedAt: new Date().toISOString(),
  };
}

/** The call cannot be run as the model wrote it. */
function refuse(call: ToolCallPart, why: string): Plan {
  return {
    kind: 'RESULT',
    result: { ...resultOf(call, null, { output: why, isError: true }), invalid: true },
  };
}

function rejection(call: ToolCallPart, open: OpenToolCall | undefined, reason: string | null): ToolMessage {
  const why = reason === null ? '' : ` Reason: ${reason}`;
  if (open === undefined || open.startedAt === null) {
    const output = `A person decided that this call is not run.${why}`;
    return resultOf(call, open ?? null, { output, isError: true });
  }
  const output = `This call was interrupted and may have had all, part or none of its effect. A person decided that it is not run again.${why}`;
  return { ...resultOf(call, open, { output, isError: true }), interrupted: true };
}
