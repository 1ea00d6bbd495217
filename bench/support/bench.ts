import type { Redis } from 'ioredis';
import type { RedisStore } from '../../src/store/redis-store.ts';

/** One line of what came out. */
export interface Finding {
  what: string;
  value: number;
  /** `x` for a ratio: the only figures that say something on another machine. */
  unit: 'x' | 'ms' | 'µs' | 'B' | '/s' | '';
  /** From PERFORMANCE.md; unset: for information. */
  goal?: { name: string; atMost: number } | { name: string; atLeast: number };
}

export interface BenchContext {
  /** A quick look: fewer rounds, smaller numbers. */
  short: boolean;
  /** How many jobs the listing is measured among. */
  jobs: number;
  /** Tells how far it is. */
  progress(text: string): void;
  /** Of the Redis that the stores are on. */
  redisUrl: string;
  /** A store that holds nothing, on a connection of its own. */
  openStore(): Promise<{ store: RedisStore; redis: Redis; tenant: string }>;
}

export interface Bench {
  name: string;
  about: string;
  run(context: BenchContext): Promise<Finding[]>;
}

export function isMet({ value, goal }: Finding): boolean | null {
  if (goal === undefined) return null;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
