import { sealSegments } from '../seal.ts';
import { totalsIn } from '../totals.ts';
import type { StoreContext } from './context.ts';

/** So many segments before the latest answer are worth packing. */
const SEAL_FROM = 128;
/** So many are packed even when the process is busy, so that memory stays bounded. */
const SEAL_AT_ONCE = 2048;
const TICK_MS = 250;
/** With more commits than this in one tick the process is busy, and packing waits. */
const QUIET_COMMITS = 25;

/**
 * Packs the older segments of logs into blocks, off the way of the commits: when the process is quiet, one job at a
 * time, in the thread pool. A log stays whole and readable whenever this is broken off; a run that is taken up elsewhere
 * is packed there.
 */
export class Sealer {
  readonly #context: StoreContext;
  /** Job ids and how many of their segments could be packed. */
  readonly #due = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #commits = 0;
  #running: Promise<void> | undefined;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** To be told of every commit. */
  noteCommit(jobId: string, unsealed: number): void {
    this.#commits++;
    if (unsealed >= SEAL_FROM) this.#add(jobId, unsealed);
  }

  /** To be told of a job whose log will not grow any more but is kept. */
  noteEnd(jobId: string): void {
    this.#add(jobId, SEAL_FROM);
  }

  /** Packs all that is due now. */
  async settle(): Promise<void> {
    while (this.#due.size > 0 || this.#running !== undefined) await this.#run(0);
  }

  async close(): Promise<void> {
    this.#due.clear();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #add(jobId: string, unsealed: number): void {
    this.#due.set(jobId, unsealed);
    this.#timer ??= setTimeout(() => this.#tick(), TICK_MS).unref();
  }

  #tick(): void {
    this.#timer = undefined;
    const isQuiet = this.#commits <= QUIET_COMMITS;
    this.#commits = 0;
    void this.#run(isQuiet ? 0 : SEAL_AT_ONCE).finally(() => {
      if (this.#due.size > 0) this.#timer ??= setTimeout(() => this.#tick(), TICK_MS).unref();
    });
  }

  #run(from: number): Promise<void> {
    this.#running ??= this.#sealDue(from).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #sealDue(from: number): Promise<void> {
    for (const [jobId, unsealed] of this.#due) {
      if (unsealed < from) continue;
      this.#due.delete(jobId);
      // Damaged or out of reach: the log stays as it is, and whoever reads it will say so.
      await sealLog(this.#context, jobId).catch(() => undefined);
    }
  }
}

/** Packs a job's log from its last block up to its latest answer. Answers whether anything was replaced. */
export async function sealLog({ scripts, keys }: StoreContext, jobId: string): Promise<boolean> {
  const { job, log, versions } = keys.ofJob(jobId);
  const reply = await scripts.runBuffer('read-unsealed', [job, log, versions]);
  const [logId, sealedTo, blockAt, frames, totals] = reply as [
    Buffer?,
    number?,
    number?,
    Buffer[]?,
    number[]?,
  ];
  if (
    !frames ||
    frames.length < 2 ||
    logId === undefined ||
    sealedTo === undefined ||
    blockAt === undefined
  ) {
    return false;
  }
  const sealed = await sealSegments(frames, { jobId, totals: totalsIn(totals ?? []) });
  const growth = bytesOf(sealed) - bytesOf(frames);
  const lastBlock = blockAt + sealed.findLastIndex((frame) => frame.length > 0);
  const args = [logId, sealedTo, blockAt, lastBlock, growth, ...sealed];
  return (await scripts.run('seal', [job, log], args)) === 1;
}

function bytesOf(frames: readonly Buffer[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 0);
}
