import { isTerminal, type JobRecord } from '../src/store/records.ts';
import { ChangedJobs } from './changed-jobs.ts';
import type { Context } from './context.ts';
import { jobNotFound } from './get-job.ts';
import type { WatchJobsInput } from './inputs.ts';
import { type Feed, LiveIterator } from './live-iterator.ts';

const PAGE = 50;

/** Whoever comes is told what follows: every place is as good as any other. */
const LIVE_JOBS: Feed<JobRecord> = { name: 'all jobs', begins: '', placeOf: () => '' };

/**
 * A job as it is, and again whenever it has changed; ends with it. Changes that follow each other faster than they are
 * taken are seen as one. Without `jobId` all jobs, as they change from now on, without an end.
 *
 * @throws RetomaError (also from `next()`) JOB_NOT_FOUND; LIMIT_EXCEEDED for a subscriber to all that fell far behind
 */
export async function watchJobs(
  { jobId }: WatchJobsInput,
  context: Context,
): Promise<LiveIterator<JobRecord>> {
  return jobId == null ? watchAllJobs(context) : watchOneJob(jobId, context);
}

async function watchOneJob(jobId: string, context: Context): Promise<LiveIterator<JobRecord>> {
  const { store, wakeups } = context;
  if ((await store.getJob(jobId)) === null) throw jobNotFound(jobId);
  let given: string | null = null;
  const texts = new WeakMap<JobRecord, string>();
  return new LiveIterator<JobRecord>({
    watch: (listener) => wakeups.watch(jobId, listener),
    async read() {
      // The calls that are open too: which tools run is a part of how a job is.
      const checkpoint = await store.getCheckpoint(jobId);
      const job = checkpoint?.job ?? (await store.getJob(jobId));
      if (job === null) throw jobNotFound(jobId);
      const text = JSON.stringify([job, checkpoint?.openToolCalls]);
      const items = text === given ? [] : [job];
      given = text;
      texts.set(job, text);
      return { items, next: isTerminal(job.status) ? 'END' : 'WAIT' };
    },
    feed: { name: `changes of ${jobId}`, begins: null, placeOf: (job) => texts.get(job) ?? '' },
  });
}

function watchAllJobs({ store, wakeups }: Context): LiveIterator<JobRecord> {
  const changed = new ChangedJobs<true>();
  return new LiveIterator<JobRecord>({
    watch: (listener) =>
      wakeups.watch(null, (wakeup) => {
        if (wakeup !== null) changed.set(wakeup.jobId, true);
        listener(wakeup);
      }),
    async read() {
      const jobIds = changed.take(PAGE).map(([jobId]) => jobId);
      const jobs = await store.getJobs(jobIds).catch((error: unknown) => {
        for (const jobId of jobIds) changed.set(jobId, true);
        throw error;
      });
      return { items: jobs.filter((job) => job !== null), next: changed.size > 0 ? 'AGAIN' : 'WAIT' };
    },
    feed: LIVE_JOBS,
  });
}
