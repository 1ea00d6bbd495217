/** A repeatable source of random values (mulberry32). The same seed gives the same values. */
export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed: number) {
    this.seed = seed;
    this.#state = seed;
  }

  /** 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** 0 to `below` - 1. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

/** `RETOMA_TEST_SEED` repeats a run that failed; otherwise it is another one each time. Say it in the test's name. */
export function testSeed(): number {
  return Number(process.env.RETOMA_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
}
