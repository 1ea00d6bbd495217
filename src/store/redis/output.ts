import { RetomaError } from '../../errors.ts';
import type { KnownOutput, Lease, ModelOutput, NewOutput, OutputPiece, PartialAnswer } from '../contract.ts';
import { toPartialAnswer } from '../partial-answer.ts';
import { scriptError } from '../script-errors.ts';
import type { StoreContext } from './context.ts';

export async function appendOutput(
  { scripts, keys }: StoreContext,
  lease: Lease,
  { turn, call, at, usage, pieces }: NewOutput,
): Promise<void> {
  const { jobId, epoch, nonce } = lease;
  const { job, output, partial } = keys.ofJob(jobId);
  const told = usage === undefined || usage === null ? '' : JSON.stringify(usage);
  const added = pieces.map((piece) => JSON.stringify(piece));
  const args = [jobId, epoch, nonce, turn, call, at, told, ...added];
  const code = (await scripts.run('append-output', [job, output, partial], args)) as number;
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
  return { turn, attempt, from, pieces: (pieces ?? []).map(toPiece) };
}

export async function readPartials(
  { scripts, keys }: StoreContext,
  jobIds: readonly string[],
): Promise<(PartialAnswer | null)[]> {
  const replies = await Promise.all(
    jobIds.map((jobId) => {
      const { job, output, partial } = keys.ofJob(jobId);
      // A page goes on without what is damaged; it is no part of the checkpoint.
      return scripts.run('read-partial', [job, output, partial]).catch((error: unknown) => {
        if (RetomaError.is(error, 'CHECKPOINT_CORRUPT')) return [];
        throw error;
      });
    }),
  );
  return replies.map((reply) => {
    const [turn, attempt, savedAt, usage, pieces] = reply as [number?, number?, number?, string?, string[]?];
    if (turn === undefined || attempt === undefined || savedAt === undefined) return null;
    return toPartialAnswer({
      turn,
      attempt,
      savedAt,
      usage: usage ? JSON.parse(usage) : null,
      pieces: (pieces ?? []).map(toPiece),
    });
  });
}

function toPiece(piece: string): OutputPiece {
  return JSON.parse(piece);
}
