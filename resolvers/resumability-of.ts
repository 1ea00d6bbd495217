import { judge } from '../src/agent/resumability.ts';
import type { CheckpointView, LatestTurn } from '../src/store/contract.ts';
import { batchedReads } from './batched-reads.ts';
import { type ResumabilityAnswer, toAnswer } from './can-resume.ts';
import type { Context } from './context.ts';
import { latestTurnOf } from './latest-turn.ts';
import { isDamage } from './pending-tool-calls.ts';

/**
 * Whether the job of a checkpoint can be resumed, as its records tell: the state itself is not opened, so that a page of
 * checkpoints costs a constant number of round trips. Damage that nobody has met yet does not show; `canResume` looks.
 */
export async function resumabilityOf(view: CheckpointView, context: Context): Promise<ResumabilityAnswer> {
  const { job } = view;
  const head = await headOf(view, context);
  const cutOff = head !== null && head.openToolCalls.length > 0;
  const turn = cutOff ? await turnOrNull(head, context) : null;
  const messages = turn === null ? [] : [turn.answer, ...turn.after];
  return toAnswer(judge({ jobId: job.jobId, job: head?.job ?? job, view: head, messages }), job);
}

/** A job is resumed from its latest version, whichever version is looked at. */
function headOf(
  view: CheckpointView,
  { store }: Context,
): Promise<CheckpointView | null> | CheckpointView | null {
  if (view.job.checkpoint !== 'KEPT') return null;
  if (view.record.version === view.job.version) return view;
  return batchedReads(store).checkpoint(view.job.jobId);
}

/** Without the answer a call that was cut off is still told, only its arguments are not. */
function turnOrNull(head: CheckpointView, context: Context): Promise<LatestTurn | null> {
  return latestTurnOf(head, context).catch((error: unknown) => {
    if (isDamage(error)) return null;
    throw error;
  });
}
