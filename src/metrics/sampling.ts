import type { Store } from '../store/contract.ts';
import type { Ledger, LedgerState, Memory, Sample } from './ledger.ts';
import { byLabel, type Totals } from './totals.ts';

/** Where an installation can be asked how it stands. */
export interface InstallationSource {
  store: Pick<Store, 'count' | 'tally'>;
  ledger: Ledger;
  /** How many workers live. */
  workers(): Promise<number>;
}

/** How an installation stands, read in one round trip. */
export interface Installation extends LedgerState {
  jobs: Awaited<ReturnType<Store['count']>>['jobs'];
  checkpoints: Awaited<ReturnType<Store['count']>>['checkpoints'];
  workers: number;
  memory: Memory | null;
}

export async function readInstallation({
  store,
  ledger,
  workers,
}: InstallationSource): Promise<Installation> {
  const [counts, tally, state, living, memory] = await Promise.all([
    store.count(),
    store.tally(),
    ledger.read(),
    workers(),
    ledger.memory(),
  ]);
  return { ...state, ...counts, totals: withTally(state.totals, tally), workers: living, memory };
}

export function withTally(totals: Totals, tally: Record<string, number>): Totals {
  return new Map([...totals, ...Object.entries(tally)]);
}

/** Takes the sample of this minute, unless it was taken. Answers whether it was taken now. */
export async function takeSample(source: InstallationSource): Promise<boolean> {
  const [latest] = await source.ledger.samples(1);
  const installation = await readInstallation(source);
  if (latest !== undefined && Math.floor(latest.at / 60_000) >= Math.floor(installation.readAt / 60_000)) {
    return false;
  }
  return source.ledger.keepSample(sampleOf(installation));
}

export function sampleOf(installation: Installation): Sample {
  const { readAt, totals, jobs, checkpoints, workers, subscribers, memory } = installation;
  return {
    at: readAt,
    counts: countsOfSample(totals),
    gauges: {
      queued: jobs.QUEUED,
      running: jobs.RUNNING,
      waitingRetry: jobs.WAITING_RETRY,
      paused: jobs.PAUSED,
      activeCheckpoints: Object.values(checkpoints).reduce((sum, count) => sum + count, 0),
      workers,
      subscribers,
      usedBytes: memory?.usedBytes ?? null,
    },
  };
}

/** Kept as they are. */
const WHOLE = ['created', 'ended', 'resumed', 'put-off', 'commit-time', 'commit-bytes', 'recovery-time'];
/** Kept without the name of the model: `<what> <kind>`. */
const OVER_MODELS = ['tokens', 'saved'];

/** What the timeline shows of the totals; no name of a model is in it, so that a sample stays small. */
export function countsOfSample(totals: Totals): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of totals) {
    const what = name.split(' ', 1)[0] ?? '';
    if (WHOLE.includes(what) && count !== 0) counts[name] = count;
  }
  for (const what of OVER_MODELS) {
    for (const [labels, count] of byLabel(totals, what)) {
      const name = `${what} ${labels.slice(labels.lastIndexOf(' ') + 1)}`;
      if (count !== 0) counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}
