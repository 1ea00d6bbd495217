/**
 * Whether a sweep may judge others. When Redis restarts or freezes, or when this very process was stopped, everybody
 * looks dead at first; so nobody is judged until one's own sweeps have run unbroken for one heartbeat's life, in which
 * every worker that lives has had the time to beat again.
 */
export class Continuity {
  readonly #lifeMs: number;
  readonly #longestGapMs: number;
  #since: number | null = null;
  #last = 0;

  constructor(lifeMs: number, sweepMs: number) {
    this.#lifeMs = lifeMs;
    this.#longestGapMs = 3 * sweepMs;
  }

  /** A sweep has come back, at this monotonic time in milliseconds. */
  mark(now: number): void {
    if (this.#since === null || now - this.#last > this.#longestGapMs) this.#since = now;
    this.#last = now;
  }

  /** One's own connection is gone, and with it, maybe, those of all others: however soon Redis is back, they are given the same time. */
  interrupt(): void {
    this.#since = null;
  }

  mayJudge(): boolean {
    return this.#since !== null && this.#last - this.#since >= this.#lifeMs;
  }
}
