import { RetomaError } from '../src/errors.ts';
import type { CheckpointView, LatestTurn, PartialAnswer, Store } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';
import { Batch } from './batch.ts';

interface Version {
  jobId: string;
  version: number;
}

/** Reads that fields of many objects make at once: what is asked for together takes one round trip. */
export interface BatchedReads {
  job(jobId: string): Promise<JobRecord | null>;
  checkpoint(jobId: string): Promise<CheckpointView | null>;
  partialAnswer(jobId: string): Promise<PartialAnswer | null>;
  /** @throws CheckpointCorruptError, FormatUnsupportedError for this version alone, whatever else was asked for */
  latestTurn(at: Version): Promise<LatestTurn | null>;
}

const readsOfStore = new WeakMap<Store, BatchedReads>();

/** A store's tenant is the only one whose reads may share a round trip, so the reads belong to the store. */
export function batchedReads(store: Store): BatchedReads {
  let reads = readsOfStore.get(store);
  if (reads === undefined) {
    reads = readsOf(store);
    readsOfStore.set(store, reads);
  }
  return reads;
}

function readsOf(store: Store): BatchedReads {
  const jobs = new Batch((ids: readonly string[]) => store.getJobs(ids));
  const checkpoints = new Batch((ids: readonly string[]) => store.getCheckpoints(ids));
  const partials = new Batch((ids: readonly string[]) => store.readPartials(ids));
  const turns = new Batch((at: readonly Version[]) => readTurns(store, at));
  return {
    job: (jobId) => jobs.ask(jobId),
    checkpoint: (jobId) => checkpoints.ask(jobId),
    partialAnswer: (jobId) => partials.ask(jobId),
    async latestTurn(at) {
      const read = await turns.ask(at);
      if (read.status === 'rejected') throw read.reason;
      return read.value;
    },
  };
}

/** One damaged checkpoint must not take a whole page with it: then each is read by itself, all at once. */
async function readTurns(
  store: Store,
  at: readonly Version[],
): Promise<PromiseSettledResult<LatestTurn | null>[]> {
  try {
    const turns = await store.latestTurns(at);
    return turns.map((value) => ({ status: 'fulfilled', value }));
  } catch (error) {
    if (RetomaError.is(error, 'STORE_UNAVAILABLE')) throw error;
    return Promise.allSettled(at.map(async (one) => (await store.latestTurns([one]))[0] ?? null));
  }
}
