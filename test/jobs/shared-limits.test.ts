import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { startWorker } from '../../src/jobs/worker.ts';
import { openRedis } from '../../src/redis/open.ts';
import type { LetGo } from '../../src/store/contract.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { jobSpec } from '../support/agent-run.ts';
import { rateLimited, startFakeModelServer } from '../support/fake-model-server.ts';
import { startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

const JOBS = 24;
const SLOTS = 4;
const REFUSED_MS = 2_000;

it('jobs that share a key do not each run into the same wall', async () => {
  const log = pino({ level: 'silent' });
  const server = await startRedis({ args: ['--appendonly', 'no'] });
  onTestFinished(() => server.stop());
  let refusedUntil = Number.POSITIVE_INFINITY;
  let refused = 0;
  const model = await startFakeModelServer({
    respond: ({ turn }) => {
      // The wall comes up when some have been answered, and down after its time.
      if (model.requests.length === 4) refusedUntil = performance.now() + REFUSED_MS;
      if (model.requests.length < 4 || performance.now() > refusedUntil) {
        return { do: 'answer', text: `Answer ${turn}.` };
      }
      refused += 1;
      return rateLimited(String(REFUSED_MS / 1000));
    },
  });
  onTestFinished(() => model.stop());

  const config = loadConfig({
    REDIS_URL: server.url,
    WORKSPACE_ROOT: tempDir(),
    WORKER_CONCURRENCY: String(SLOTS),
    SHUTDOWN_TIMEOUT_MS: '10000',
    DEEPSEEK_API_KEY: 'sk-secret-key',
    DEEPSEEK_BASE_URL: model.url,
  });
  const redis = await openRedis(config, log);
  const store = new MemoryStore();
  const letGo: LetGo[] = [];
  const doLetGo = store.letGo.bind(store);
  store.letGo = (lease, how) => {
    letGo.push(how);
    return doLetGo(lease, how);
  };
  const queue = new JobQueue(redis.connect('commands'), store, log);
  const options = { config, redis, store, tenant: 'default', log };
  const workers = [await startWorker(options), await startWorker(options)];
  onTestFinished(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    await redis.close();
  });

  const jobIds = Array.from({ length: JOBS }, (_, index) => `job-${index}`);
  for (const jobId of jobIds) {
    const spec = jobSpec({ jobId, model: 'deepseek/deepseek-v4-pro', workspace: { path: jobId } });
    await queue.enqueue(await store.createJob(spec));
  }
  const statuses = async () => (await store.getJobs(jobIds)).map((job) => job?.status);
  await until(async () => (await statuses()).every((status) => status === 'COMPLETED'), {
    what: 'all jobs complete',
  }).catch(async (error: Error) => {
    throw new Error(`${error.message}: ${await statuses()}, ${refused} refused`);
  });

  // No slot runs into it twice: by then it knows.
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThanOrEqual(2 * SLOTS);
  expect(model.requests).toHaveLength(JOBS + refused);
  const held = letGo.filter((how) => how.to === 'WAITING_RETRY' && how.counts === 'NOTHING');
  expect(held.length).toBeGreaterThan(0);
  for (const how of held) {
    expect(how).toMatchObject({
      failure: { code: 'RATE_LIMITED', message: expect.stringMatching(/^DeepSeek takes no/) },
    });
  }
  // Not all at once.
  const times = held.map((how) => (how.to === 'WAITING_RETRY' ? how.until.getTime() : 0));
  expect(new Set(times).size).toBeGreaterThan(Math.min(2, held.length) - 1);
});
