import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEPT_SAMPLES, type Ledger, type Report, type Sample } from '../../src/metrics/ledger.ts';
import { MemoryLedger } from '../../src/metrics/memory-ledger.ts';
import { RedisLedger } from '../../src/metrics/redis-ledger.ts';
import { metricsKeys } from '../../src/store/keys.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';

let server: RedisForTests;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function report(overrides: Partial<Omit<Report, 'counts'>> & { counts?: Record<string, number> }): Report {
  const { counts = {}, ...rest } = overrides;
  return { processId: 'a', number: 1, subscribers: 0, ...rest, counts: new Map(Object.entries(counts)) };
}

function sampleAt(minute: number): Sample {
  const gauges = { queued: 0, running: 0, waitingRetry: 0, paused: 0, activeCheckpoints: 0 };
  return {
    at: minute * 60_000 + 5,
    counts: { 'commit-bytes': minute },
    gauges: { ...gauges, workers: 1, subscribers: 0, usedBytes: null },
  };
}

describe.each<[string, () => Ledger]>([
  ['memory', () => new MemoryLedger()],
  ['Redis', () => new RedisLedger(redis, `test-${randomUUID()}`)],
])('the ledger in %s', (_name, makeLedger) => {
  it('adds up what processes report', async () => {
    const ledger = makeLedger();
    expect(await ledger.read()).toMatchObject({ beganAt: null, subscribers: 0, totals: new Map() });
    await ledger.add(report({ processId: 'a', counts: { x: 2, 'y z': 1 }, subscribers: 3 }));
    await ledger.add(report({ processId: 'b', counts: { x: 5 }, subscribers: 4 }));
    await ledger.add(report({ processId: 'a', number: 2, counts: { x: 1 }, subscribers: 1 }));
    const { readAt, beganAt, totals, subscribers } = await ledger.read();
    expect(Object.fromEntries(totals)).toEqual({ x: 8, 'y z': 1 });
    expect(subscribers).toBe(5);
    expect(beganAt).toBeGreaterThan(readAt - 60_000);
  });

  it('adds a report that is sent again once', async () => {
    const ledger = makeLedger();
    for (const number of [1, 1, 2, 2]) await ledger.add(report({ number, counts: { x: 1 } }));
    expect((await ledger.read()).totals.get('x')).toBe(2);
  });

  it('keeps one sample for each minute, newest first, and a day of them', async () => {
    const ledger = makeLedger();
    const last = KEPT_SAMPLES + 20;
    for (let minute = 1; minute <= last; minute++) {
      expect(await ledger.keepSample(sampleAt(minute))).toBe(true);
    }
    expect(await ledger.keepSample(sampleAt(last))).toBe(false);
    expect(await ledger.keepSample(sampleAt(last - 1))).toBe(false);
    expect(await ledger.samples(2)).toEqual([sampleAt(last), sampleAt(last - 1)]);
    expect(await ledger.samples(10_000)).toHaveLength(KEPT_SAMPLES);
  });
});

describe('the ledger in Redis', () => {
  const tenant = `test-${randomUUID()}`;
  const keys = metricsKeys(tenant);

  it('keeps nothing for ever, and all of it as long as anything is reported', async () => {
    const ledger = new RedisLedger(redis, tenant);
    await ledger.add(report({ counts: { x: 1 } }));
    await ledger.keepSample(sampleAt(1));
    for (const key of Object.values(keys))
      expect(await redis.pttl(key), key).toBeGreaterThan(89 * 86_400_000);
  });

  it('counts no more than so many names apart, however many models there are', async () => {
    const ledger = new RedisLedger(redis, tenant);
    const models = Array.from({ length: 3000 }, (_, i): [string, number] => [`tokens made/up-${i} total`, 1]);
    await ledger.add(report({ processId: 'many', counts: Object.fromEntries(models) }));
    await ledger.add(report({ processId: 'many', number: 2, counts: { 'tokens made/up-1 total': 1, x: 1 } }));
    const { totals } = await ledger.read();
    expect(totals.size).toBeLessThanOrEqual(2001);
    expect(totals.get('tokens made/up-1 total')).toBe(2);
    expect([...totals.values()].reduce((sum, count) => sum + count, 0)).toBe(1 + 3000 + 2);
    expect(totals.get('tokens other total')).toBeGreaterThan(900);
  });

  it('forgets processes that ended, and does not count their subscribers', async () => {
    const ledger = new RedisLedger(redis, tenant);
    const long = Date.now() - 2 * 3600_000;
    await redis.hset(keys.processes, 'gone', `${long} 7 100`, 'silent', `${Date.now() - 31_000} 7 100`);
    await ledger.add(report({ processId: 'new', subscribers: 2 }));
    expect((await ledger.read()).subscribers).toBe(2);
    expect(await redis.hexists(keys.processes, 'gone')).toBe(0);
    expect(await redis.hexists(keys.processes, 'silent')).toBe(1);
  });

  it('tells what Redis takes of its memory', async () => {
    const ledger = new RedisLedger(redis, tenant);
    expect(await ledger.memory()).toEqual({ usedBytes: expect.any(Number), maxBytes: null });
    await redis.config('SET', 'maxmemory', '100mb');
    expect(await ledger.memory()).toMatchObject({ maxBytes: 104_857_600 });
    await redis.config('SET', 'maxmemory', '0');
  });

  it('cannot be reached: says so', async () => {
    const away = new Redis('/nowhere.sock', {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    away.on('error', () => undefined);
    const ledger = new RedisLedger(away, tenant);
    for (const call of [() => ledger.read(), () => ledger.samples(1), () => ledger.memory()]) {
      await expect(call()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    }
    away.disconnect();
  });
});
