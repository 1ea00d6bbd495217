import type { Redis } from 'ioredis';

/** Longer than any process can sleep and still be let go on. */
export const DEATH_KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * There when a worker was declared dead; the time of its last beat by the clock of Redis, in ms since 1970. While it is
 * there the worker cannot beat any more. The hash tag is that of the queue.
 */
export function deathKey(workerId: string): string {
  return `{retoma}:workers:died:${workerId}`;
}

/** How long ago a worker died, in seconds by the clock of Redis; null when nobody found it dead. One round trip. */
export async function secondsSinceDeath(redis: Redis, workerId: string): Promise<number | null> {
  const [beat, time] = await Promise.all([redis.get(deathKey(workerId)), redis.time()]);
  if (beat === null) return null;
  const now = Number(time[0]) * 1000 + Number(time[1]) / 1000;
  return Math.max(0, now - Number(beat)) / 1000;
}
