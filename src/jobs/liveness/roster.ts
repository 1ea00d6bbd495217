import type { Redis } from 'ioredis';
import { z } from 'zod';
import { storeUnavailable } from '../../store/script-errors.ts';

/** The workers that live, and what each says of itself. The hash tag is that of the queue, so that all of it is one slot. */
export const WORKERS = '{retoma}:workers';
export const CONNECTIONS = '{retoma}:workers:connections';
export const ABOUT = '{retoma}:workers:about';

/** A worker is no longer shown after such a silence, when no other was there to notice its end. */
export const ROSTER_SILENCE_MS = 10_000;

const aboutSchema = z.object({
  host: z.string(),
  pid: z.int(),
  concurrency: z.int(),
  startedAt: z.string(),
  sandbox: z.object({ tier: z.string(), detail: z.string() }),
});

/** What a worker says of itself when it begins to work. */
export type AboutWorker = z.infer<typeof aboutSchema>;

export interface WorkerOnRoster extends AboutWorker {
  workerId: string;
  /** ISO 8601, by the clock of Redis. */
  lastBeatAt: string;
}

/**
 * The workers that have beaten lately, in the order of their start, in one round trip. One that died is on it until
 * another has noticed; when none is left to notice, until `silentMs` have passed.
 *
 * @param silentMs from this silence on a worker is left out
 * @throws RetomaError STORE_UNAVAILABLE
 */
export async function readRoster(redis: Redis, silentMs: number): Promise<WorkerOnRoster[]> {
  const [time, beats, about] = await read(redis);
  const now = Number(time[0]) * 1000 + Number(time[1]) / 1000;
  const roster: WorkerOnRoster[] = [];
  for (let i = 0; i + 1 < beats.length; i += 2) {
    const [workerId = '', beat] = beats.slice(i, i + 2);
    const said = aboutOf(about[workerId]);
    // One that has beaten and not yet introduced itself is about to.
    if (said === null || now - Number(beat) > silentMs) continue;
    roster.push({ workerId, lastBeatAt: new Date(Number(beat)).toISOString(), ...said });
  }
  return roster.sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

async function read(redis: Redis): Promise<[time: string[], beats: string[], about: Record<string, string>]> {
  try {
    const replies = await redis
      .pipeline()
      .time()
      .zrange(WORKERS, '0', '-1', 'WITHSCORES')
      .hgetall(ABOUT)
      .exec();
    const [time, beats, about] = (replies ?? []).map(([error, reply]) => {
      if (error !== null) throw error;
      return reply;
    });
    return [time as string[], beats as string[], about as Record<string, string>];
  } catch (error) {
    throw storeUnavailable(error);
  }
}

function aboutOf(text: string | undefined): AboutWorker | null {
  if (text === undefined) return null;
  try {
    return aboutSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
