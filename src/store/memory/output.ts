import type { KnownOutput, Lease, ModelOutput, NewOutput, PartialAnswer } from '../contract.ts';
import { toPartialAnswer } from '../partial-answer.ts';
import { fresh, type MemoryState, type StoredOutput } from './state.ts';

export function appendOutput(state: MemoryState, lease: Lease, added: NewOutput): void {
  const { jobId } = state.held(lease).job;
  const { turn, call, at, usage = null, pieces } = added;
  const said = state.outputs.get(jobId);
  const isSame = said?.epoch === lease.epoch && said.call === call;
  if (isSame && said.pieces.length > at) return;
  const before = said ?? state.partials.get(jobId);
  if (!isSame) putAside(state, jobId, turn, said);
  state.outputs.set(jobId, {
    turn,
    attempt: isSame ? said.attempt : before?.turn === turn ? before.attempt + 1 : 1,
    epoch: lease.epoch,
    call,
    usage: fresh(usage),
    savedAt: state.now(),
    pieces: [...(isSame ? said.pieces : []), ...fresh([...pieces])],
  });
  for (const watcher of state.outputWatchers) watcher({ jobId, version: null, status: 'RUNNING' });
}

/** What was said of the same answer is partial; what was said of another is of no use any more. */
function putAside(state: MemoryState, jobId: string, turn: number, said: StoredOutput | undefined): void {
  if (said?.turn === turn) state.partials.set(jobId, said);
  else if (said !== undefined || state.partials.get(jobId)?.turn !== turn) state.partials.delete(jobId);
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

export function readPartial(state: MemoryState, jobId: string): PartialAnswer | null {
  const cut = cutOff(state, jobId);
  return cut === null ? null : fresh(toPartialAnswer(cut));
}

/** The call whose answer is owed and was cut off. One that is being spoken is not cut off. */
export function cutOff(state: MemoryState, jobId: string): StoredOutput | null {
  const job = state.find(jobId)?.job;
  if (job === undefined) return null;
  const owed = job.turns + 1;
  const said = state.outputs.get(jobId);
  const isLive = job.status === 'RUNNING' && said?.epoch === job.epoch;
  if (said?.turn === owed && !isLive) return said;
  const partial = state.partials.get(jobId);
  return partial?.turn === owed ? partial : null;
}

export function dropOutput(state: MemoryState, jobId: string): void {
  state.outputs.delete(jobId);
  state.partials.delete(jobId);
}
