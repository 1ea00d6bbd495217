import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisStore } from '../../src/store/redis-store.ts';
import { answerOn, runningJob } from '../store/conformance/setup.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { RedisProxy } from './proxy/proxy.ts';
import { Values, wordsOf } from './proxy/resp.ts';

let server: RedisForTests;
let proxy: RedisProxy;
let client: Redis;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
});
afterAll(() => server.stop());
beforeEach(async () => {
  proxy = await RedisProxy.listen(server.url);
  client = new Redis(proxy.url, { retryStrategy: () => 10, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
});
afterEach(async () => {
  client.disconnect();
  await proxy.close();
});

describe('the reader of the protocol', () => {
  const VALUES = [
    '+OK\r\n',
    '-ERR no\r\n',
    ':12\r\n',
    '$-1\r\n',
    '$4\r\na\r\nb\r\n',
    '*-1\r\n',
    '*2\r\n*1\r\n:1\r\n$1\r\nx\r\n',
    '%1\r\n+a\r\n_\r\n',
  ];

  it('finds whole values, wherever the stream is cut', () => {
    const bytes = Buffer.from(VALUES.join(''));
    for (let at = 0; at <= bytes.length; at++) {
      const values = new Values();
      const found = [...values.push(bytes.subarray(0, at)), ...values.push(bytes.subarray(at))];
      expect(found.map(String)).toEqual(VALUES);
    }
  });

  it('reads the first words of a command', () => {
    const command = Buffer.from('*3\r\n$7\r\nevalsha\r\n$3\r\nabc\r\n$1\r\n1\r\n');
    expect(wordsOf(command, 2)).toEqual(['EVALSHA', 'abc']);
    expect(wordsOf(command, 9)).toEqual(['EVALSHA', 'abc', '1']);
  });
});

describe('the proxy', () => {
  it('carries commands and replies in order, also when the delay ends in the middle', async () => {
    proxy.delay(30);
    const first = Array.from({ length: 20 }, (_, i) => client.rpush('list', String(i)));
    await first[0];
    const later = Array.from({ length: 20 }, (_, i) => client.rpush('list', String(20 + i)));
    proxy.delay(0);
    const last = Array.from({ length: 20 }, (_, i) => client.rpush('list', String(40 + i)));
    await Promise.all([...first, ...later, ...last]);
    expect(await client.lrange('list', 0, -1)).toEqual(Array.from({ length: 60 }, (_, i) => String(i)));
  });

  it('cuts after Redis has carried out a commit, so often as it was told', async () => {
    const store = new RedisStore({ redis: client });
    const lease = await runningJob(store);
    await store.commit(lease, answerOn(0));
    proxy.loseReplies('commit', 2);
    expect(await store.commit(lease, answerOn(1))).toMatchObject({ version: 2 });
    expect(proxy.lost).toBe(2);
    await client.script('FLUSH');
    proxy.loseReplies('commit', 0);
    expect(await store.commit(lease, answerOn(2))).toMatchObject({ version: 3 });
    expect(proxy.lost).toBe(2);
  });

  it('lets nothing through while it is frozen, and everything afterwards', async () => {
    await client.ping();
    proxy.freeze();
    let isAnswered = false;
    const answer = client.set('frozen', '1').then(() => {
      isAnswered = true;
    });
    const direct = new Redis(server.url);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([isAnswered, await direct.exists('frozen')]).toEqual([false, 0]);
    direct.disconnect();
    proxy.thaw();
    await answer;
  });

  it('loses replies without a word until it is reset', async () => {
    await client.ping();
    proxy.deafen();
    const lost = client.incr('counted');
    const direct = new Redis(server.url);
    while ((await direct.get('counted')) === null);
    direct.disconnect();
    proxy.reset();
    // Sent again by the client over the new connection.
    expect(await lost).toBe(2);
  });

  it('answers like a Redis that still loads', async () => {
    await client.ping();
    proxy.startLoading();
    const impatient = new Redis(proxy.url, { enableReadyCheck: false });
    await expect(impatient.get('x')).rejects.toThrow('LOADING');
    const waiting = client.get('x');
    proxy.endLoading();
    expect(await waiting).toBeNull();
    impatient.disconnect();
  });
});
