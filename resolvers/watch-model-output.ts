import type { KnownOutput, OutputPiece } from '../src/store/contract.ts';
import { isTerminal } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { jobNotFound } from './get-job.ts';
import type { JobIdInput } from './inputs.ts';
import { LiveIterator } from './live-iterator.ts';

/** A piece of what the model says. `offset`: UTF-16 code units of this call that came before, of either kind. */
export interface ModelOutputChunk extends OutputPiece {
  turn: number;
  /** Rises when the model is asked again for the same turn: what an earlier attempt said does not count. */
  attempt: number;
}

const PAGE = 50;

/**
 * What the model says while it says it: first what its latest call has said so far, then the rest and the calls that
 * follow. A reader so slow that the next call began may miss the end of one; the checkpoint holds it. Ends with the job.
 *
 * @throws RetomaError (also from `next()`) JOB_NOT_FOUND, also once the checkpoint is deleted
 */
export async function watchModelOutput(
  { jobId }: JobIdInput,
  context: Context,
): Promise<LiveIterator<ModelOutputChunk>> {
  const { store, wakeups } = context;
  const readJob = async () => {
    const job = await store.getJob(jobId);
    if (job === null || job.checkpoint === 'DELETED') throw jobNotFound(jobId);
    return job;
  };
  await readJob();
  let known: KnownOutput | null = null;
  return new LiveIterator<ModelOutputChunk>({
    watch(listener) {
      const stops = [wakeups.watchOutput(jobId, listener), wakeups.watch(jobId, listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    async read() {
      // First the job: once it is over nothing is said any more, so what is read after that is all.
      const job = await readJob();
      const said = await store.readOutput(jobId, known, PAGE);
      const rest = isTerminal(job.status) ? 'END' : 'WAIT';
      if (said === null) return { items: [], next: rest };
      const { turn, attempt, from, pieces } = said;
      known = { turn, attempt, pieces: from + pieces.length };
      const items = pieces.map((piece) => ({ turn, attempt, ...piece }));
      return { items, next: pieces.length === PAGE ? 'AGAIN' : rest };
    },
    feed: {
      name: `output of ${jobId}`,
      begins: null,
      placeOf: ({ turn, attempt, offset, text }) => `${turn}.${attempt}.${offset + text.length}`,
    },
  });
}
