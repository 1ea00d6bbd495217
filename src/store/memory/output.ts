import type { KnownOutput, Lease, ModelOutput, NewOutput } from '../contract.ts';
import { fresh, type MemoryState } from './state.ts';

export function appendOutput(state: MemoryState, lease: Lease, { turn, call, at, pieces }: NewOutput): void {
  const { job } = state.held(lease);
  const { jobId } = job;
  const thisCall = `${lease.epoch}.${call}`;
  const before = state.outputs.get(jobId);
  const isSame = before?.call === thisCall;
  if (isSame && before.pieces.length > at) return;
  const attempt = isSame ? before.attempt : before?.turn === turn ? before.attempt + 1 : 1;
  const earlier = isSame ? before.pieces : [];
  state.outputs.set(jobId, { turn, attempt, call: thisCall, pieces: [...earlier, ...fresh([...pieces])] });
  for (const watcher of state.outputWatchers) watcher({ jobId, version: null, status: 'RUNNING' });
}

export function readOutput(
  state: MemoryState,
  jobId: string,
  known: KnownOutput | null,
  limit: number,
): ModelOutput | null {
  const found = state.outputs.get(jobId);
  if (found === undefined) return null;
  const { turn, attempt, pieces } = found;
  const from = known?.turn === turn && known.attempt === attempt ? known.pieces : 0;
  return { turn, attempt, from, pieces: fresh(pieces.slice(from, from + limit)) };
}
