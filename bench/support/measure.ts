/** What is timed: one call, awaited. The number is the round, from 0. */
export type Timed = (round: number) => Promise<unknown> | unknown;

/** Times in ms, ascending. */
export class Samples {
  readonly sorted: readonly number[];

  constructor(times: readonly number[]) {
    this.sorted = times.toSorted((a, b) => a - b);
  }

  /** @param share 0 to 1 */
  quantile(share: number): number {
    const at = Math.min(this.sorted.length - 1, Math.floor(share * this.sorted.length));
    return this.sorted[at] ?? Number.NaN;
  }

  get median(): number {
    return this.quantile(0.5);
  }

  get p99(): number {
    return this.quantile(0.99);
  }
}

/**
 * Times things side by side: one call of each per round, each round beginning with another one, so that whatever else the
 * machine does meets all of them alike. Only such times may be set against each other.
 */
export async function interleaved<K extends string>(
  rounds: number,
  timed: Record<K, Timed>,
  warmUp = Math.ceil(rounds / 10),
): Promise<Record<K, Samples>> {
  const names = Object.keys(timed) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length] as K;
      const start = performance.now();
      await timed[name](round);
      if (round >= warmUp) times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((name) => [name, new Samples(times[name])])) as Record<K, Samples>;
}

/** The longest time, in ms, that the event loop did not turn while the work was done. */
export async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let turning = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (turning) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  turn();
  turning = false;
  return longest;
}
