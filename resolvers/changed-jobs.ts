import { RetomaError } from '../src/errors.ts';

/** Jobs that changed and were not taken yet, at most. */
const MOST = 10_000;

/**
 * What a subscriber to all jobs has yet to be told, one entry per job however often it changes: a slow reader sees a
 * job's latest state and costs no more for it.
 */
export class ChangedJobs<T> {
  readonly #pending = new Map<string, T>();
  #overflown = false;

  get(jobId: string): T | undefined {
    return this.#pending.get(jobId);
  }

  set(jobId: string, value: T): void {
    if (this.#pending.size < MOST || this.#pending.has(jobId)) this.#pending.set(jobId, value);
    else this.#overflown = true;
  }

  get size(): number {
    return this.#pending.size;
  }

  /**
   * The first that changed, at most `limit` of them.
   * @throws RetomaError LIMIT_EXCEEDED when the subscriber fell behind so far that some would be left out
   */
  take(limit: number): [jobId: string, value: T][] {
    if (this.#overflown) {
      throw new RetomaError(
        'LIMIT_EXCEEDED',
        `More than ${MOST} jobs changed before the subscriber took what it was sent. Read the lists, and subscribe again.`,
      );
    }
    const taken: [string, T][] = [];
    for (const entry of this.#pending) {
      if (taken.length === limit) break;
      taken.push(entry);
      this.#pending.delete(entry[0]);
    }
    return taken;
  }
}
