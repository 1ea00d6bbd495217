import { Job, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * Brings the jobs of a worker that is dead back into the queue, where waiting workers are woken for them. Any number of
 * workers may do so at once: the move compares the lock, so one of them wins and a job that went on is left alone.
 *
 * @returns How many were moved by this call.
 */
export async function releaseJobsOf(queue: Queue, redis: Redis, workerId: string): Promise<number> {
  const active = await queue.getActive();
  const moves = active.map(async ({ id, processedBy }) => {
    if (id === undefined || processedBy !== workerId) return false;
    const token = await redis.get(`${queue.toKey(id)}:lock`);
    if (token === null) return false;
    // Only now: BullMQ writes lock and holder in one step, so when the holder read after the lock is still the dead
    // worker, the lock was the dead worker's too. The other way round it might be that of a worker that just took over.
    const job = await Job.fromId(queue, id);
    if (job?.processedBy !== workerId) return false;
    return job.moveToWait(token).then(
      () => true,
      (error: unknown) => {
        if (isLockElsewhere(error)) return false;
        throw error;
      },
    );
  });
  return (await Promise.all(moves)).filter(Boolean).length;
}

/** BullMQ's codes: -1 no such job, -2 no lock, -3 not active, -6 the lock is another's. */
const LOCK_ELSEWHERE = new Set([-1, -2, -3, -6]);

/** True when a move failed because the job is no longer held under the token that was given. */
export function isLockElsewhere(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'number' &&
    LOCK_ELSEWHERE.has(error.code)
  );
}
