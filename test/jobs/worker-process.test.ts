import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobQueue } from '../../src/jobs/queue.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { jobSpec } from '../support/agent-run.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

/** How worker processes begin when they cannot, and end when they cannot hand anything over. */

const thinks = { answers: [{ text: 'never said', delayMs: 600_000 }] };
const log = pino({ level: 'silent' });

let server: RedisForTests;
let home: string;
let client: ReturnType<typeof connectRedis>;
let queue: JobQueue;
let store: RedisStore;
let worker: WorkerProcess | undefined;

beforeEach(async () => {
  server = await startRedis();
  home = tempDir();
  await mkdir(join(home, 'scripts'));
  await writeFile(join(home, 'scripts', 'thinks.json'), JSON.stringify(thinks));
  client = connectRedis(server.url, { role: 'blocking', log });
  store = new RedisStore({ redis: client });
  queue = new JobQueue(client, store, log);
  worker = undefined;
});

afterEach(async () => {
  worker?.kill();
  await worker?.exited;
  client.disconnect();
  await server.stop();
});

async function start(shutdownTimeoutMs: number, env = {}): Promise<WorkerProcess> {
  worker = await startWorkerProcess({
    env: {
      REDIS_URL: server.url,
      WORKSPACE_ROOT: join(home, 'workspaces'),
      SCRIPTS_DIR: join(home, 'scripts'),
      SHUTDOWN_TIMEOUT_MS: String(shutdownTimeoutMs),
      ...env,
    },
  });
  return worker;
}

async function run(jobId: string): Promise<void> {
  await queue.enqueue(await store.createJob(jobSpec({ jobId, model: 'scripted/thinks' })));
  await until(async () => (await store.getJob(jobId))?.status === 'RUNNING', { what: `${jobId} runs` });
}

/** Of the process, or what it printed when it does not end. */
async function exitCode(of: WorkerProcess): Promise<number | null> {
  let code: number | null | undefined;
  void of.exited.then((end) => {
    code = end.code;
  });
  await until(() => code !== undefined, { what: 'the worker ends' }).catch((error: Error) => {
    throw new Error(`${error.message}\n${of.output()}`);
  });
  return code ?? null;
}

describe('a worker process whose WORKSPACE_ROOT is a file', () => {
  it('does not begin, and says so in one line', async () => {
    const root = join(home, 'scripts', 'thinks.json');
    await expect(start(100, { WORKSPACE_ROOT: root })).rejects.toThrow(
      /:\nWORKSPACE_ROOT \(.*\) cannot be used: a part of the path is a file\. Set WORKSPACE_ROOT to .*\.\n$/,
    );
  });
});

describe('a worker process that is told to go while Redis is away', () => {
  it('ends without waiting for it when it is idle', async () => {
    const idle = await start(600_000);
    await server.kill();
    idle.kill('SIGTERM');
    expect(await exitCode(idle)).toBe(0);
    expect(idle.output()).toContain('"msg":"closed"');
  });

  it('ends at its shutdown timeout, and says which jobs are to be taken over', async () => {
    const busy = await start(100);
    await run('job');
    await server.kill();
    busy.kill('SIGTERM');
    expect(await exitCode(busy)).toBe(1);
    expect(busy.output()).toMatch(/"jobs":\["job"\],"msg":"closed, and jobs were not handed over/);
  });
});

describe('a worker process that is told to go twice', () => {
  it('ends at once', async () => {
    const busy = await start(600_000);
    await run('job');
    busy.kill('SIGTERM');
    await until(() => busy.output().includes('closing'), { what: 'the first signal arrives' });
    busy.kill('SIGTERM');
    expect(await exitCode(busy)).toBe(1);
  });
});
