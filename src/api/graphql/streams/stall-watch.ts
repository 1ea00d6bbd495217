const STALLED_MS = 10_000;

/** Finds the client that takes nothing, although something waits for it. */
export class StallWatch {
  readonly #stalledMs: number;
  #given = 0;
  #mostTaken = 0;
  #since = performance.now();

  /** @param stalledMs how long it may take nothing */
  constructor(stalledMs = STALLED_MS) {
    this.#stalledMs = stalledMs;
  }

  /** So many bytes more were given to it. */
  give(bytes: number): void {
    this.#given += bytes;
  }

  /** To be asked now and then. @param waiting bytes that it has not taken */
  isStalled(waiting: number): boolean {
    const now = performance.now();
    const taken = this.#given - waiting;
    if (waiting === 0 || taken > this.#mostTaken) {
      this.#mostTaken = Math.max(taken, this.#mostTaken);
      this.#since = now;
    }
    return now - this.#since > this.#stalledMs;
  }
}
