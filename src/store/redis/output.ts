import type { KnownOutput, Lease, ModelOutput, NewOutput, OutputPiece } from '../contract.ts';
import { scriptError } from '../script-errors.ts';
import type { StoreContext } from './context.ts';

/** Kept so long after the latest addition. */
const KEPT_MS = 3600 * 1000;

export async function appendOutput(
  { scripts, keys }: StoreContext,
  lease: Lease,
  { turn, call, at, pieces }: NewOutput,
): Promise<void> {
  const { jobId, epoch, nonce } = lease;
  const { job, output } = keys.ofJob(jobId);
  const added = pieces.map((piece) => JSON.stringify(piece));
  const args = [jobId, epoch, nonce, turn, call, at, KEPT_MS, ...added];
  const code = (await scripts.run('append-output', [job, output], args)) as number;
  if (code < 0) throw scriptError(code, { jobId, epoch });
}

export async function readOutput(
  { scripts, keys }: StoreContext,
  jobId: string,
  known: KnownOutput | null,
  limit: number,
): Promise<ModelOutput | null> {
  const args = [known?.turn ?? 0, known?.attempt ?? 0, known?.pieces ?? 0, limit];
  const reply = await scripts.run('read-output', [keys.ofJob(jobId).output], args);
  const [turn, attempt, from, pieces] = reply as [number?, number?, number?, string[]?];
  if (turn === undefined || attempt === undefined || from === undefined) return null;
  return { turn, attempt, from, pieces: (pieces ?? []).map((piece) => JSON.parse(piece) as OutputPiece) };
}
