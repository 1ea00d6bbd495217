import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PageRequest } from '../../src/store/contract.ts';
import { jobChannel, Keys } from '../../src/store/keys.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../support/redis-store.ts';
import { until } from '../support/wait.ts';
import {
  answer,
  answerOn,
  COMPLETED,
  commitAnswers,
  FAILED,
  newJob,
  openCall,
  resumed,
  runningJob,
  specOf,
  take,
} from './conformance/setup.ts';

const WEEK_MS = 604_800_000;
const DAY_MS = 86_400_000;

let server: RedisForTests;
let t: RedisStoreForTests;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
});
afterAll(() => server.stop());
beforeEach(() => {
  t = openRedisStore(server.url);
});
afterEach(() => t.dispose());

async function ttlsOf(jobId: string) {
  const { job, ...parts } = t.keys.ofJob(jobId);
  const { log, versions, calls, output, partial } = parts;
  const keys = [job, log, versions, calls, output, partial];
  const [record, ...rest] = await Promise.all(keys.map((key) => t.redis.pttl(key)));
  return { record: record ?? 0, checkpoint: rest };
}

describe('what is kept, and for how long', () => {
  it('every key of a job has a TTL, and all parts of a checkpoint the same', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 2);
    await t.store.recordIntents(lease, [openCall('a', 1)]);
    for (const call of [1, 2]) {
      const pieces = [{ offset: 0, kind: 'TEXT', text: 'So' } as const];
      await t.store.appendOutput(lease, { turn: 3, call, at: 0, pieces });
    }
    for (const end of [false, true]) {
      if (end) await t.store.finish(lease, FAILED);
      const { record, checkpoint } = await ttlsOf(lease.jobId);
      expect(Math.max(...checkpoint) - Math.min(...checkpoint)).toBeLessThanOrEqual(100);
      expect(record).toBeGreaterThan(Math.max(...checkpoint) + DAY_MS / 2);
      // While the job goes on nothing of it may run out.
      if (end) expect(Math.max(...checkpoint)).toBeLessThanOrEqual(WEEK_MS);
      else expect(Math.min(...checkpoint)).toBeGreaterThan(WEEK_MS);
      expect(Math.min(...checkpoint)).toBeGreaterThan(WEEK_MS - 60_000);
    }
  });

  it('a completed job keeps its versions for the retention and its record for the TTL', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 2);
    await t.store.finish(lease, COMPLETED);
    const { record, checkpoint } = await ttlsOf(lease.jobId);
    const [log, versions, calls] = checkpoint;
    for (const ttl of [log, versions]) {
      expect(ttl).toBeGreaterThan(3_540_000);
      expect(ttl).toBeLessThanOrEqual(3_600_000);
    }
    expect(calls).toBe(-2);
    expect(record).toBeGreaterThan(WEEK_MS);
  });

  it('a checkpoint that is claimed just before it runs out lasts until it is copied', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await t.store.finish(lease, FAILED);
    const { job, log, versions } = t.keys.ofJob(lease.jobId);
    await t.redis.hset(job, 'keptUntil', Date.now() + 60_000);
    for (const key of [log, versions]) await t.redis.pexpire(key, 60_000);
    await resumed(t.store, lease.jobId);
    expect(Math.min(...(await ttlsOf(lease.jobId)).checkpoint.slice(0, 2))).toBeGreaterThan(WEEK_MS - 60_000);
  });

  it('live jobs that nobody has looked after are refreshed, their folders and what they continue too', async () => {
    const failed = await runningJob(t.store);
    await commitAnswers(t.store, failed, 1);
    await t.store.finish(failed, FAILED);
    const waiting = await resumed(t.store, failed.jobId);
    expect(await t.store.refreshLiveJobs()).toBe(0);

    const { job, live } = t.keys.ofJob(waiting.jobId);
    const source = t.keys.ofJob(failed.jobId);
    const workspace = t.keys.workspace(waiting.workspace.path);
    await t.redis.zadd(live, 1, waiting.jobId);
    await t.redis.hset(source.job, 'keptUntil', Date.now() + 60_000);
    for (const key of [job, source.log, source.versions, workspace]) await t.redis.pexpire(key, 60_000);
    expect(await t.store.refreshLiveJobs()).toBe(1);
    for (const key of [job, source.log, source.versions, workspace]) {
      expect(await t.redis.pttl(key), key).toBeGreaterThan(DAY_MS);
    }
    expect(await t.store.refreshLiveJobs()).toBe(0);
  });

  it('a record that is gone is forgotten by every list and every index, and its id is free', async () => {
    const lease = await runningJob(t.store, { jobId: 'lost' });
    await commitAnswers(t.store, lease, 1);
    const keys = t.keys.ofJob('lost');
    await t.redis.del(keys.job, keys.log, keys.versions);
    expect((await t.store.listJobs({ first: 10 })).items).toEqual([]);
    expect((await t.store.listActive({ first: 10 })).items).toEqual([]);
    await t.redis.zadd(keys.live, 1, 'lost');
    expect(await t.store.refreshLiveJobs()).toBe(0);
    expect(await t.redis.exists(keys.live, `${keys.jobs}:RUNNING`, `${keys.active}:RUNNING`)).toBe(0);
    await newJob(t.store, { jobId: 'lost', workspace: { path: 'another' } });
    expect(await t.store.getJob('lost')).toMatchObject({ status: 'QUEUED', version: null, epoch: 0 });
  });

  it('expired jobs are not counted', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await t.store.finish(lease, FAILED);
    const keys = t.keys.ofJob(lease.jobId);
    await t.redis.del(keys.job, keys.log, keys.versions);
    await t.redis.zadd(keys.expiry, 1, `C:${lease.jobId}`, 1, `J:${lease.jobId}`);
    expect((await t.store.listActive({ first: 10 })).total).toBe(0);
    expect(await t.redis.exists(`${keys.jobs}:FAILED`, `${keys.active}:FAILED`, keys.expiry)).toBe(0);
  });

  it('a deleted checkpoint leaves the record alone', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await t.store.recordIntents(lease, [openCall('a', 1)]);
    await t.store.finish(lease, FAILED);
    await t.store.deleteCheckpoint(lease.jobId);
    const { job, log, versions, calls } = t.keys.ofJob(lease.jobId);
    expect(await t.redis.exists(log, versions, calls)).toBe(0);
    expect(await t.redis.exists(job)).toBe(1);
  });
});

describe('the tallies', () => {
  it('are kept for as long after the last look as after the last change, all of them together', async () => {
    for (let i = 0; i < 40; i++) await newJob(t.store, { workspace: { path: `t-${i}` } });
    const tallies = await t.redis.keys(`*${t.tenant}*:tally`);
    expect(tallies.length).toBeGreaterThan(5);
    const ttls = () => Promise.all(tallies.map((key) => t.redis.pttl(key)));
    expect(Math.min(...(await ttls()))).toBeGreaterThan(89 * DAY_MS);
    for (const key of tallies) await t.redis.pexpire(key, DAY_MS);
    expect(await t.store.tally()).toEqual({ 'created NEW': 40 });
    expect(Math.min(...(await ttls()))).toBeGreaterThan(89 * DAY_MS);
  });

  it('count no more than so many models apart', async () => {
    const lease = await runningJob(t.store);
    const { tally } = t.keys.ofJob(lease.jobId);
    const filler = Array.from({ length: 500 }, (_, i) => [`saved made/up-${i} total`, 1]).flat();
    await t.redis.hset(tally, ...filler);
    await commitAnswers(t.store, lease, 1);
    await take(t.store, lease.jobId);
    expect(await t.store.tally()).toMatchObject({ 'resumed CRASH': 1, 'saved other total': 110 });
  });
});

describe('names', () => {
  it('hold nothing of a job id but its hash, and stay in the tenant', async () => {
    const ids = ['a/b:c', '{0}', 'x}:{y', '*', '12', ' ', '日本語 👩‍👩‍👧', 'n'.repeat(255)];
    for (const jobId of ids) {
      const lease = await runningJob(t.store, { jobId, workspace: { path: `w-${ids.indexOf(jobId)}` } });
      await commitAnswers(t.store, lease, 1);
      await t.store.recordIntents(lease, [openCall('a', 1)]);
    }
    const names = await t.redis.keys(`*${t.tenant}*`);
    expect(names.length).toBeGreaterThan(ids.length * 4);
    const own = /^retoma:\{[^{}]+:[0-9a-f]\}:[0-9a-f]{32}:(job|log|versions|calls)$/;
    const index =
      /^retoma:\{[^{}]+:[0-9a-f]\}:(jobs:[A-Z_]+|active:[A-Z_]+|live|expiry|chores|chore-states|tally)$/;
    const claim = /^retoma:\{[^{}]+:w\}:[0-9a-f]{32}:workspace$/;
    expect(names.filter((name) => ![own, index, claim].some((pattern) => pattern.test(name)))).toEqual([]);
  });

  it.each(['', 'a:b', 'a}', '{a', 'a b', 'x'.repeat(65), 'ü'])('refuse the tenant %j', (tenant) => {
    expect(() => new Keys(tenant)).toThrow(TypeError);
    expect(() => jobChannel(tenant, 'job')).toThrow(TypeError);
  });

  it('keep tenants apart', async () => {
    const other = openRedisStore(server.url);
    await newJob(t.store, { jobId: 'same', workspace: { path: 'w' } });
    await newJob(other.store, { jobId: 'same', workspace: { path: 'w' } });
    const lease = await take(other.store, 'same');
    await other.store.commit(lease, answerOn(0));
    expect(await t.store.getJob('same')).toMatchObject({ status: 'QUEUED' });
    expect((await t.store.listActive({ first: 10 })).total).toBe(0);
    await other.dispose();
  });
});

/** What Redis was asked to do from outside of scripts, and how many bytes came in, while `work` was done. */
async function trafficOf(work: () => Promise<unknown>) {
  const watcher = new Redis(server.url);
  const read = async () => {
    const stats = await watcher.info('commandstats');
    const calls = Object.fromEntries(
      [...stats.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(([, name, n]) => [name, Number(n)]),
    );
    const bytes = Number(/total_net_input_bytes:(\d+)/.exec(await watcher.info('stats'))?.[1]);
    return { calls, bytes };
  };
  await read();
  const before = await read();
  await work();
  const after = await read();
  watcher.disconnect();
  const calls: Record<string, number> = {};
  for (const [name, count] of Object.entries<number>(after.calls)) {
    const added = count - (before.calls[name] ?? 0);
    if (added > 0) calls[name] = added;
  }
  return { calls, bytes: after.bytes - before.bytes };
}

describe('what it costs', () => {
  it('a commit, an intent and an end are one call each, of scripts that Redis knows by now', async () => {
    const lease = await runningJob(t.store);
    const ended = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await t.store.recordIntents(lease, [openCall('a', 1)]);
    await t.store.finish(ended, FAILED);
    for (const work of [
      () => t.store.commit(lease, answerOn(1)),
      () => t.store.recordIntents(lease, [openCall('b', 1)]),
      () => t.store.load(lease.jobId),
      () => t.store.getCheckpoint(lease.jobId),
      () => t.store.versionsAfter(lease.jobId, 0, 10),
    ]) {
      await work().catch(() => undefined);
      const { calls } = await trafficOf(work);
      expect(calls.evalsha, work.toString()).toBe(1);
      expect(calls.eval ?? 0).toBe(0);
    }
  });

  it('the bytes of a commit do not grow with the history', async () => {
    const lease = await runningJob(t.store);
    const messages = [answer('x'.repeat(5000))];
    const commitAt = async (basedOn: number) => {
      const { bytes } = await trafficOf(() => t.store.commit(lease, answerOn(basedOn, { messages })));
      return bytes;
    };
    await t.store.commit(lease, answerOn(0, { messages }));
    const early = await commitAt(1);
    for (let basedOn = 2; basedOn < 400; basedOn++) {
      await t.store.commit(lease, answerOn(basedOn, { messages }));
    }
    // The numbers in it become longer by some digits.
    expect(await commitAt(400)).toBeLessThan(early + 64);
  });

  it('a page costs the same calls among few and among many', async () => {
    const page = () => t.store.listActive({ first: 10 });
    const fill = async (count: number) => {
      for (let i = 0; i < count; i++) await commitAnswers(t.store, await runningJob(t.store), 1);
    };
    await fill(20);
    await page();
    const among20 = (await trafficOf(page)).calls;
    await fill(200);
    const among220 = (await trafficOf(page)).calls;
    expect(among220.evalsha).toBe(among20.evalsha);
    const all = { ...among20, ...among220 };
    expect(Object.keys(all).filter((name) => /^(keys|scan|hscan|zscan|sscan)$/.test(name))).toEqual([]);
  });
});

describe('claims on folders', () => {
  const spec = (jobId: string) => specOf(jobId, { workspace: { path: 'shared' } });

  it('that no job followed are busy for a moment, then stale', async () => {
    // A server died between the claim and the record.
    await t.redis.set(t.keys.workspace('shared'), `${Date.now()} J:dead`);
    await expect(t.store.createJob(spec('next'))).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
    await t.redis.set(t.keys.workspace('shared'), `${Date.now() - 60_000} J:dead`);
    expect(await t.store.createJob(spec('next'))).toMatchObject({ status: 'QUEUED' });
  });

  it('whose job is over are stale, when a worker died before it gave the folder free', async () => {
    await t.store.createJob(spec('first'));
    const claim = (await t.redis.get(t.keys.workspace('shared'))) ?? '';
    await t.store.requestControl('first', 'CANCEL');
    await t.redis.set(t.keys.workspace('shared'), claim);
    expect(await t.store.createJob(spec('next'))).toMatchObject({ status: 'QUEUED' });
  });

  it('are given free at the end, and have a TTL until then', async () => {
    const lease = await runningJob(t.store, { workspace: { path: 'shared' } });
    expect(await t.redis.pttl(t.keys.workspace('shared'))).toBeGreaterThan(WEEK_MS);
    await t.store.finish(lease, COMPLETED);
    await until(async () => (await t.redis.exists(t.keys.workspace('shared'))) === 0, {
      what: 'the folder is given free',
    });
  });

  it('are known to the folders around them, for as long', async () => {
    const within = (path: string) => t.keys.workspace(path).replace(/workspace$/, 'within');
    const lease = await runningJob(t.store, { workspace: { path: 'a/b/c' } });
    for (const path of ['a', 'a/b']) {
      expect(await t.redis.zcard(within(path))).toBe(1);
      expect(await t.redis.pttl(within(path))).toBeGreaterThan(WEEK_MS);
      await t.redis.pexpire(within(path), 60_000);
    }
    await t.redis.zadd(t.keys.ofJob(lease.jobId).live, 1, lease.jobId);
    await t.store.refreshLiveJobs();
    expect(await t.redis.pttl(within('a'))).toBeGreaterThan(WEEK_MS);
    await t.store.finish(lease, COMPLETED);
    await until(async () => (await t.redis.exists(within('a'), within('a/b'))) === 0, {
      what: 'the folders around it are given free',
    });
  });

  it('within a folder do not stand in its way when their jobs are over, however that was left', async () => {
    const paths = ['a/1', 'a/2', 'a/3/4'];
    for (const path of paths) {
      await t.store.createJob(specOf(`of ${path}`, { workspace: { path } }));
      const claim = (await t.redis.get(t.keys.workspace(path))) ?? '';
      await t.store.requestControl(`of ${path}`, 'CANCEL');
      await until(async () => (await t.redis.exists(t.keys.workspace(path))) === 0, {
        what: 'it is given free',
      });
      // As if the worker had died before.
      await t.redis.set(t.keys.workspace(path), claim);
      const [, hash] = /([0-9a-f]+):workspace$/.exec(t.keys.workspace(path)) ?? [];
      await t.redis.zadd(t.keys.workspace('a').replace(/workspace$/, 'within'), 1, `${hash} ${path}`);
    }
    // One whose claim has run out.
    await t.redis.del(t.keys.workspace('a/2'));
    await t.store.createJob(specOf('next', { workspace: { path: 'a' } }));
    for (const path of paths) expect(await t.redis.exists(t.keys.workspace(path))).toBe(0);
  });

  it('of a job that continues another pass from one continuation to the next', async () => {
    const lease = await runningJob(t.store, { workspace: { path: 'shared' } });
    await commitAnswers(t.store, lease, 1);
    await t.store.finish(lease, FAILED);
    const second = await resumed(t.store, lease.jobId);
    await expect(t.store.createJob(spec('intruder'))).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
    const running = await take(t.store, second.jobId);
    await t.store.copyCheckpoint({ jobId: lease.jobId }, running, { step: 'RESUMED' });
    await t.store.finish(running, FAILED);
    const third = await resumed(t.store, second.jobId);
    await expect(t.store.createJob(spec('intruder'))).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
    await t.store.requestControl(third.jobId, 'CANCEL');
    expect(await t.store.createJob(spec('intruder'))).toMatchObject({ status: 'QUEUED' });
  });
});

describe('a long list of versions', () => {
  it.each([null, 250])(
    'reads the same in one piece and in parts (history limit %j)',
    async (historyLimit) => {
      const limited = openRedisStore(server.url, { historyLimit });
      const { store } = limited;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 320);
      for (const after of [-1, 0, 7, 100, 319, 320, 400]) {
        const inParts: number[] = [];
        for (let at = after; ; at = inParts.at(-1) ?? at) {
          const { records } = await store.versionsAfter(lease.jobId, at, 50);
          if (records.length === 0) break;
          inParts.push(...records.map(({ version }) => version));
        }
        const whole = await store.versionsAfter(lease.jobId, after, 1000);
        expect(whole.records.map(({ version }) => version)).toEqual(inParts);
        expect(whole).toMatchObject({ job: { version: 320 }, oldest: historyLimit === null ? 1 : 71 });
      }
      expect(await store.versionsAfter('nobody', 0, 1000)).toEqual({ job: null, records: [], oldest: null });
      await limited.dispose();
    },
  );
});

describe('lists', () => {
  it('whose items are all in one bucket read in order, every one once', async () => {
    const near = t.store.newJobId();
    const made: string[] = [];
    for (let i = 0; i < 70; i++) {
      const jobId = t.store.newJobId(i % 8 === 0 ? undefined : near);
      await runningJob(t.store, { jobId }).then((lease) => commitAnswers(t.store, lease, 1));
      made.push(jobId);
    }
    for (const first of [7, 33, 69, 70]) {
      for (const list of [
        (page: PageRequest) => t.store.listActive(page),
        (page: PageRequest) => t.store.listJobs(page),
      ]) {
        const found: string[] = [];
        for (let after: string | undefined; ; ) {
          const { items, hasNextPage } = await list(after === undefined ? { first } : { first, after });
          found.push(...items.map(({ node }) => ('job' in node ? node.job.jobId : node.jobId)));
          expect(hasNextPage).toBe(found.length < made.length);
          if (hasNextPage) expect(items).toHaveLength(first);
          after = items.at(-1)?.cursor;
          if (!hasNextPage) break;
        }
        expect([...found].sort()).toEqual([...made].sort());
      }
    }
  });
});
