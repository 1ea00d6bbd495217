import type { Redis } from 'ioredis';

/** Notes of workers that died are kept so long. */
const KEPT_SECONDS = 24 * 3600;

/** When a worker that was found dead gave its last sign of life. The hash tag is that of the queue. */
function deathKey(workerId: string): string {
  return `{retoma}:workers:died:${workerId}`;
}

/**
 * Notes when a worker died, before its jobs go back, so that whoever takes them can tell how long that took.
 *
 * @param beat its last one, by the clock of Redis, in ms since 1970
 * @returns false when another worker noted this death before
 */
export async function noteDeath(redis: Redis, workerId: string, beat: string): Promise<boolean> {
  return (await redis.set(deathKey(workerId), beat, 'EX', KEPT_SECONDS, 'GET')) !== beat;
}

/** How long ago a worker died, in seconds by the clock of Redis; null when nobody found it dead. One round trip. */
export async function secondsSinceDeath(redis: Redis, workerId: string): Promise<number | null> {
  const [beat, time] = await Promise.all([redis.get(deathKey(workerId)), redis.time()]);
  if (beat === null) return null;
  const now = Number(time[0]) * 1000 + Number(time[1]) / 1000;
  return Math.max(0, now - Number(beat)) / 1000;
}
