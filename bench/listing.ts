import type { RedisStore } from '../src/store/redis-store.ts';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { atOnce, commitStep, jobWith, takenJob } from './support/jobs.ts';
import { interleaved } from './support/measure.ts';
import { commitsOfRun } from './support/run-of-messages.ts';

const FEW = 1000;
const VERSIONS = 2000;

/** P5: what is listed costs the page, not what there is. */
export const listingBench: Bench = {
  name: 'listing',
  about: 'records of 2,000 versions; a page of active checkpoints among many against one among 1,000',
  async run(context) {
    return [...(await versions(context)), ...(await pages(context))];
  },
};

async function versions({ short, progress, openStore }: BenchContext): Promise<Finding[]> {
  progress(`a job with ${VERSIONS} versions`);
  const { store, redis } = await openStore();
  const { jobId } = await jobWith(store, commitsOfRun(VERSIONS));
  const took = await interleaved(short ? 50 : 200, {
    ping: () => redis.ping(),
    all: () => store.versionsAfter(jobId, 0, VERSIONS),
    page: () => store.history(jobId, { first: 20 }),
  });
  return [
    { what: 'PING, median', value: took.ping.median, unit: 'ms' },
    {
      what: 'records of 2,000 versions, median',
      value: took.all.median,
      unit: 'ms',
      goal: { name: 'P5', atMost: 3 },
    },
    { what: 'a page of 20 of them, median', value: took.page.median, unit: 'ms' },
  ];
}

async function pages({ short, jobs, progress, openStore }: BenchContext): Promise<Finding[]> {
  const few = await openStore();
  const many = await openStore();
  await fill(few.store, FEW, progress);
  await fill(many.store, jobs, progress);
  const deep = async (store: RedisStore) => {
    const first = await store.listActive({ first: 100 });
    return first.items.at(-1)?.cursor ?? '';
  };
  const after = { few: await deep(few.store), many: await deep(many.store) };
  progress('reading pages');
  const took = await interleaved(short ? 100 : 400, {
    few: () => few.store.listActive({ first: 20 }),
    many: () => many.store.listActive({ first: 20 }),
    fewNext: () => few.store.listActive({ first: 20, after: after.few }),
    manyNext: () => many.store.listActive({ first: 20, after: after.many }),
    fewJobs: () => few.store.listJobs({ first: 20 }),
    manyJobs: () => many.store.listJobs({ first: 20 }),
  });
  const among = jobs.toLocaleString('en');
  return [
    { what: `a page of 20 among ${FEW.toLocaleString('en')}, median`, value: took.few.median, unit: 'ms' },
    { what: `a page of 20 among ${among}, median`, value: took.many.median, unit: 'ms' },
    {
      what: `first page among ${among} against 1,000`,
      value: took.many.median / took.few.median,
      unit: 'x',
      goal: { name: 'P5', atMost: 1.5 },
    },
    {
      what: `later page among ${among} against 1,000`,
      value: took.manyNext.median / took.fewNext.median,
      unit: 'x',
      goal: { name: 'P5', atMost: 1.5 },
    },
    {
      what: `page of jobs among ${among} against 1,000`,
      value: took.manyJobs.median / took.fewJobs.median,
      unit: 'x',
    },
  ];
}

/** So many jobs, each with one version. */
async function fill(store: RedisStore, count: number, progress: (text: string) => void): Promise<void> {
  await atOnce(count, 64, async (index) => {
    if (index % 10_000 === 0) progress(`${index.toLocaleString('en')} of ${count.toLocaleString('en')} jobs`);
    await commitStep(store, await takenJob(store), 0, [{ role: 'user', text: `Job ${index}` }]);
  });
}
