import { failpoint } from '../failpoints.ts';
import {
  type JsonValue,
  type Message,
  type ToolCallPart,
  type ToolMessage,
  toolCallsOf,
  unansweredToolCalls,
} from '../store/messages.ts';
import type { InterruptedOutcome, OpenToolCall } from '../store/records.ts';
import type { Progress } from './progress.ts';
import type { AgentRun } from './run.ts';
import type { Tool, ToolContext } from './tools/tool.ts';

/** Why the tools of a turn could not all be run; null when they were. */
export type ToolStop =
  | { kind: 'PAUSE'; reason: string }
  | { kind: 'FAIL'; code: string; message: string }
  | null;

/**
 * Runs every call of the latest answer that has no result yet, and commits each result as it comes in. Calls that only
 * read run side by side; the others one at a time, in the model's order.
 */
export async function runToolCalls(run: AgentRun, progress: Progress): Promise<ToolStop> {
  for (;;) {
    run.signal.throwIfAborted();
    const ready: ReadyCall[] = [];
    for (const call of unansweredToolCalls(progress.messages)) {
      const open = progress.openCalls.get(call.toolCallId);
      const plan = await planOf(run, progress, call);
      if (plan.kind === 'RESULT') {
        await progress.saveResult(plan.result);
        tellIfInterrupted(run, open, plan);
        await failpoint('result-committed', run.job.jobId);
        if (run.shouldHandOver()) return null;
        continue;
      }
      if (plan.kind !== 'RUN') {
        if (ready.length > 0) break;
        tellIfInterrupted(run, open, plan);
        return plan;
      }
      const alone = plan.ready.tool.policy !== 'PURE';
      if (alone && ready.length > 0) break;
      ready.push(plan.ready);
      tellIfInterrupted(run, open, plan);
      if (alone) break;
    }
    if (ready.length === 0) return null;
    await runSideBySide(run, progress, ready);
    if (run.shouldHandOver()) return null;
  }
}

/** How many answers at the end of the history asked only for calls that could not be run. */
export function unusableAnswersInARow(messages: readonly Message[]): number {
  let count = 0;
  const refused = new Set<string>();
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message?.role === 'tool' && message.startedAt === null && message.isError)
      refused.add(message.toolCallId);
    if (message?.role !== 'assistant') continue;
    const calls = toolCallsOf(message);
    if (calls.length === 0 || !calls.every((call) => refused.has(call.toolCallId))) break;
    refused.clear();
    count += 1;
  }
  return count;
}

/** A call whose arguments were accepted, ready to be begun. */
interface ReadyCall {
  call: ToolCallPart;
  tool: Tool;
  input: unknown;
  editedArguments: JsonValue;
}

type Plan =
  | { kind: 'RESULT'; result: ToolMessage }
  | { kind: 'RUN'; ready: ReadyCall }
  | NonNullable<ToolStop>;

/** What is to be done about a call: a result without running it, run it, or stop for a person. */
async function planOf(run: AgentRun, progress: Progress, call: ToolCallPart): Promise<Plan> {
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
  if (decision?.kind === 'REJECT') {
    const why = decision.reason === null ? '' : ` Reason: ${decision.reason}`;
    return refuse(call, `A person decided that this call is not run.${why}`, open);
  }

  const editedArguments =
    decision?.kind === 'RUN' ? (decision.arguments ?? null) : (open?.editedArguments ?? null);
  if (call.invalid !== undefined && editedArguments === null) return refuse(call, call.invalid);
  const parsed = tool.input.safeParse(editedArguments ?? call.input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`,
    );
    return refuse(call, `The arguments do not fit ${tool.name}: ${problems.join('; ')}.`);
  }
  const ready: ReadyCall = { call, tool, input: parsed.data, editedArguments };
  const go: Plan = { kind: 'RUN', ready };
  if (decision?.kind === 'RUN') return go;
  if (open !== undefined && open.startedAt !== null) return planOfInterrupted(run, ready, open, go);
  if (run.job.requireApproval.includes(tool.name)) {
    await progress.saveIntents([openCall(run, ready, { startedAt: null, evidence: null })]);
    return { kind: 'PAUSE', reason: `The call ${call.toolCallId} of ${tool.name} waits for approval.` };
  }
  return go;
}

/** The call was begun under an earlier lease and its result was never committed: its replay policy decides. */
async function planOfInterrupted(
  run: AgentRun,
  ready: ReadyCall,
  open: OpenToolCall,
  go: Plan,
): Promise<Plan> {
  const { call, tool, input } = ready;
  if (tool.policy === 'PURE') return go;
  if (tool.policy === 'VERIFY' && tool.verify !== undefined) {
    const verdict = await tool.verify(input, open.evidence, contextOf(run));
    if (verdict.state === 'NOT_DONE') return go;
    if (verdict.state === 'DONE') {
      return { kind: 'RESULT', result: resultOf(call, open, { output: verdict.output, isError: false }) };
    }
  }
  switch (run.job.onInterrupted) {
    case 'RETRY':
      return go;
    case 'FAIL':
      return {
        kind: 'FAIL',
        code: 'TOOL_INTERRUPTED',
        message: `The call ${call.toolCallId} of ${tool.name} was interrupted and may have had an effect; the job asked to fail then.`,
      };
    case 'PAUSE':
      return {
        kind: 'PAUSE',
        reason: `The call ${call.toolCallId} of ${tool.name} was interrupted and may have had an effect.`,
      };
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
function tellIfInterrupted({ observer }: AgentRun, open: OpenToolCall | undefined, plan: Plan): void {
  if (open === undefined || open.startedAt === null) return;
  const { id, name, policy } = open;
  observer?.onToolInterrupted?.({ id, name, policy, outcome: outcomeOf(open, plan) });
}

function outcomeOf({ decision }: OpenToolCall, plan: Plan): InterruptedOutcome {
  switch (plan.kind) {
    case 'PAUSE':
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

/** Intents first, in one round trip; then all at once; each result is committed when it is there. */
async function runSideBySide(run: AgentRun, progress: Progress, ready: readonly ReadyCall[]): Promise<void> {
  const { jobId } = run.job;
  const begun: { ready: ReadyCall; open: OpenToolCall }[] = [];
  for (const one of ready) {
    try {
      const evidence = (await one.tool.prepare?.(one.input, contextOf(run))) ?? null;
      begun.push({ ready: one, open: openCall(run, one, { startedAt: new Date().toISOString(), evidence }) });
    } catch (error) {
      run.signal.throwIfAborted();
      await progress.saveResult(resultOf(one.call, null, { output: messageOf(error), isError: true }));
    }
  }
  if (begun.length === 0) return;
  await failpoint('before-intent', jobId);
  await progress.saveIntents(begun.map(({ open }) => open));
  await failpoint('intent-committed', jobId);

  const outcomes = await Promise.allSettled(
    begun.map(async (one) => {
      const result = await execute(run, one.ready, one.open);
      await failpoint('tool-ended', jobId);
      await progress.saveResult(result);
      await failpoint('result-committed', jobId);
    }),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function execute(run: AgentRun, ready: ReadyCall, open: OpenToolCall): Promise<ToolMessage> {
  const { call, tool, input } = ready;
  const named = { id: call.toolCallId, name: tool.name };
  run.observer?.onToolStart?.(named);
  try {
    const working = tool.execute(input, contextOf(run));
    working.catch(() => undefined);
    await failpoint('tool-running', run.job.jobId);
    const output = await working;
    run.observer?.onToolEnd?.({ ...named, isError: output.isError });
    return resultOf(call, open, output);
  } catch (error) {
    // Stopped from outside: the call has no result, and its intent stays on record.
    run.signal.throwIfAborted();
    run.assertMayAct();
    run.observer?.onToolEnd?.({ ...named, isError: true });
    return resultOf(call, open, { output: messageOf(error), isError: true });
  }
}

function contextOf(run: AgentRun): ToolContext {
  return { workspace: run.workspace, signal: run.signal, assertMayAct: () => run.assertMayAct() };
}

function openCall(
  run: AgentRun,
  { call, tool, editedArguments }: ReadyCall,
  state: Pick<OpenToolCall, 'startedAt' | 'evidence'>,
): OpenToolCall {
  return {
    id: call.toolCallId,
    name: tool.name,
    policy: tool.policy,
    epoch: run.lease.epoch,
    decision: null,
    editedArguments,
    ...state,
  };
}

function resultOf(
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

function refuse(call: ToolCallPart, why: string, open: OpenToolCall | null = null): Plan {
  return { kind: 'RESULT', result: resultOf(call, open, { output: why, isError: true }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
