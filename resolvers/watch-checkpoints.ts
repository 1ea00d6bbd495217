import { RetomaError } from '../src/errors.ts';
import type { VersionsAfter } from '../src/store/contract.ts';
import { isTerminal, type JobRecord } from '../src/store/records.ts';
import { type CheckpointEdge, checkpointEdges } from './checkpoint-edges.ts';
import type { Context } from './context.ts';
import { jobNotFound } from './get-job.ts';
import type { WatchCheckpointsInput } from './inputs.ts';
import { LiveIterator, type LivePage } from './live-iterator.ts';
import { versionOf } from './version-cursor.ts';
import { watchAllCheckpoints } from './watch-all-checkpoints.ts';

/** Read at once; a subscriber's memory is bounded by it. */
const PAGE = 50;

/**
 * Every version of a job later than the cursor, in order, none twice: first those already saved, then live. Without a
 * cursor it begins with the oldest that is kept. Ends when the job is over and all were given. Without `jobId` the
 * versions of all jobs, as they are saved from now on.
 *
 * @throws RetomaError (also from `next()`) INVALID_CURSOR; JOB_NOT_FOUND; CURSOR_UNAVAILABLE when a version after the
 * cursor is no longer kept
 */
export async function watchCheckpoints(
  { jobId, after }: WatchCheckpointsInput,
  context: Context,
): Promise<LiveIterator<CheckpointEdge>> {
  if (jobId == null) return watchAllCheckpoints(context);
  let seen = after == null ? null : versionOf(after, jobId);

  const read = async (limit: number): Promise<LivePage<CheckpointEdge>> => {
    const found = await context.store.versionsAfter(jobId, seen ?? 0, limit);
    const job = assertNothingMissed(jobId, seen, found);
    const items = await checkpointEdges(found.records, job, context);
    seen = found.records.at(-1)?.version ?? seen;
    if (seen !== job.version) return { items, next: 'AGAIN' };
    return { items, next: isTerminal(job.status) ? 'END' : 'WAIT' };
  };

  // What is wrong from the start is said at once, so that it is the subscription that fails and not its first event.
  assertNothingMissed(jobId, seen, await context.store.versionsAfter(jobId, seen ?? 0, 1));
  return new LiveIterator({
    watch: (listener) => context.wakeups.watch(jobId, listener),
    read: () => read(PAGE),
    feed: {
      name: `checkpoints of ${jobId}`,
      begins: seen === null ? null : String(seen),
      placeOf: ({ node }) => String(node.record.version),
    },
  });
}

/** @param seen the latest version that the subscriber has; null: none, so that it may begin with any */
function assertNothingMissed(jobId: string, seen: number | null, found: VersionsAfter): JobRecord {
  const { job, records, oldest } = found;
  if (job === null || job.checkpoint === 'DELETED') throw jobNotFound(jobId);
  const head = job.version ?? 0;
  // A head before the cursor: the job was told to throw its checkpoint away and began again.
  const isGone = (seen ?? 0) > head || (oldest === null && (seen ?? 0) < head);
  const first = records[0]?.version ?? null;
  const isCut = seen !== null && first !== null && first !== seen + 1;
  if (!isGone && !isCut) return job;
  throw new RetomaError(
    'CURSOR_UNAVAILABLE',
    seen === null
      ? `The versions of job ${JSON.stringify(jobId)} are no longer kept. Read the job for how it ended.`
      : `Versions of job ${JSON.stringify(jobId)} after ${seen} are no longer kept, so some would be missed. Read the job, and subscribe again without a cursor.`,
  );
}
