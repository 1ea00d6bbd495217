import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Model, ModelCallError, type ModelFailure, type Upstream } from '../../src/agent/model/model.ts';
import { openModel } from '../../src/agent/model/registry.ts';
import type { UpstreamEvent } from '../../src/agent/watch.ts';
import { UpstreamGate } from '../../src/jobs/upstream/gate.ts';
import { CallHeldError } from '../../src/jobs/upstream/held.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { upstreamKey } from '../../src/store/keys.ts';
import { answerOf } from '../support/agent-run.ts';
import { ask, modelSettings } from '../support/models.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';

/** Gates of several workers on one real Redis. */

const log = pino({ level: 'silent' });
let server: RedisForTests;
let client: Redis;
let open: (() => void)[];
let events: string[];
let upstream: Upstream;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
  client = connectRedis(server.url, { role: 'commands', log });
});
afterAll(async () => {
  client.disconnect();
  await server.stop();
});
beforeEach(() => {
  open = [];
  events = [];
  upstream = { id: `deepseek/m ${crypto.randomUUID()}`, provider: 'deepseek', label: 'DeepSeek' };
});
afterEach(() => {
  for (const close of open) close();
});

interface Worker {
  gate: UpstreamGate;
  subscriber: Redis;
  /** A call that ends as it is said; rejects with what the call or the gate throws. */
  call(end?: ModelCallError | { exhaustedMs?: number; says?: string }): Promise<void>;
}

/** Resolves once it hears what the others tell. */
async function worker(): Promise<Worker> {
  const redis = connectRedis(server.url, { role: 'commands', log });
  const subscriber = connectRedis(server.url, { role: 'subscriber', log });
  // What comes after the end of a test is none of the next one's.
  const told = events;
  const onEvent = (provider: string, event: UpstreamEvent) => told.push(`${provider} ${event}`);
  const breaker = { failures: 3, openMs: 60_000 };
  const gate = new UpstreamGate({ redis, subscriber, tenant: 'default', breaker, log, onEvent });
  open.push(() => {
    gate.close();
    redis.disconnect();
    subscriber.disconnect();
  });
  // On a busy machine the first connection may take longer than a command of its role is given.
  await until(() => redis.ping(), { what: 'Redis answers' });
  // Answered behind the gate's own.
  await subscriber.subscribe('retoma:{default}:upstreams');
  return {
    gate,
    subscriber,
    async call(end = {}) {
      await gate.admit(upstream);
      const model: Model = {
        id: 'deepseek/m',
        upstream,
        async ask({ onDelta, onExhausted }) {
          if (end instanceof ModelCallError) throw end;
          if (end.exhaustedMs !== undefined) onExhausted?.(end.exhaustedMs);
          if (end.says !== undefined) onDelta?.({ kind: 'TEXT', text: end.says });
          return answerOf({ text: 'done' });
        },
      };
      await ask(gate.watch(model));
    },
  };
}

function failure(code: ModelFailure, retryAfterMs: number | null = null): ModelCallError {
  return new ModelCallError(code, `It is ${code}.`, { provider: 'deepseek', retryAfterMs });
}

/** Calls that fail so, and reject with that. */
async function fails(who: Worker, error: ModelCallError): Promise<void> {
  await expect(who.call(error)).rejects.toBe(error);
}

async function heldUp(who: Worker): Promise<CallHeldError> {
  try {
    await who.gate.admit(upstream);
  } catch (error) {
    if (error instanceof CallHeldError) return error;
    throw error;
  }
  throw new Error('The call was not held up.');
}

/** As soon as this worker has heard of it. */
function holdsUp(who: Worker): Promise<CallHeldError> {
  return until(() => heldUp(who), { what: 'the call is held up' });
}

function passes(who: Worker): Promise<boolean> {
  return until(() => who.call().then(() => true), { what: 'the call is made' });
}

/** The time of what keeps it closed is over, for all who look anew. */
async function timePasses(): Promise<void> {
  await client.hset(upstreamKey('default', upstream.id), 'until', 1, 'probe', 1);
}

async function scriptsRun(): Promise<number> {
  const stats = await client.info('commandstats');
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

describe('while all is well', () => {
  it('costs one look for each worker, and then nothing', async () => {
    const [one, other] = [await worker(), await worker()];
    for (const who of [one, other]) await who.call();
    const before = await scriptsRun();
    for (let call = 0; call < 100; call++) {
      await one.call();
      await other.call();
    }
    expect(await scriptsRun()).toBe(before);
    expect(await client.exists(upstreamKey('default', upstream.id))).toBe(0);
    expect(events).toEqual([]);
  });

  it('lets pass what has no upstream', async () => {
    const { gate } = await worker();
    expect(gate.admit(undefined)).toBeUndefined();
    const model: Model = { id: 'scripted/x', ask: async () => answerOf({ text: 'done' }) };
    expect(gate.watch(model)).toBe(model);
  });
});

describe('a limit', () => {
  it('that one call ran into holds up those of all workers until its time', async () => {
    const [one, other] = [await worker(), await worker()];
    for (const who of [one, other]) await who.call();
    const before = Date.now();
    await fails(one, failure('RATE_LIMITED', 60_000));
    for (const who of [one, other, await worker()]) {
      const { until: at, failure: why } = await holdsUp(who);
      expect(at.getTime()).toBeGreaterThan(before + 59_000);
      // Spread over half the time.
      expect(at.getTime()).toBeLessThan(Date.now() + 91_000);
      expect(why).toMatchObject({ code: 'RATE_LIMITED', retryable: true, provider: 'deepseek' });
      expect(why.message).toMatch(
        /^DeepSeek takes no more requests until \d{4}-.*Z, as it told another call\. This job did not call it and goes on by itself\.$/,
      );
    }
    expect(events.filter((event) => event === 'deepseek LIMITED')).toHaveLength(1);
    const ttl = await client.pttl(upstreamKey('default', upstream.id));
    expect(ttl).toBeGreaterThan(60_000);
    expect(ttl).toBeLessThanOrEqual(660_000);
  });

  it('does not hold up calls with another key or of another model', async () => {
    const one = await worker();
    await fails(one, failure('RATE_LIMITED', 60_000));
    await heldUp(one);
    upstream = { ...upstream, id: `${upstream.id} other` };
    await one.call();
  });

  it('is told by an ordinary answer, too, and the longest counts', async () => {
    const [one, other] = [await worker(), await worker()];
    await one.call({ exhaustedMs: 30_000 });
    await holdsUp(other);
    const before = Date.now();
    await one.gate
      .watch({
        id: 'deepseek/m',
        upstream,
        ask: async ({ onExhausted }) => {
          onExhausted?.(90_000);
          onExhausted?.(10_000);
          return answerOf({ text: 'done' });
        },
      })
      .ask({ messages: [], tools: [], signal: new AbortController().signal });
    await until(async () => (await heldUp(other)).until.getTime() > before + 89_000, {
      what: 'it is longer',
    });
  });

  it('without a time is guessed, for longer each time, and forgotten with an answer', async () => {
    const key = upstreamKey('default', upstream.id);
    // Long enough that the time of a guess cannot pass while the test looks at it.
    await client.hset(key, 'strikes', 5);
    for (const [strikes, guessMs] of [
      [6, 32_000],
      [7, 60_000],
    ] as const) {
      const who = await worker();
      const before = Date.now();
      await fails(who, failure('RATE_LIMITED'));
      const told = Number(await client.hget(key, 'until'));
      expect(told).toBeGreaterThanOrEqual(before + guessMs);
      expect(told).toBeLessThanOrEqual(Date.now() + guessMs);
      // Those that were under way say the same again.
      const model: Model = { id: 'm', upstream, ask: () => Promise.reject(failure('RATE_LIMITED')) };
      await expect(ask(who.gate.watch(model))).rejects.toThrow();
      expect(await client.hmget(key, 'strikes', 'until')).toEqual([String(strikes), String(told)]);
      await timePasses();
    }
    await passes(await worker());
    await until(async () => (await client.exists(key)) === 0, { what: 'all is forgotten' });
  });

  it('of a day is cut to an hour', async () => {
    const one = await worker();
    await fails(one, failure('RATE_LIMITED', 86_400_000));
    expect((await heldUp(one)).until.getTime()).toBeLessThan(Date.now() + 3_631_000);
  });
});

describe('the breaker', () => {
  async function opened(): Promise<Worker[]> {
    const workers = [await worker(), await worker()];
    for (const [index, code] of (['PROVIDER_ERROR', 'TIMEOUT', 'CONNECTION_LOST'] as const).entries()) {
      const who = workers[index % 2];
      if (who !== undefined) await fails(who, failure(code));
    }
    return workers;
  }

  it('opens when calls keep failing, whichever jobs and workers they are of', async () => {
    const workers = await opened();
    for (const who of workers) {
      const { failure: why, until: at } = await holdsUp(who);
      expect(why.code).toBe('PROVIDER_ERROR');
      expect(why.message).toMatch(
        /^DeepSeek failed 3 calls in a row, those of other jobs included, and is left alone until \d{4}-.*Z\. This job did not/,
      );
      expect(at.getTime()).toBeGreaterThan(Date.now() + 50_000);
    }
    // What was under way when it opened fails as well.
    const model: Model = { id: 'm', upstream, ask: () => Promise.reject(failure('PROVIDER_ERROR')) };
    for (const { gate } of workers) await expect(ask(gate.watch(model))).rejects.toThrow();
    expect(await client.hmget(upstreamKey('default', upstream.id), 'failures', 'trips')).toEqual(['3', '1']);
    expect(events.filter((event) => !event.endsWith('HELD'))).toEqual(['deepseek OPENED']);
  });

  it('stays closed while answers come between the failures', async () => {
    const one = await worker();
    for (let round = 0; round < 3; round++) {
      await fails(one, failure('PROVIDER_ERROR'));
      await fails(one, failure('TIMEOUT'));
      await one.call();
      await until(async () => (await client.exists(upstreamKey('default', upstream.id))) === 0, {
        what: 'the failures are forgotten',
      });
    }
    expect(events).toEqual([]);
  });

  it('lets one call probe, and closes with its first word', async () => {
    await opened();
    await timePasses();
    const [prober, waiting] = [await worker(), await worker()];
    await prober.gate.admit(upstream);
    const held = await heldUp(waiting);
    expect(held.failure.message).toMatch(/one call is trying whether it is back/);
    expect(held.until.getTime()).toBeLessThan(Date.now() + 10_000);

    const finish = Promise.withResolvers<void>();
    const speaking = ask(
      prober.gate.watch({
        id: 'deepseek/m',
        upstream,
        async ask({ onDelta }) {
          onDelta?.({ kind: 'TEXT', text: 'Here' });
          await finish.promise;
          return answerOf({ text: 'Here I am.' });
        },
      }),
    );
    await passes(waiting);
    finish.resolve();
    await speaking;
    await until(() => events.includes('deepseek CLOSED'), { what: 'it is told that the breaker closed' });
    expect(events.filter((event) => !event.endsWith('HELD'))).toEqual(['deepseek OPENED', 'deepseek CLOSED']);
  });

  it('closes at once when a call that was under way is answered after all', async () => {
    const [one, other] = await opened();
    if (one === undefined || other === undefined) throw new Error('there are two');
    await holdsUp(other);
    const model: Model = { id: 'm', upstream, ask: async () => answerOf({ text: 'done' }) };
    await ask(one.gate.watch(model));
    await passes(other);
  });

  it('opens again, for twice as long, when the probe fails', async () => {
    await opened();
    await timePasses();
    const prober = await worker();
    await fails(prober, failure('PROVIDER_ERROR'));
    expect((await heldUp(prober)).until.getTime()).toBeGreaterThan(Date.now() + 110_000);
    expect(events.filter((event) => event.endsWith('OPENED'))).toHaveLength(2);
  });

  it('gives the probe to another when the prober is not heard of again', async () => {
    await opened();
    await timePasses();
    await (await worker()).gate.admit(upstream);
    await timePasses();
    await (await worker()).gate.admit(upstream);
  });

  it.each(['AUTHENTICATION', 'BAD_REQUEST', 'QUOTA', 'ANSWER_TOO_LARGE'] as const)(
    'closes with %s: whoever refuses, or says too much, is there',
    async (code) => {
      await opened();
      await timePasses();
      const prober = await worker();
      await fails(prober, failure(code));
      await prober.call();
      expect(events).toContain('deepseek CLOSED');
    },
  );

  it('counts neither what was stopped from outside nor an answer that cannot be used', async () => {
    const one = await worker();
    const stopped = AbortSignal.abort(new Error('stop'));
    const model: Model = { id: 'm', upstream, ask: () => Promise.reject(failure('PROVIDER_ERROR')) };
    for (let call = 0; call < 5; call++) {
      await expect(ask(one.gate.watch(model), { signal: stopped })).rejects.toThrow();
      await fails(one, failure('INVALID_RESPONSE'));
    }
    await one.call();
    expect(events).toEqual([]);
  });
});

describe('what is known', () => {
  it('is looked up anew when the channel was lost', async () => {
    const [one, other] = [await worker(), await worker()];
    await one.call();
    one.subscriber.disconnect(true);
    await fails(other, failure('RATE_LIMITED', 60_000));
    await holdsUp(one);
  });

  it('is nothing that does not fit: a channel is open to whoever can reach Redis', async () => {
    const one = await worker();
    await one.call();
    const messages = [
      '',
      '{',
      '[]',
      '["x"]',
      JSON.stringify([upstream.id, 'x']),
      JSON.stringify([upstream.id, [1]]),
    ];
    for (const message of messages) await client.publish('retoma:{default}:upstreams', message);
    await client.publish(
      'retoma:{default}:upstreams',
      JSON.stringify([upstream.id, [-5, 'LIMIT', 0, 0, 0, 0]]),
    );
    await one.call();
  });

  it('names the account by a digest, and never the key', () => {
    const ids = ['sk-secret-one', 'sk-secret-two'].flatMap((apiKey) =>
      ['deepseek/m', 'deepseek/n'].map((id) => {
        const settings = modelSettings('http://127.0.0.1:1/v1');
        settings.providers.deepseek = { ...settings.providers.deepseek, apiKey };
        return openModel(id, settings).upstream?.id ?? '';
      }),
    );
    expect(new Set(ids).size).toBe(4);
    expect(ids.join(' ')).not.toContain('secret');
    expect(openModel('scripted/hello', modelSettings('http://127.0.0.1:1/v1')).upstream).toBeUndefined();
  });
});

it('a Redis that is away holds up no call', async () => {
  const own = await startRedis();
  const redis = connectRedis(own.url, { role: 'commands', log });
  const subscriber = connectRedis(own.url, { role: 'subscriber', log });
  const gate = new UpstreamGate({
    ...{ redis, subscriber, tenant: 'default', log },
    breaker: { failures: 1, openMs: 60_000 },
  });
  try {
    await until(() => redis.status === 'ready', { what: 'the connection is there' });
    await own.kill();
    await until(() => redis.status !== 'ready', { what: 'the connection is gone' });
    await gate.admit(upstream);
  } finally {
    gate.close();
    redis.disconnect();
    subscriber.disconnect();
    await own.stop();
  }
});
