import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchCheckpoints } from '../../resolvers/watch-checkpoints.ts';
import { RedisWakeups } from '../../src/api/wakeups.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import type { Wakeup } from '../../src/store/contract.ts';
import { jobChannel } from '../../src/store/keys.ts';
import { answerOn, COMPLETED, commitAnswers, runningJob } from '../store/conformance/setup.ts';
import { contextOf, testDeps } from '../support/api.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../support/redis-store.ts';
import { until } from '../support/wait.ts';

/** Longer than any test: whatever arrives was not brought by the timer. */
const NEVER_MS = 2 ** 30;
const silent = pino({ level: 'silent' });

let server: RedisForTests;
let opened: RedisStoreForTests;
let connection: Redis;
let wakeups: RedisWakeups;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

function open(lookAgainMs = NEVER_MS): void {
  connection = connectRedis(server.url, { role: 'subscriber', log: silent, name: 'watching' });
  wakeups = new RedisWakeups({ connection, tenant: opened.tenant, log: silent, lookAgainMs });
}

beforeEach(() => {
  opened = openRedisStore(server.url);
  opened.redis.on('error', () => undefined);
  open();
});

afterEach(async () => {
  wakeups.close();
  connection.disconnect();
  await opened.dispose();
});

/** What a watcher hears; `null` comes first, as soon as the subscription holds. */
async function hearing(jobId: string | null) {
  const heard: (Wakeup | null)[] = [];
  const stop = wakeups.watch(jobId, (wakeup) => heard.push(wakeup));
  await until(() => heard.length > 0, { what: 'the subscription holds' });
  expect(heard).toEqual([null]);
  heard.length = 0;
  return { heard, stop };
}

async function channels(): Promise<string[]> {
  return (await opened.redis.pubsub('CHANNELS')) as string[];
}

/** Cuts the connections that subscribe, as a network does. */
async function cutSubscribers(): Promise<void> {
  await opened.redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
}

describe('wake-ups through Redis', () => {
  it('reach all who watch, over one subscription', async () => {
    const lease = await runningJob(opened.store);
    const { jobId } = lease;
    const watchers = [await hearing(jobId)];
    for (let more = 0; more < 9; more++) {
      const heard: (Wakeup | null)[] = [];
      watchers.push({ heard, stop: wakeups.watch(jobId, (wakeup) => heard.push(wakeup)) });
    }
    await commitAnswers(opened.store, lease, 1);
    for (const { heard } of watchers) {
      await until(() => heard.length > 0, { what: 'the wake-up' });
      expect(heard).toEqual([{ jobId, version: 1, status: 'RUNNING' }]);
    }
    expect(await opened.redis.pubsub('NUMSUB', jobChannel(opened.tenant, jobId))).toEqual([
      jobChannel(opened.tenant, jobId),
      1,
    ]);
    for (const { stop } of watchers) stop();
    await until(async () => (await channels()).length === 0, { what: 'the subscription is ended' });
    expect(wakeups.size).toBe(0);
  });

  it('of all jobs reach who watches all, those of one job only who watches that', async () => {
    const [a, b] = [await runningJob(opened.store), await runningJob(opened.store)];
    const all = await hearing(null);
    const one = await hearing(a.jobId);
    await commitAnswers(opened.store, b, 1);
    await commitAnswers(opened.store, a, 1);
    await until(() => all.heard.length === 2 && one.heard.length === 1, { what: 'all wake-ups' });
    expect(all.heard.map((wakeup) => wakeup?.jobId)).toEqual([b.jobId, a.jobId]);
    expect(one.heard.map((wakeup) => wakeup?.jobId)).toEqual([a.jobId]);
  });

  it('survive any order of watching and stopping', async () => {
    const lease = await runningJob(opened.store);
    const { jobId } = lease;
    for (let times = 0; times < 50; times++) {
      const stop = wakeups.watch(jobId, () => undefined);
      if (times % 3 === 0) await channels();
      stop();
      // A second call changes nothing.
      stop();
    }
    const { heard } = await hearing(jobId);
    await commitAnswers(opened.store, lease, 1);
    await until(() => heard.length === 1, { what: 'the wake-up' });
  });

  it('ignore what is no wake-up', async () => {
    const { jobId } = await runningJob(opened.store);
    const { heard } = await hearing(jobId);
    const channel = jobChannel(opened.tenant, jobId);
    for (const message of ['nonsense', '{}', 'null', '[1]', '{"jobId":7,"version":1,"status":"RUNNING"}']) {
      await opened.redis.publish(channel, message);
    }
    await opened.redis.publish(channel, JSON.stringify({ jobId, version: 5, status: 'RUNNING' }));
    await until(() => heard.length > 0, { what: 'the wake-up' });
    expect(heard).toEqual([{ jobId, version: 5, status: 'RUNNING' }]);
  });

  it('come again after their connection was cut, beginning with a call to look again', async () => {
    const lease = await runningJob(opened.store);
    const { heard } = await hearing(lease.jobId);
    await cutSubscribers();
    await until(() => heard.includes(null), { what: 'the call to look again' });
    await commitAnswers(opened.store, lease, 1);
    await until(() => heard.length === 2, { what: 'the wake-up' });
    expect(heard).toEqual([null, { jobId: lease.jobId, version: 1, status: 'RUNNING' }]);
  });

  it('call to look again only once the subscription holds again', async () => {
    const lease = await runningJob(opened.store);
    const numSub: Promise<unknown>[] = [];
    const channel = jobChannel(opened.tenant, lease.jobId);
    wakeups.watch(lease.jobId, () => numSub.push(opened.redis.pubsub('NUMSUB', channel)));
    await until(() => numSub.length === 1, { what: 'the first' });
    for (let times = 2; times < 10; times++) {
      await cutSubscribers();
      await until(() => numSub.length === times, { what: 'the next' });
    }
    for (const reply of await Promise.all(numSub)) expect(reply).toEqual([channel, 1]);
  });

  it('end without harm when the connection is gone', async () => {
    const { jobId } = await runningJob(opened.store);
    const rejections: unknown[] = [];
    const note = (error: unknown) => void rejections.push(error);
    process.on('unhandledRejection', note);
    try {
      const { stop } = await hearing(jobId);
      connection.disconnect();
      await until(() => connection.status === 'end', { what: 'the connection is closed' });
      stop();
      await opened.redis.ping();
      await new Promise((resolve) => setImmediate(resolve));
      expect(rejections).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it('look again on a timer', async () => {
    wakeups.close();
    connection.disconnect();
    open(20);
    const { jobId } = await runningJob(opened.store);
    const heard: (Wakeup | null)[] = [];
    wakeups.watch(jobId, (wakeup) => heard.push(wakeup));
    await until(() => heard.length >= 3, { what: 'the timer' });
    expect(heard.every((wakeup) => wakeup === null)).toBe(true);
  });

  it('are tried for again when Redis refuses the subscription', async () => {
    const lease = await runningJob(opened.store);
    await opened.redis.acl('SETUSER', 'default', '-subscribe');
    const heard: (Wakeup | null)[] = [];
    try {
      wakeups.watch(lease.jobId, (wakeup) => heard.push(wakeup));
      await until(async () => ((await opened.redis.call('ACL', 'LOG')) as unknown[]).length > 0, {
        what: 'Redis refused it',
      });
      expect(heard).toEqual([]);
    } finally {
      await opened.redis.acl('SETUSER', 'default', '+subscribe');
    }
    await until(() => heard.length > 0, { what: 'the subscription holds' });
    await commitAnswers(opened.store, lease, 1);
    await until(() => heard.some((wakeup) => wakeup?.version === 1), { what: 'the wake-up' });
  });
});

describe('a subscriber to a job', () => {
  it.each([
    ['its connection is cut', cutSubscribers],
    ['Redis is restarted', () => server.restart()],
  ])('sees each version once, in order, while %s again and again', async (_, strike) => {
    const context = contextOf(testDeps({ store: opened.store, wakeups }));
    const lease = await runningJob(opened.store);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { node } of await watchCheckpoints({ jobId: lease.jobId }, context)) {
        seen.push(node.record.version);
      }
    })();
    for (let version = 0; version < 40; version++) {
      if (version % 10 === 5) await strike();
      // Redis may be away for a moment.
      await until(() => opened.store.commit(lease, answerOn(version)), { what: `version ${version + 1}` });
    }
    await until(() => opened.store.finish(lease, COMPLETED), { what: 'the end' });
    await reading;
    expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });
});
