import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisStore } from '../../src/store/redis-store.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { childEnv } from '../support/child-env.ts';
import { openEventStream } from '../support/event-stream.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';
import { TRANSPORTS, watch } from '../support/watch.ts';
import { workByHand } from '../support/work-by-hand.ts';
import { expectProblem } from './problem-shape.ts';

const MAIN = fileURLToPath(new URL('../../src/api/main.ts', import.meta.url));

let redis: RedisForTests;
let env: Record<string, string>;
let api: ApiProcess;
let client: Redis;
/** What a worker would use. */
let store: RedisStore;

beforeAll(async () => {
  redis = await startRedis({ port: true });
  env = { REDIS_URL: redis.url, DEFAULT_MODEL: 'deepseek/deepseek-v4-pro' };
  client = new Redis(redis.url);
  client.on('error', () => undefined);
  store = new RedisStore({ redis: client });
  api = await startApiProcess({ env });
});

afterAll(async () => {
  await api.kill();
  client.disconnect();
  await redis.stop();
});

async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text, json: () => JSON.parse(text) };
}

async function failedJob(): Promise<string> {
  const { jobId } = (await ask('POST', '/webhook', { prompt: 'Do it.' })).json();
  await workByHand(store, jobId, { turns: 2 });
  return jobId;
}

/** A process that is expected to end by itself. */
async function runToItsEnd(given: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env: childEnv({ ...env, ...given }) });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

describe('the API process', () => {
  it('is ready with Redis, and says what a save survives', async () => {
    const { status, json } = await ask('GET', '/ready');
    expect([status, json()]).toMatchObject([200, { status: 'ready', durability: { level: 'ALWAYS' } }]);
  });

  it('queues what it takes, and strikes the chore', async () => {
    const { jobId } = (await ask('POST', '/webhook', { prompt: 'Do it.', jobId: '{a}:b/c 🚀' })).json();
    expect((await ask('GET', `/jobs/${encodeURIComponent(jobId)}`)).json()).toMatchObject({
      jobId,
      status: 'QUEUED',
    });
    expect(await client.keys('*wait')).toHaveLength(1);
    expect(await store.takeChores(10, 1000)).toEqual([]);
  });

  it('starts one run for 20 resumes at once, also when they come to two processes', async () => {
    const other = await startApiProcess({ env });
    try {
      const jobId = await failedJob();
      const calls = Array.from({ length: 20 }, async (_, index) => {
        const { url } = index % 2 === 0 ? api : other;
        const answer = await fetch(`${url}/checkpoints/${jobId}/resume`, { method: 'POST' });
        const { jobId: made } = (await answer.json()) as { jobId: string };
        return { status: answer.status, jobId: made };
      });
      const answers = await Promise.all(calls);
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
      expect(new Set(answers.map((answer) => answer.jobId)).size).toBe(1);
    } finally {
      await other.kill();
    }
  });

  it('makes one job of one idempotency key, whichever process gets it', async () => {
    const submit = (url: string) =>
      fetch(`${url}/webhook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'main-test' },
        body: '{"prompt":"Once."}',
      }).then((response) => response.json() as Promise<{ jobId: string }>);
    const other = await startApiProcess({ env });
    try {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => submit(n % 2 ? api.url : other.url)),
      );
      expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1);
    } finally {
      await other.kill();
    }
  });

  it('tells at /metrics of all processes, and of itself under other names', async () => {
    const other = await startApiProcess({ env });
    const stream = await openEventStream(`${api.url}/graphql`, {
      query: 'subscription { jobChanged { status } }',
    });
    const numberAt = async (url: string, name: string) => {
      const body = await (await fetch(`${url}/metrics`)).text();
      return new RegExp(`^${name} (\\d+)$`, 'm').exec(body)?.[1];
    };
    try {
      await until(async () => (await numberAt(other.url, 'retoma_subscribers')) === '1', {
        what: 'the other process tells of the subscription here',
      });
      expect(await numberAt(api.url, 'retoma_api_subscribers')).toBe('1');
      expect(await numberAt(other.url, 'retoma_api_subscribers')).toBe('0');
      await failedJob();
      const failed = /^retoma_jobs_ended_total\{status="FAILED",path="STRAIGHT"\} [1-9]/m;
      for (const { url } of [api, other])
        expect(await (await fetch(`${url}/metrics`)).text()).toMatch(failed);
      stream.stop();
      await until(async () => (await numberAt(other.url, 'retoma_subscribers')) === '0', {
        what: 'the subscription is gone',
      });
    } finally {
      stream.stop();
      await other.kill();
    }
  });

  it('refuses to resume bytes that are damaged, and leaves them as they are', async () => {
    const jobId = await failedJob();
    const damaged = await damageLog(jobId);
    const resumed = await ask('POST', `/checkpoints/${jobId}/resume`);
    expectProblem(resumed, { status: 409, code: 'CHECKPOINT_CORRUPT' });
    expect((await ask('GET', `/checkpoints/${jobId}/can-resume`)).json()).toMatchObject({
      reason: 'CORRUPT',
    });
    expectProblem(await ask('GET', `/checkpoints/${jobId}/messages`), {
      status: 409,
      code: 'CHECKPOINT_CORRUPT',
    });
    expect((await ask('GET', `/checkpoints/${jobId}`)).status).toBe(200);
    expect((await client.lrangeBuffer(damaged.key, 0, -1)).map(String)).toEqual(damaged.bytes.map(String));
  });
});

/** Flips a byte in the first segment of a job's log. */
async function damageLog(jobId: string): Promise<{ key: string; bytes: Buffer[] }> {
  const lists: string[] = [];
  for (const key of await client.keys('retoma:*')) {
    if ((await client.type(key)) === 'list') lists.push(key);
  }
  for (const key of lists) {
    const [first] = await client.lrangeBuffer(key, 0, 0);
    if (first === undefined) continue;
    const damaged = Buffer.from(first);
    damaged[damaged.length - 2] = (damaged.at(-2) ?? 0) ^ 1;
    await client.lset(key, 0, damaged);
    const broken = await store.load(jobId).then(
      () => false,
      () => true,
    );
    if (broken) return { key, bytes: await client.lrangeBuffer(key, 0, -1) };
    await client.lset(key, 0, first);
  }
  throw new Error(`No list of Redis holds the log of ${jobId}.`);
}

describe('without Redis', () => {
  it('lives, is not ready, answers 503, and is back when Redis is', async () => {
    const jobId = await failedJob();
    await redis.kill();
    expect((await ask('GET', '/health')).status).toBe(200);
    const unavailable = { status: 503, code: 'STORE_UNAVAILABLE' };
    for (const [method, path, body] of [
      ['GET', '/ready'],
      ['GET', `/jobs/${jobId}`],
      ['GET', '/checkpoints'],
      ['POST', '/webhook', { prompt: 'x' }],
      ['POST', `/checkpoints/${jobId}/resume`],
      ['DELETE', `/checkpoints/${jobId}`],
    ] as const) {
      const answer = await ask(method, path, body);
      expectProblem(answer, unavailable);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    await redis.restart();
    await until(async () => (await ask('GET', '/ready')).status === 200, { what: 'the API is ready again' });
    expect((await ask('GET', `/checkpoints/${jobId}`)).json()).toMatchObject({ jobId, version: 4 });
  });
});

describe('start and end', () => {
  it('ends at SIGTERM with 0, once what it was asked is answered', async () => {
    const ending = await startApiProcess({ env });
    const port = Number(new URL(ending.url).port);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const body = '{"prompt":"Late."}';
    const head = `POST /webhook HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json`;
    socket.write(`${head}\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`);
    // The server asks for the body: the request is under way.
    await once(socket, 'data');
    const ended = ending.kill('SIGTERM');
    await until(() => ending.output().includes('closing'), { what: 'the signal was heard' });
    socket.write(body);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('202 Accepted');
    await ended;
    expect(ending.output()).toContain('"closed"');
    await expect(fetch(`${ending.url}/health`)).rejects.toThrow();
  });

  it('ends at SIGTERM while it is watched, and those who watch see a lost connection', async () => {
    const ending = await startApiProcess({ env });
    const { jobId } = (await ask('POST', '/webhook', { prompt: 'Do it.' })).json();
    await workByHand(store, jobId, { turns: 1, end: 'RUNNING' });
    const query =
      'subscription ($jobId: ID) { checkpointSaved(jobId: $jobId) { node { version job { status } } } }';
    const begun = await Promise.all(
      TRANSPORTS.map(async (transport) => {
        const results = watch(transport, `${ending.url}/graphql`, { query, variables: { jobId } });
        for (const version of [1, 2]) {
          expect((await results.next()).value.data.checkpointSaved.node.version).toBe(version);
        }
        return results;
      }),
    );
    const endings = begun.map((results) =>
      results.next().then(
        ({ done }) => (done ? 'an end' : 'a result'),
        () => 'a lost connection',
      ),
    );
    await ending.kill('SIGTERM');
    expect(await Promise.all(endings)).toEqual(['a lost connection', 'a lost connection']);
    expect(ending.output()).toContain('"closed"');
  });

  it('says in one line that the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      const { code, errors } = await runToItsEnd({ PORT: String(port) });
      expect(code).toBe(1);
      expect(errors.trim()).toBe(
        `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set PORT to another one.`,
      );
    } finally {
      taken.close();
    }
  });

  it('does not start with a wrong environment', async () => {
    const { code, errors } = await runToItsEnd({ PORT: 'x', DEFAULT_MODEL: 'y' });
    expect(code).toBe(1);
    expect(errors).toMatch(/PORT: .*DEFAULT_MODEL: /s);
    expect(errors).not.toContain(' at ');
  });
});
