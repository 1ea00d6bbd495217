import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { submitJob } from '../../resolvers/submit-job.ts';
import { contextOf, testDeps } from '../support/api.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../support/redis-store.ts';
import { workByHand } from '../support/work-by-hand.ts';
import { expectProblem } from './problem-shape.ts';
import { startApi } from './support.ts';

/** What a hand, or a disk, may have done to what is stored of one job; and what all the others get to see of it. */

let server: RedisForTests;
let t: RedisStoreForTests;
let api: Awaited<ReturnType<typeof startApi>>;
let damaged: string;
let whole: string;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
});
afterAll(() => server.stop());
beforeEach(async () => {
  t = openRedisStore(server.url);
  const deps = testDeps({ store: t.store });
  api = await startApi(deps);
  const failed = async () => {
    const { job } = await submitJob({ prompt: 'Do it.' }, contextOf(deps));
    await workByHand(t.store, job.jobId, { turns: 2 });
    return job.jobId;
  };
  damaged = await failed();
  whole = await failed();
  // What is packed by the way would get in between.
  await t.store.settle();
});
afterEach(() => t.dispose());

const QUERY = `{
  jobs { nodes { jobId status createdAt turns usage { total } failure { code } checkpoint { version }
    partialAnswer { turn } } }
  checkpoints { nodes { jobId version savedAt storedBytes resumability { reason }
    pendingToolCalls { id } job { jobId } } }
}`;

async function lists() {
  const [jobs, checkpoints, graphql] = await Promise.all([
    api.ask('GET', '/jobs'),
    api.ask('GET', '/checkpoints'),
    api.ask('POST', '/graphql', { query: QUERY }),
  ]);
  expect([jobs.status, checkpoints.status, graphql.status]).toEqual([200, 200, 200]);
  const {
    data,
    errors,
  }: { data: Record<'jobs' | 'checkpoints', { nodes: { jobId: string }[] }>; errors?: unknown } = JSON.parse(
    graphql.body,
  );
  expect(errors).toBeUndefined();
  const idsOf = (nodes: { jobId: string }[]) => nodes.map(({ jobId }) => jobId).toSorted();
  return {
    jobs: idsOf(jobs.json().jobs),
    checkpoints: idsOf(checkpoints.json().checkpoints),
    jobsOverGraphql: idsOf(data.jobs.nodes),
    checkpointsOverGraphql: idsOf(data.checkpoints.nodes),
  };
}

const FIELDS: [field: string, value: string][] = [
  ['progress', '[2'],
  ['progress', '[2,null]'],
  ['failure', '{"a'],
  ['createdAt', 'x'],
  ['createdAt', ''],
  ['keptUntil', 'x'],
  ['spec', '{"a'],
  ['spec', '{}'],
  ['version', 'abc'],
  ['status', 'BOGUS'],
  ['head', 'x'],
  ['epoch', '-1'],
];

describe('a damaged record', () => {
  it.each(FIELDS)(
    '(%s = %j) is shown, refused by name, left as it is, and can be deleted',
    async (field, value) => {
      const { job } = t.keys.ofJob(damaged);
      await t.redis.hset(job, field, value);
      const all = [damaged, whole].toSorted();
      expect(await lists()).toEqual({
        jobs: all,
        checkpoints: all,
        jobsOverGraphql: all,
        checkpointsOverGraphql: all,
      });
      const shown = (await api.ask('GET', `/jobs/${damaged}`)).json();
      expect(shown).toMatchObject({ jobId: damaged, failure: { code: 'CHECKPOINT_CORRUPT' } });
      await refused();
      expect(await t.redis.hget(job, field)).toBe(value);
      await deleted();
      expect(await lists()).toMatchObject({ jobs: [whole], checkpoints: [whole] });
      expect(await t.redis.keys(job.replace(/job$/, '*'))).toEqual([]);
    },
  );

  it('that is no record at all likewise', async () => {
    const { job } = t.keys.ofJob(damaged);
    await t.redis.del(job);
    await t.redis.set(job, 'x');
    const seen = await lists();
    expect(seen.jobs).toEqual([damaged, whole].toSorted());
    await refused();
    expect(await t.redis.get(job)).toBe('x');
    await deleted();
    expect(await lists()).toMatchObject({ jobs: [whole], checkpoints: [whole] });
  });

  it('of a job that goes on does not keep the others from being looked after', async () => {
    const { job } = await submitJob({ prompt: 'Wait.' }, contextOf(api.deps));
    const { live } = t.keys.ofJob(job.jobId);
    await t.redis.del(t.keys.ofJob(job.jobId).job);
    await t.redis.set(t.keys.ofJob(job.jobId).job, 'x');
    await t.redis.zadd(live, 0, job.jobId);
    const other = await submitJob({ prompt: 'Wait too.' }, contextOf(api.deps));
    await t.redis.zadd(t.keys.ofJob(other.job.jobId).live, 0, other.job.jobId);
    expect(await t.store.refreshLiveJobs()).toBe(1);
  });
});

describe('a damaged part of a checkpoint', () => {
  it.each(['versions', 'calls', 'log'] as const)(
    '(%s) is refused by name and left as it is, and can be deleted',
    async (part) => {
      const key = t.keys.ofJob(damaged)[part];
      await t.redis.del(key);
      await t.redis.set(key, 'x');
      const all = [damaged, whole].toSorted();
      expect(await lists()).toMatchObject({ jobs: all, checkpoints: all, checkpointsOverGraphql: all });
      await refused();
      if (part === 'log') {
        expectProblem(await api.ask('GET', `/checkpoints/${damaged}/messages`), {
          status: 409,
          code: 'CHECKPOINT_CORRUPT',
        });
      }
      expect(await t.redis.get(key)).toBe('x');
      await deleted();
      expect(await lists()).toMatchObject({ checkpoints: [whole] });
    },
  );

  it('(the workspace) is refused by name', async () => {
    await t.redis.hset(t.keys.ofJob(damaged).job, 'workspace', '{"');
    await refused();
    await deleted();
  });
});

async function refused() {
  const verdict = await api.ask('GET', `/checkpoints/${damaged}/can-resume`);
  expect(verdict.json()).toMatchObject({ canResume: false, reason: 'CORRUPT' });
  const corrupt = { status: 409, code: 'CHECKPOINT_CORRUPT' };
  expectProblem(await api.ask('POST', `/checkpoints/${damaged}/resume`), corrupt);
  expectProblem(await api.ask('POST', `/checkpoints/${damaged}/fork`, { version: 4 }), corrupt);
}

async function deleted() {
  expect((await api.ask('DELETE', `/checkpoints/${damaged}`)).json()).toEqual({
    jobId: damaged,
    deleted: true,
  });
  const missing = { status: 404, code: 'CHECKPOINT_NOT_FOUND' };
  expectProblem(await api.ask('GET', `/checkpoints/${damaged}`), missing);
  expectProblem(await api.ask('DELETE', `/checkpoints/${damaged}`), missing);
  expectProblem(await api.ask('POST', `/checkpoints/${damaged}/resume`), missing);
}
