import type { CheckpointView, LatestTurn } from '../src/store/contract.ts';
import { batchedReads } from './batched-reads.ts';
import type { Context } from './context.ts';

const turnOfView = new WeakMap<CheckpointView, Promise<LatestTurn | null>>();

/**
 * The latest answer at a version and what was committed behind it. A version never changes, so it is read once for the
 * view that asks, however many fields need it. Null where there is no answer, or the version is no longer kept.
 *
 * @throws CheckpointCorruptError, FormatUnsupportedError
 */
export function latestTurnOf(
  view: CheckpointView,
  { store }: Pick<Context, 'store'>,
): Promise<LatestTurn | null> {
  let turn = turnOfView.get(view);
  if (turn === undefined) {
    const { jobId, version } = view.record;
    turn = batchedReads(store).latestTurn({ jobId, version });
    turnOfView.set(view, turn);
  }
  return turn;
}
