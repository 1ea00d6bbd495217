import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Model, ModelCallError } from '../../src/agent/model/model.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { type RunningWorker, startWorker } from '../../src/jobs/worker.ts';
import { type OpenRedis, openRedis } from '../../src/redis/open.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord, JobSpec } from '../../src/store/records.ts';
import { answerOf, jobSpec } from '../support/agent-run.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

/** Workers of one process, so that a test holds their models in its hand; the store is the memory of this process. */

const log = pino({ level: 'silent' });
let server: RedisForTests;
let redis: OpenRedis;
let store: MemoryStore;
let queue: JobQueue;
let config: Config;
let workers: RunningWorker[];

beforeEach(async () => {
  server = await startRedis();
  config = loadConfig({
    REDIS_URL: server.url,
    WORKSPACE_ROOT: tempDir(),
    WORKER_CONCURRENCY: '1',
    SHUTDOWN_TIMEOUT_MS: '10000',
  });
  redis = await openRedis(config, log);
  store = new MemoryStore();
  queue = new JobQueue(redis.connect('commands'), store, log);
  workers = [];
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await queue.close();
  await redis.close();
  await server.stop();
});

type Ask = Model['ask'];

async function work(ask: Ask, over: Partial<Config> = {}): Promise<RunningWorker> {
  const model: Model = { id: 'test/model', ask };
  const worker = await startWorker({
    config: { ...config, ...over },
    redis,
    store,
    tenant: 'default',
    log,
    openModel: () => model,
    tools: [],
  });
  workers.push(worker);
  return worker;
}

async function accept(jobId: string, over: Partial<JobSpec> = {}): Promise<JobRecord> {
  return store.createJob(jobSpec({ jobId, workspace: { path: jobId }, ...over }));
}

async function submit(jobId: string, over: Partial<JobSpec> = {}): Promise<void> {
  await queue.enqueue(await accept(jobId, over));
}

function reaches(jobId: string, status: JobRecord['status']): Promise<JobRecord> {
  return until(
    async () => {
      const job = await store.getJob(jobId);
      return job?.status === status ? job : null;
    },
    { what: `${jobId} is ${status}` },
  );
}

const done: Ask = () => Promise.resolve(answerOf({ text: 'done' }));

/** Which job it is asked about: each prompt is its job's id. */
function promptOf(messages: Parameters<Ask>[0]['messages']): string {
  const prompt = messages.find((message) => message.role === 'user');
  return prompt?.role === 'user' ? prompt.text : '';
}

describe('a worker', () => {
  it('runs a job that was queued, any id, and queued twice once', async () => {
    const asked: string[] = [];
    await work((request) => {
      asked.push(promptOf(request.messages));
      return done(request);
    });
    for (const jobId of ['a:b', '123', 'ünïcode {x}']) {
      const job = await accept(jobId, {
        prompt: jobId,
        workspace: { path: `w${asked.length}${jobId.length}` },
      });
      await queue.enqueue(job);
      await queue.enqueue(job);
      await reaches(jobId, 'COMPLETED');
    }
    expect(asked).toEqual(['a:b', '123', 'ünïcode {x}']);
    expect((await store.takeChores(10, 1000)).filter((chore) => chore.kind === 'QUEUE')).toEqual([]);
  });

  it('queues by itself what was accepted and then forgotten by a process that died', async () => {
    await work(done);
    await accept('forgotten');
    expect((await reaches('forgotten', 'COMPLETED')).attempts).toBe(1);
  });

  it('frees its only slot while a job waits for a rate limit, and takes the job again by itself', async () => {
    const limited = new Set(['limited']);
    const order: string[] = [];
    await work((request) => {
      const jobId = promptOf(request.messages);
      order.push(jobId);
      if (limited.delete(jobId)) {
        throw new ModelCallError('RATE_LIMITED', 'Slow down.', { provider: 'test', retryAfterMs: 1_000 });
      }
      return done(request);
    });
    await submit('limited', { prompt: 'limited' });
    await reaches('limited', 'WAITING_RETRY');
    await submit('other', { prompt: 'other' });
    await reaches('other', 'COMPLETED');
    const job = await reaches('limited', 'COMPLETED');
    expect(order).toEqual(['limited', 'other', 'limited']);
    expect(job).toMatchObject({ attempts: 2, crashes: 0 });
  });

  it('obeys a wish within a second or so, also when no wake-up comes', async () => {
    const asked = Promise.withResolvers<void>();
    await work(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          asked.resolve();
        }),
    );
    await submit('endless');
    await asked.promise;
    await store.requestControl('endless', 'PAUSE');
    await reaches('endless', 'PAUSED');
    await queue.enqueue(await store.continueJob('endless'));
    await reaches('endless', 'RUNNING');
    await store.requestControl('endless', 'CANCEL');
    await reaches('endless', 'CANCELLED');
  });
});

describe('a worker that closes', () => {
  it('lets the running step end, and another goes on from there', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const first = await work(async () => {
      asked.resolve();
      await answer.promise;
      return answerOf({ text: 'half', cut: true });
    });
    await submit('job');
    await asked.promise;
    const closed = first.close();
    await work(done);
    answer.resolve();
    await closed;
    const job = await reaches('job', 'COMPLETED');
    expect(job).toMatchObject({ turns: 2, attempts: 2, crashes: 0, workerId: workers[1]?.workerId });
  });

  it('cuts off a step that takes too long; the other asks again', async () => {
    const asked = Promise.withResolvers<void>();
    const first = await work(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          asked.resolve();
        }),
      { shutdownTimeoutMs: 200 },
    );
    await submit('job');
    await asked.promise;
    await first.close();
    expect(await store.getJob('job')).toMatchObject({ status: 'QUEUED', crashes: 0 });
    await work(done);
    expect(await reaches('job', 'COMPLETED')).toMatchObject({ turns: 1, attempts: 2, crashes: 0 });
  });
});

describe('a worker without jobs', () => {
  it('closes without waiting for a Redis that is away', async () => {
    const worker = await work(done, { shutdownTimeoutMs: 600_000 });
    await server.kill();
    await worker.close();
  });
});

describe('the callback of a job', () => {
  it('is sent right after its end, and again until it is taken', async () => {
    const answers = [503, 200];
    const received: string[] = [];
    const receiver = createServer(async (request, response) => {
      for await (const _ of request);
      received.push(String(request.headers['webhook-id']));
      response.writeHead(answers.shift() ?? 500).end();
    }).listen(0, '127.0.0.1');
    try {
      await once(receiver, 'listening');
      await work(done);
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
      await submit('job', { callback: { url, secret: null } });
      await until(() => received.length === 2, { what: 'two attempts' });
      expect(received[1]).toBe(received[0]);
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
  });
});
