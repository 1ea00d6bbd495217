import { randomUUID } from 'node:crypto';
import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JOB_BUCKETS, jobChannel, Keys } from '../../src/store/keys.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { type ClusterForTests, startCluster } from '../support/redis-cluster.ts';
import { chores } from './conformance/chores.ts';
import { continuing } from './conformance/continuing.ts';
import {
  commitAnswers,
  FAILED,
  newJob,
  openCall,
  runningJob,
  type StoreLimits,
} from './conformance/setup.ts';
import { randomWalks } from './conformance/walk.ts';

let cluster: ClusterForTests;

beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);

afterAll(() => cluster.stop());

const makeStore = async (limits?: StoreLimits) => {
  const redis = cluster.connect();
  const store = new RedisStore({ redis, tenant: `test-${randomUUID()}`, ...limits });
  return {
    store,
    async dispose() {
      await store.close();
      await redis.quit();
    },
  };
};

/** Every script has to find all its keys on one node; one that reaches over to another slot fails here. */
describe('the Redis store on a cluster of three nodes', () => {
  describe('continuing another job', () => continuing(makeStore));
  describe('chores', () => chores(makeStore));
  describe('random walks', () => randomWalks(makeStore));

  describe('the names of keys', () => {
    it('put all that a script touches into one slot, and the buckets into many', async () => {
      const redis: Cluster = cluster.connect();
      const keys = new Keys('default');
      const slots = new Set<number>();
      for (const jobId of ['a', '{x}', 'a}{b', '}', '日本語 👩‍👩‍👧', '123', 'x'.repeat(255)]) {
        const of = await Promise.all(
          Object.values(keys.ofJob(jobId)).map((key) => redis.cluster('KEYSLOT', key)),
        );
        expect(new Set(of).size).toBe(1);
        expect(await redis.cluster('KEYSLOT', jobChannel('default', jobId))).toBe(of[0]);
      }
      for (let bucket = 0; bucket < JOB_BUCKETS; bucket++) {
        slots.add(await redis.cluster('KEYSLOT', keys.ofBucket(bucket).live));
      }
      expect(slots.size).toBe(JOB_BUCKETS);
      await redis.quit();
    });

    it('keep a new id beside another when asked to', async () => {
      const { store, dispose } = await makeStore();
      const keys = new Keys('default');
      for (const near of ['any', '{id}', store.newJobId()]) {
        expect(keys.bucketOf(store.newJobId(near))).toBe(keys.bucketOf(near));
      }
      await dispose();
    });
  });

  it('copies between slots through the client, calls and sealed blocks included', async () => {
    const { store, dispose } = await makeStore();
    const keys = new Keys('default');
    const source = await runningJob(store);
    await commitAnswers(store, source, 5);
    await store.recordIntents(source, [openCall('a', source.epoch)]);
    await store.finish(source, FAILED);
    await store.settle();
    const wanted = await store.load(source.jobId);
    let jobId = store.newJobId();
    while (keys.bucketOf(jobId) === keys.bucketOf(source.jobId)) jobId = store.newJobId();
    await newJob(store, { jobId });
    const { lease } = await store.acquire(jobId, { workerId: 'w', nonce: 'n' });
    if (lease === null) throw new Error('not taken');
    const copy = await store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' });
    expect(copy).toMatchObject({ jobId, version: 1, step: 'RESUMED', turns: 5, messageCount: 5 });
    const { messages, openToolCalls } = wanted ?? {};
    expect(await store.load(jobId)).toMatchObject({ messages, openToolCalls });
    expect(openToolCalls).toHaveLength(1);
    expect(await store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' })).toEqual(copy);
    await dispose();
  });

  it('lists over all nodes', async () => {
    const { store, dispose } = await makeStore();
    const leases = await Promise.all(Array.from({ length: 40 }, () => runningJob(store)));
    await Promise.all(leases.map((lease) => commitAnswers(store, lease, 1)));
    const page = await store.listActive({ first: 100 });
    expect(page.total).toBe(40);
    expect(page.items.map(({ node }) => node.job.jobId).sort()).toEqual(
      leases.map(({ jobId }) => jobId).sort(),
    );
    await dispose();
  });
});
