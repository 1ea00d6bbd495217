import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/contract.ts';
import { CheckpointCorruptError, FormatUnsupportedError } from '../../src/store/errors.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../support/redis-store.ts';
import {
  answerOn,
  commitAnswers,
  FAILED,
  newJob,
  resumed,
  runningJob,
  specOf,
  take,
} from './conformance/setup.ts';

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

describe('damaged bytes', () => {
  async function failedWith(versions: number) {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, versions);
    await t.store.finish(lease, FAILED);
    return lease.jobId;
  }

  async function flipByte(jobId: string, index: number, at: number) {
    const { log } = t.keys.ofJob(jobId);
    const frame = await t.redis.lindexBuffer(log, index);
    if (frame === null) throw new Error('no such segment');
    frame[at < 0 ? frame.length + at : at] = (frame.at(at) ?? 0) ^ 0x10;
    await t.redis.lset(log, index, frame);
    return t.redis.lrangeBuffer(log, 0, -1);
  }

  it.each([0, 1, 3, 9, 20, -1])(
    'are an error that says where, and stay as they are (byte %i)',
    async (at) => {
      const jobId = await failedWith(4);
      const damaged = await flipByte(jobId, 2, at);
      const error = await t.store.load(jobId).catch((thrown: unknown) => thrown);
      expect([CheckpointCorruptError, FormatUnsupportedError].some((type) => error instanceof type)).toBe(
        true,
      );
      if (error instanceof CheckpointCorruptError) expect(error).toMatchObject({ jobId, version: 3 });
      expect(await t.redis.lrangeBuffer(t.keys.ofJob(jobId).log, 0, -1)).toEqual(damaged);
      expect((await t.store.getCheckpoint(jobId))?.damage).toMatch(/^(CORRUPT|FORMAT_UNSUPPORTED): /);
      // What does not need the damaged segment still reads.
      expect((await t.store.load(jobId, 2))?.messages).toHaveLength(2);
    },
  );

  it('in the history of a copy are told of version 1', async () => {
    const jobId = await failedWith(4);
    const { jobId: copied } = await resumed(t.store, jobId);
    const lease = await take(t.store, copied);
    await t.store.copyCheckpoint({ jobId }, lease, { step: 'RESUMED' });
    await flipByte(copied, 1, 12);
    await expect(t.store.load(copied)).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT', version: 1 });
  });

  it('are told of when a part of the log is missing', async () => {
    const jobId = await failedWith(3);
    await t.redis.rpop(t.keys.ofJob(jobId).log);
    await expect(t.store.load(jobId)).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT', jobId });
  });

  it.each(['', 'nonsense', '0,1,0[1,2', '0,1,0[1,1,1,1,"m",1,9,"s",1,[0,0,0,0,0,0],1,[],null]'])(
    'of a record (%j) take no list with them',
    async (line) => {
      const jobId = await failedWith(2);
      const whole = await failedWith(1);
      await t.redis.lset(t.keys.ofJob(jobId).versions, -1, line || ' ');
      const { items } = await t.store.listActive({ first: 10 });
      expect(items.map(({ node }) => node.job.jobId)).toEqual([whole, jobId]);
      expect(items[1]?.node).toMatchObject({
        record: { jobId, version: 2, turns: 2, messageCount: 2 },
        damage: expect.stringMatching(/^CORRUPT: /),
      });
      await expect(t.store.load(jobId)).rejects.toBeInstanceOf(CheckpointCorruptError);
    },
  );

  it('of a newer format are refused by name, and shown', async () => {
    const jobId = await failedWith(1);
    const { versions } = t.keys.ofJob(jobId);
    const line = (await t.redis.lindex(versions, 0)) ?? '';
    await t.redis.lset(versions, 0, line.replace(/",\d+,1,/, '",99,1,'));
    await expect(t.store.load(jobId)).rejects.toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      formatVersion: 99,
    });
    expect(await t.store.getCheckpoint(jobId)).toMatchObject({
      record: { formatVersion: 99 },
      damage: expect.stringMatching(/^FORMAT_UNSUPPORTED: /),
    });
  });

  it('are forgotten with the checkpoint that they were in', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await flipByte(lease.jobId, 0, 12);
    await expect(t.store.load(lease.jobId)).rejects.toBeInstanceOf(CheckpointCorruptError);
    await t.store.discardCheckpoint(lease);
    await t.store.commit(lease, answerOn(0));
    expect(await t.store.getCheckpoint(lease.jobId)).toMatchObject({ damage: null });
  });
});

/** Between a client and Redis: carries requests, and swallows answers when told to and cuts the connection instead. */
class Swallower {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Answers still to be let through before one is swallowed; null: all. */
  #letThrough: number | null = null;
  cuts = 0;

  constructor(target: string) {
    this.#server = createServer((client) => {
      const redis = connect(target);
      for (const socket of [client, redis]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          client.destroy();
          redis.destroy();
        });
      }
      client.pipe(redis);
      redis.on('data', (answer) => {
        if (this.#letThrough !== 0) {
          if (this.#letThrough !== null) this.#letThrough--;
          client.write(answer);
          return;
        }
        // Redis has carried it out, and the client will never know.
        this.#letThrough = null;
        this.cuts++;
        client.destroy();
      });
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  swallowAnswer(letThrough: number): void {
    this.#letThrough = letThrough;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

describe('an answer that is lost', () => {
  let proxy: Swallower;
  let redis: Redis;
  let store: RedisStore;

  beforeEach(async () => {
    proxy = new Swallower(server.url);
    const port = await proxy.listen();
    redis = new Redis({ port, host: '127.0.0.1', enableReadyCheck: false, retryStrategy: () => 10 });
    store = new RedisStore({ redis, tenant: `test-${randomUUID()}` });
  });
  afterEach(async () => {
    redis.disconnect();
    await proxy.close();
  });

  /** The client sends the call again by itself after it has connected anew. */
  async function lost<T>(call: (store: Store) => Promise<T>, letThrough = 0): Promise<T> {
    const before = proxy.cuts;
    proxy.swallowAnswer(letThrough);
    const answer = await call(store);
    expect(proxy.cuts).toBe(before + 1);
    return answer;
  }

  it('of a commit changes nothing the second time', async () => {
    const lease = await runningJob(store);
    await store.commit(lease, answerOn(0));
    const record = await lost(() => store.commit(lease, answerOn(1)));
    expect(record).toMatchObject({ version: 2, messageCount: 2 });
    expect(await store.getVersion(lease.jobId, 2)).toEqual(record);
    expect((await store.load(lease.jobId))?.messages).toHaveLength(2);
  });

  it('of a take-over gives the same lease', async () => {
    const { jobId } = await newJob(store);
    const { lease, job } = await lost(() => store.acquire(jobId, { workerId: 'w', nonce: 'n' }));
    expect(lease?.epoch).toBe(1);
    expect(job).toMatchObject({ attempts: 1, crashes: 0 });
  });

  it('of an end is answered as if it were the first', async () => {
    const lease = await runningJob(store);
    await store.commit(lease, answerOn(0));
    expect(await lost(() => store.finish(lease, FAILED))).toMatchObject({ status: 'FAILED', version: 1 });
  });

  it('of letting go counts one retry', async () => {
    const lease = await runningJob(store);
    const until = new Date(Date.now() + 1000);
    const job = await lost(() => store.letGo(lease, { to: 'WAITING_RETRY', until, failure: FAILED.failure }));
    expect(job).toMatchObject({ status: 'WAITING_RETRY', retries: 1 });
  });

  // First the claim on the folder is answered, then the record.
  it.each([0, 1])('of making a job (answer %i) makes one, and says so', async (letThrough) => {
    await newJob(store);
    const job = await lost(() => store.createJob(specOf('mine')), letThrough);
    expect(job).toMatchObject({ jobId: 'mine', status: 'QUEUED' });
    await expect(store.createJob(specOf('mine'))).rejects.toMatchObject({ code: 'JOB_EXISTS' });
  });

  it('of continuing makes one delivery', async () => {
    const { jobId } = await newJob(store);
    await store.requestControl(jobId, 'PAUSE');
    expect(await lost(() => store.continueJob(jobId))).toMatchObject({ status: 'QUEUED', delivery: 2 });
  });

  it('of a deletion is a deletion', async () => {
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    await store.finish(lease, FAILED);
    await lost(() => store.deleteCheckpoint(lease.jobId));
    expect(await store.getJob(lease.jobId)).toMatchObject({ checkpoint: 'DELETED' });
  });

  it('of a copy gives version 1', async () => {
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 3);
    await store.finish(lease, FAILED);
    const { jobId } = await resumed(store, lease.jobId);
    const next = await take(store, jobId);
    const copy = await lost(() => store.copyCheckpoint({ jobId: lease.jobId }, next, { step: 'RESUMED' }));
    expect(copy).toMatchObject({ jobId, version: 1, messageCount: 3 });
    expect(await store.load(jobId)).toMatchObject({ version: 1, messageCount: 3 });
  });
});

describe('a Redis that cannot', () => {
  it('be reached is STORE_UNAVAILABLE for every kind of call', async () => {
    const redis = new Redis({ port: 1, host: '127.0.0.1', maxRetriesPerRequest: 0, lazyConnect: true });
    redis.on('error', () => {});
    const store = new RedisStore({ redis });
    const lease = { jobId: 'job', epoch: 1, nonce: 'n', workerId: 'w' };
    for (const call of [
      () => store.getJob('job'),
      () => store.createJob(specOf('job')),
      () => store.commit(lease, answerOn(0)),
      () => store.load('job'),
      () => store.listActive({ first: 1 }),
      () => store.takeChores(1, 1),
      () => store.clearSources('job'),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.not.stringMatching(/127|ECONN|retoma:/),
      });
    }
    redis.disconnect();
  });

  it('write any more is STORE_UNAVAILABLE, and nothing is there by halves', async () => {
    const small = await startRedis({ args: ['--appendonly', 'no', '--maxmemory', '1'] });
    const full = openRedisStore(small.url);
    try {
      await expect(full.store.createJob(specOf('job'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(await full.store.getJob('job')).toBeNull();
      expect(await full.redis.dbsize()).toBe(0);
    } finally {
      await full.dispose();
      await small.stop();
    }
  });

  it('remember the scripts (it was restarted) is told them again', async () => {
    const lease = await runningJob(t.store);
    await t.store.commit(lease, answerOn(0));
    await t.redis.script('FLUSH');
    expect(await t.store.commit(lease, answerOn(1))).toMatchObject({ version: 2 });
    expect((await t.store.listJobs({ first: 10 })).items).toHaveLength(1);
  });
});
