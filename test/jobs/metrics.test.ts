import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JobQueue } from '../../src/jobs/queue.ts';
import { durationsOf, interruptedCallsOf } from '../../src/metrics/figures.ts';
import { RedisLedger } from '../../src/metrics/redis-ledger.ts';
import { withTally } from '../../src/metrics/sampling.ts';
import { byLabel, type Totals } from '../../src/metrics/totals.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { jobSpec } from '../support/agent-run.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../support/worker-process.ts';

/** Two real worker processes, one of which is killed or told to end: what both counted adds up. */

const usage = { input: 100, output: 20, reasoning: 5, cached: 40 };
const call = { toolCalls: [{ name: 'list_files', arguments: {} }], usage };
/** Two turns with a tool call, and the last answer: five versions. */
const script = { answers: [call, call, { text: 'all done', usage }] };

let server: RedisForTests;
let home: string;
let client: Redis;
let store: RedisStore;
let ledger: RedisLedger;
let queue: JobQueue;
let workers: WorkerProcess[];

beforeEach(async () => {
  server = await startRedis();
  home = tempDir();
  await mkdir(join(home, 'scripts'));
  await writeFile(join(home, 'scripts', 'short.json'), JSON.stringify(script));
  client = new Redis(server.url, { maxRetriesPerRequest: null });
  store = new RedisStore({ redis: client });
  ledger = new RedisLedger(client, 'default');
  queue = new JobQueue(client, store, pino({ level: 'silent' }));
  workers = [];
});

afterEach(async () => {
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map((worker) => worker.exited));
  client.disconnect();
  await server.stop();
});

async function startWorker(options: Omit<WorkerProcessOptions, 'env'> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    ...options,
    env: {
      REDIS_URL: server.url,
      DATA_DIR: join(home, 'data'),
      WORKSPACE_ROOT: join(home, 'workspaces'),
      SCRIPTS_DIR: join(home, 'scripts'),
    },
  });
  workers.push(worker);
  return worker;
}

async function submit(): Promise<string> {
  const jobId = store.newJobId();
  const spec = jobSpec({ jobId, model: 'scripted/short', workspace: { path: jobId } });
  await queue.enqueue(await store.createJob(spec));
  return jobId;
}

/** The totals, once they are as wanted. Says what they were when that never comes. */
async function totalsWhen(wanted: (totals: Totals) => boolean, what: string): Promise<Totals> {
  let seen: Totals = new Map();
  const look = async () => {
    seen = withTally((await ledger.read()).totals, await store.tally());
    return wanted(seen);
  };
  await until(look, { what }).catch((error: Error) => {
    const found = JSON.stringify(Object.fromEntries(seen), null, 1);
    const said = workers.map((worker) => worker.output()).join('\n---\n');
    throw new Error(`${error.message}\n${found}\n${said}`);
  });
  return seen;
}

const commits = (totals: Totals) => durationsOf(totals, 'commit-time').count;

it('a killed worker: what it reported and what its successor did add up', async () => {
  const killed = await startWorker({ stopAt: [{ point: 'tool-running', nth: 2, action: 'HOLD' }] });
  const jobId = await submit();
  await killed.reached('tool-running', jobId);
  await killed.reached('tool-running', jobId);
  await startWorker();
  // A process that is killed loses what it counted in the last second.
  await totalsWhen((totals) => commits(totals) === 3, 'the first worker has reported three versions');
  killed.kill();
  await killed.exited;

  const totals = await totalsWhen(
    (now) => now.has('ended COMPLETED INTERRUPTED') && commits(now) === 5,
    'the second worker has finished the job and reported',
  );
  expect(Object.fromEntries(totals)).toMatchObject({
    ...{ 'created NEW': 1, 'resumed CRASH': 1, 'resume-ended CRASH COMPLETED': 1, 'saved-turns': 2 },
    ...{ 'saved scripted/short input': 200, 'saved scripted/short cached': 80 },
    ...{ 'tokens scripted/short input': 300, 'tokens scripted/short output': 60 },
    ...{ 'tokens scripted/short reasoning': 15, 'tokens scripted/short calls': 3 },
    ...{ 'model-call scripted ANSWERED': 3, 'tool-run list_files DONE': 2 },
  });
  expect(interruptedCallsOf(totals)).toEqual([{ policy: 'PURE', outcome: 'RUN_AGAIN', count: 1 }]);
  expect(durationsOf(totals, 'model-time', 'scripted').count).toBe(3);
  expect(durationsOf(totals, 'tool-time', 'list_files').count).toBe(2);
  expect([...byLabel(totals, 'worker-died').values()]).toEqual([1]);
  const [taken, goingOn] = [
    durationsOf(totals, 'recovery-time', 'TAKEN'),
    durationsOf(totals, 'recovery-time', 'GOING_ON'),
  ];
  expect([taken.count, goingOn.count]).toEqual([1, 1]);
  // The time of the death is that of its last heartbeat.
  expect(taken.totalSeconds).toBeGreaterThan(0);
  expect(goingOn.totalSeconds).toBeGreaterThanOrEqual(taken.totalSeconds);
  // Sent is what was added, and not the state each time.
  expect(totals.get('commit-bytes')).toBeLessThan((totals.get('commit-state-bytes') ?? 0) / 2);
  expect(totals.get('round-trips WORKER')).toBeGreaterThan(10);
  expect(totals.get('lease-lost') ?? 0).toBe(0);
});

it('a worker that is told to end reports what it counted, and is no failure', async () => {
  const leaving = await startWorker({ stopAt: [{ point: 'before-model-call', nth: 2, action: 'HOLD' }] });
  const jobId = await submit();
  await leaving.reached('before-model-call', jobId);
  const held = await leaving.reached('before-model-call', jobId);
  await startWorker();
  leaving.kill('SIGTERM');
  held.go();
  await leaving.exited;
  const totals = await totalsWhen(
    (now) => now.has('ended COMPLETED INTERRUPTED') && commits(now) === 5,
    'the second worker has finished the job and reported',
  );
  expect(Object.fromEntries(totals)).toMatchObject({
    ...{ 'resumed HAND_OVER': 1, 'resume-ended HAND_OVER COMPLETED': 1 },
    'tokens scripted/short calls': 3,
  });
  expect(totals.has('resumed CRASH')).toBe(false);
  expect([...byLabel(totals, 'worker-died')]).toEqual([]);
});
