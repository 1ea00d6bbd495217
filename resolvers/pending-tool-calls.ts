import { RetomaError } from '../src/errors.ts';
import type { CheckpointView } from '../src/store/contract.ts';
import type { ToolCallState } from '../src/store/records.ts';
import { type OnResume, onResumeOf } from './can-resume.ts';
import type { Context } from './context.ts';
import { latestTurnOf } from './latest-turn.ts';
import { type ToolCallView, toolCallViews } from './tool-call-views.ts';

export interface PendingToolCall extends ToolCallView {
  /** What goes on from there will do about it; null for a call that was not cut off. */
  onResume: OnResume | null;
}

const SETTLED: ReadonlySet<ToolCallState> = new Set(['DONE', 'FAILED', 'INTERRUPTED']);

/** The calls of the latest answer that have no result at this version, in the model's order. */
export async function pendingToolCalls(view: CheckpointView, context: Context): Promise<PendingToolCall[]> {
  const { record, job, openToolCalls } = view;
  if (openToolCalls.length === 0 && record.toolCalls.every(({ state }) => SETTLED.has(state))) return [];
  const turn = await latestTurnOf(view, context).catch((error: unknown) => {
    if (isDamage(error)) return null;
    throw error;
  });
  const calls =
    turn === null
      ? withoutArguments(view)
      : toolCallViews(turn.answer, turn.after, openToolCalls, job.status).filter(
          ({ result }) => result === null,
        );
  return calls.map((call) => withOnResume(call, view));
}

export function withOnResume(call: ToolCallView, { job }: Pick<CheckpointView, 'job'>): PendingToolCall {
  const cutOff = call.state === 'INTERRUPTED' && call.result === null;
  return { ...call, onResume: cutOff ? onResumeOf(call, job.onInterrupted) : null };
}

/** What the records tell of the calls when the history that holds their arguments is damaged. */
function withoutArguments({ record, openToolCalls, job }: CheckpointView): ToolCallView[] {
  const open = new Map(openToolCalls.map((call) => [call.id, call]));
  const asked = record.toolCalls.length > 0 ? record.toolCalls : openToolCalls;
  return asked
    .filter((call) => !('state' in call) || !SETTLED.has(call.state))
    .map(({ id, name, policy }) => {
      const startedAt = open.get(id)?.startedAt ?? null;
      return {
        ...{ id, name, policy, startedAt },
        arguments: open.get(id)?.editedArguments ?? {},
        state: startedAt === null ? 'PENDING' : job.status === 'RUNNING' ? 'RUNNING' : 'INTERRUPTED',
        result: null,
        isError: null,
        finishedAt: null,
        decision: open.get(id)?.decision?.kind ?? null,
      };
    });
}

export function isDamage(error: unknown): boolean {
  return RetomaError.is(error, 'CHECKPOINT_CORRUPT') || RetomaError.is(error, 'FORMAT_UNSUPPORTED');
}
