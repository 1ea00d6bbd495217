import { failpoint } from '../failpoints.ts';
import {
  type Message,
  type ToolCallPart,
  type ToolMessage,
  toolCallsOf,
  unansweredToolCalls,
} from '../store/messages.ts';
import type { OpenToolCall } from '../store/records.ts';
import type { Progress } from './progress.ts';
import type { AgentRun } from './run.ts';
import { StopReason } from './stop.ts';
import { contextOf, planOf, type ReadyCall, resultOf, tellIfInterrupted } from './tool-plans.ts';

/** Why the tools of a turn could not all be run; null when they were. */
export type ToolStop =
  /** `awaits`: ids of the calls that a person has to decide about. */
  | { kind: 'PAUSE'; reason: string; awaits: string[] }
  | { kind: 'FAIL'; code: string; message: string }
  | null;

/** So many of the calls that wait are named in the reason. */
const NAMED = 3;

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
        if (plan.kind === 'WAIT') return waitForPerson(run, progress);
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

/** Puts every call of the turn that a person has to decide about on record, so that all can be decided at once. */
async function waitForPerson(run: AgentRun, progress: Progress): Promise<ToolStop> {
  const waiting: { call: ToolCallPart; why: string }[] = [];
  const unseen: OpenToolCall[] = [];
  for (const call of unansweredToolCalls(progress.messages)) {
    const plan = await planOf(run, progress, call);
    if (plan.kind !== 'WAIT') continue;
    const open = progress.openCalls.get(call.toolCallId);
    waiting.push({ call, why: plan.why });
    if (open === undefined) unseen.push(openCall(run, plan.ready, { startedAt: null, evidence: null }));
    tellIfInterrupted(run, open, plan);
  }
  if (unseen.length > 0) await progress.saveIntents(unseen);
  const named = waiting.slice(0, NAMED).map(({ why }) => why);
  if (waiting.length > NAMED) named.push(`And ${waiting.length - NAMED} more wait.`);
  return { kind: 'PAUSE', reason: named.join(' '), awaits: waiting.map(({ call }) => call.toolCallId) };
}

/** How many answers at the end of the history asked only for calls that could not be run as they were written. */
export function unusableAnswersInARow(messages: readonly Message[]): number {
  let count = 0;
  const refused = new Set<string>();
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message?.role === 'tool' && message.invalid) refused.add(message.toolCallId);
    if (message?.role !== 'assistant') continue;
    const calls = toolCallsOf(message);
    if (calls.length === 0 || !calls.every((call) => refused.has(call.toolCallId))) break;
    refused.clear();
    count += 1;
  }
  return count;
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
  try {
    // A worker that slept since the intent was saved may have lost the job, and what another has reported as interrupted
    // must not begin now.
    const working = run.whenMayAct(() => {
      run.observer?.onToolStart?.(named);
      return tool.execute(input, contextOf(run));
    });
    working.catch(() => undefined);
    await failpoint('tool-running', run.job.jobId);
    const output = await working;
    run.observer?.onToolEnd?.({ ...named, isError: output.isError });
    return resultOf(call, open, output);
  } catch (error) {
    // Stopped from outside: the call has no result, and its intent stays on record.
    run.signal.throwIfAborted();
    run.assertMayAct();
    if (error instanceof StopReason) throw error;
    run.observer?.onToolEnd?.({ ...named, isError: true });
    return resultOf(call, open, { output: messageOf(error), isError: true });
  }
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
