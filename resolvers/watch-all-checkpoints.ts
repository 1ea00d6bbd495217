import { ChangedJobs } from './changed-jobs.ts';
import { type CheckpointEdge, checkpointEdges } from './checkpoint-edges.ts';
import type { Context, WakeupListener } from './context.ts';
import { type Feed, LiveIterator, type LivePage } from './live-iterator.ts';

interface Announced {
  from: number;
  to: number;
}

const PAGE = 50;
/** Jobs of which it is known what was given out of them. */
const MOST_KNOWN = 10_000;

/** Whoever comes is told what follows: every place is as good as any other. */
const LIVE_CHECKPOINTS: Feed<CheckpointEdge> = { name: 'all checkpoints', begins: '', placeOf: () => '' };

/**
 * The versions of all jobs as they are saved from now on, without replay: what was saved while Redis was away, and what
 * was trimmed before it was taken, is not in it. Never ends by itself.
 */
export function watchAllCheckpoints(context: Context): LiveIterator<CheckpointEdge> {
  const feed = new AllCheckpoints(context);
  return new LiveIterator({
    watch: (listener) =>
      context.wakeups.watch(null, (wakeup) => {
        feed.hear(wakeup);
        listener(wakeup);
      }),
    read: () => feed.read(),
    feed: LIVE_CHECKPOINTS,
  });
}

class AllCheckpoints {
  readonly #context: Context;
  readonly #since = Date.now();
  readonly #announced = new ChangedJobs<Announced>();
  readonly #given = new Map<string, number>();

  constructor(context: Context) {
    this.#context = context;
  }

  hear(wakeup: Parameters<WakeupListener>[0]): void {
    if (wakeup === null) return;
    const { jobId, version } = wakeup;
    // Thrown away: it begins again at version 1.
    if (version === null) this.#given.delete(jobId);
    else if (version > (this.#given.get(jobId) ?? 0)) {
      this.#announce(jobId, { from: version, to: version });
    }
  }

  async read(): Promise<LivePage<CheckpointEdge>> {
    const [next] = this.#announced.take(1);
    if (next === undefined) return { items: [], next: 'WAIT' };
    const [jobId, announced] = next;
    try {
      const items = await this.#itemsOf(jobId, announced);
      return { items, next: this.#announced.size > 0 ? 'AGAIN' : 'WAIT' };
    } catch (error) {
      this.#announce(jobId, announced);
      throw error;
    }
  }

  async #itemsOf(jobId: string, { from, to }: Announced): Promise<CheckpointEdge[]> {
    const given = this.#given.get(jobId);
    const { job, records } = await this.#context.store.versionsAfter(jobId, given ?? from - 1, PAGE);
    // The first that is heard of a job may be of a change that saved nothing.
    const fresh = records.filter(
      ({ version, savedAt }) => version <= to && (given !== undefined || Date.parse(savedAt) >= this.#since),
    );
    const items = job === null ? [] : await checkpointEdges(fresh, job, this.#context);
    const last = Math.min(to, records.at(-1)?.version ?? to);
    this.#remember(jobId, last);
    if (last < to) this.#announce(jobId, { from: last + 1, to });
    return items;
  }

  #announce(jobId: string, { from, to }: Announced): void {
    const known = this.#announced.get(jobId);
    this.#announced.set(jobId, {
      from: known === undefined ? from : Math.min(from, known.from),
      to: Math.max(to, known?.to ?? to),
    });
  }

  #remember(jobId: string, version: number): void {
    this.#given.delete(jobId);
    this.#given.set(jobId, version);
    const oldest = this.#given.size > MOST_KNOWN ? this.#given.keys().next().value : undefined;
    if (oldest !== undefined) this.#given.delete(oldest);
  }
}
