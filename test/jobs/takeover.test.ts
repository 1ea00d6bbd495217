import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobQueue } from '../../src/jobs/queue.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import type { JobRecord, JobSpec } from '../../src/store/records.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { jobSpec } from '../support/agent-run.ts';
import { ON_ANOTHER_HOST } from '../support/on-another-host.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../support/worker-process.ts';

/** Real worker processes on a real Redis: what happens when they die, freeze, are told to go, or lose Redis. */

/** Reads the same file in each of its turns but the last. */
const TURNS = 6;
const script = {
  answers: [
    ...Array.from({ length: TURNS - 1 }, (_, turn) => ({
      text: `turn ${turn + 1}`,
      toolCalls: [{ name: 'list_files', arguments: {} }],
    })),
    { text: 'all done' },
  ],
};
const log = pino({ level: 'silent' });

/** Shows in the command line of the sleeping command of this test file, wherever it is looked at from. */
const MARK = `300.${process.pid}${Date.now()}`;

async function commandRuns(): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.some((line) => line.startsWith('sleep\0') && line.includes(MARK));
}

const slowCommand = {
  answers: [
    { toolCalls: [{ name: 'run_command', arguments: { command: `sleep ${MARK}` } }] },
    { text: 'never' },
  ],
};

const note = {
  answers: [
    { toolCalls: [{ name: 'run_command', arguments: { command: 'echo ran > ran.txt' } }] },
    { text: 'done' },
  ],
};

/** One answer of so many words, one every half second. */
const slowAnswer = {
  answers: [{ text: 'one two three four five six seven eight', delayMs: 4_500 }],
};

let server: RedisForTests;
let home: string;
let store: RedisStore;
let queue: JobQueue;
let client: ReturnType<typeof connectRedis>;
let workers: WorkerProcess[];

beforeEach(async () => {
  server = await startRedis();
  home = tempDir();
  await mkdir(join(home, 'scripts'));
  await writeFile(join(home, 'scripts', 'turns.json'), JSON.stringify(script));
  await writeFile(join(home, 'scripts', 'command.json'), JSON.stringify(slowCommand));
  await writeFile(join(home, 'scripts', 'note.json'), JSON.stringify(note));
  await writeFile(join(home, 'scripts', 'words.json'), JSON.stringify(slowAnswer));
  client = connectRedis(server.url, { role: 'blocking', log });
  store = new RedisStore({ redis: client });
  queue = new JobQueue(client, store, log);
  workers = [];
});

afterEach(async () => {
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map((worker) => worker.exited));
  client.disconnect();
  await server.stop();
});

async function startWorker(options: Partial<WorkerProcessOptions> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    ...options,
    env: {
      REDIS_URL: server.url,
      DATA_DIR: join(home, 'data'),
      WORKSPACE_ROOT: join(home, 'workspaces'),
      SCRIPTS_DIR: join(home, 'scripts'),
      SHUTDOWN_TIMEOUT_MS: '10000',
      // Longer than any wait here: it is never the queue that gives a job to another.
      LOCK_DURATION_MS: '300000',
      ...options.env,
    },
  });
  workers.push(worker);
  return worker;
}

async function submit(over: Partial<JobSpec> = {}): Promise<string> {
  const jobId = store.newJobId();
  const spec = jobSpec({ jobId, model: 'scripted/turns', workspace: { path: jobId }, ...over });
  await queue.enqueue(await store.createJob(spec));
  return jobId;
}

function ends(jobId: string, status: JobRecord['status']): Promise<JobRecord> {
  return until(
    async () => {
      const job = await store.getJob(jobId);
      return job?.status === status ? job : null;
    },
    { what: `job ends as ${status}` },
  ).catch(withOutput);
}

/** What the workers printed, for the message of a test that fails. */
function withOutput(error: Error): never {
  throw new Error(`${error.message}\n${workers.map((worker) => worker.output()).join('\n---\n')}`);
}

function commandBegins(): Promise<boolean> {
  return until(commandRuns, { what: 'the command runs' }).catch(withOutput);
}

/** How a process ends. @throws Error with what it printed when it does not */
async function endOf(worker: WorkerProcess): Promise<Awaited<WorkerProcess['exited']>> {
  const late = sleep(60_000, null, { ref: false });
  const end = await Promise.race([worker.exited, late]);
  if (end === null) throw new Error(`The worker did not end:\n${worker.output()}`);
  return end;
}

async function versionsOf(jobId: string): Promise<number[]> {
  const { records } = await store.versionsAfter(jobId, 0, 1000);
  return records.map((record) => record.version);
}

const ALL_VERSIONS = Array.from({ length: 2 * (TURNS - 1) + 1 }, (_, index) => index + 1);

describe('a worker that is killed', () => {
  it('in the middle: another, which lives, goes on from the last commit', async () => {
    const first = await startWorker({ killAt: { point: 'before-model-call', nth: 3 } });
    const jobId = await submit();
    await first.reached('taken', jobId);
    await startWorker();
    await first.exited;
    const job = await ends(jobId, 'COMPLETED');
    expect(job).toMatchObject({ result: 'all done', turns: TURNS, attempts: 2 });
    expect(await versionsOf(jobId)).toEqual(ALL_VERSIONS);
  });

  it('again and again, with progress in between: the job is carried to its end, from the last commit each time', async () => {
    const jobId = await submit();
    const kills = [
      { point: 'taken' },
      { point: 'before-model-call', nth: 2 },
      // With an answer in its hands; right after a commit; between intent and tool; with a result in its hands.
      { point: 'answered-not-committed', nth: 2 },
      { point: 'answer-committed' },
      { point: 'intent-committed' },
      { point: 'tool-ended', nth: 2 },
    ] as const;
    for (const killAt of kills) {
      const worker = await startWorker({ killAt });
      expect((await endOf(worker)).signal, worker.output()).toBe('SIGKILL');
    }
    await startWorker();
    const job = await ends(jobId, 'COMPLETED');
    expect(job).toMatchObject({ result: 'all done', turns: TURNS, attempts: kills.length + 1 });
    expect(await versionsOf(jobId)).toEqual(ALL_VERSIONS);
  });

  it('after it ended the job, before the queue was told: the next only acknowledges', async () => {
    const first = await startWorker({ killAt: { point: 'finished-queue-not-told' } });
    const jobId = await submit();
    await first.exited;
    const job = await ends(jobId, 'COMPLETED');
    const second = await startWorker();
    await until(async () => (await client.exists('{retoma}:jobs:active', '{retoma}:jobs:wait')) === 0, {
      what: 'the queue is empty',
    });
    expect(await store.getJob(jobId)).toEqual(job);
    expect(second.visits).toEqual([]);
  });

  it('three times at one version: the job is given up', async () => {
    const jobId = await submit();
    for (let crash = 1; crash <= 3; crash++) {
      const worker = await startWorker({ killAt: { point: 'before-model-call' } });
      await worker.exited;
    }
    await startWorker();
    const job = await ends(jobId, 'FAILED');
    expect(job).toMatchObject({ failure: { code: 'NO_PROGRESS' }, crashes: 3, attempts: 4 });
  });
});

describe('a worker that is frozen', () => {
  it('is ended before its jobs are taken, when it is on the same host', async () => {
    const frozen = await startWorker({ stopAt: [{ point: 'before-model-call', nth: 2, action: 'HOLD' }] });
    const jobId = await submit();
    await frozen.reached('before-model-call', jobId);
    await frozen.reached('before-model-call', jobId);
    frozen.kill('SIGSTOP');
    const other = await startWorker({ stopAt: [{ point: 'taken', action: 'HOLD' }] });
    const held = await other.reached('taken', jobId);
    expect(await endOf(frozen)).toEqual({ code: null, signal: 'SIGKILL' });
    held.go();
    await ends(jobId, 'COMPLETED');
  });

  it('starts no tool and ends when it wakes, when it is on another', async () => {
    const frozen = await startWorker({
      env: ON_ANOTHER_HOST,
      stopAt: [{ point: 'intent-committed', action: 'HOLD' }],
    });
    const jobId = await submit({ model: 'scripted/note' });
    const held = await frozen.reached('intent-committed', jobId);
    frozen.kill('SIGSTOP');
    await startWorker();
    const job = await ends(jobId, 'COMPLETED');
    held.go();
    frozen.kill('SIGCONT');
    expect(await endOf(frozen)).toEqual({ code: 1, signal: null });
    expect(frozen.output()).toContain('others have declared it dead');
    expect(await readdir(join(home, 'workspaces', jobId))).toEqual([]);
    expect(await store.getJob(jobId)).toEqual(job);
    expect(await versionsOf(jobId)).toEqual([1, 2, 3]);
  });

  it('changes nothing with what it still sends, when it is on another', async () => {
    const frozen = await startWorker({
      env: ON_ANOTHER_HOST,
      stopAt: [{ point: 'answered-not-committed', nth: 2, action: 'HOLD' }],
    });
    const jobId = await submit();
    await frozen.reached('answered-not-committed', jobId);
    const held = await frozen.reached('answered-not-committed', jobId);
    await startWorker();
    frozen.kill('SIGSTOP');
    const job = await ends(jobId, 'COMPLETED');
    held.go();
    frozen.kill('SIGCONT');
    expect((await endOf(frozen)).code).toBe(1);
    expect(frozen.visits.filter((visit) => visit.point === 'answer-committed')).toHaveLength(1);
    expect(await store.getJob(jobId)).toEqual(job);
    expect(await versionsOf(jobId)).toEqual(ALL_VERSIONS);
  });
});

describe('a worker that lives', () => {
  it('keeps its job while its event loop is blocked for two seconds', async () => {
    const busy = await startWorker({ stopAt: [{ point: 'before-model-call', action: 'HOLD' }] });
    const jobId = await submit();
    const held = await busy.reached('before-model-call', jobId);
    const idle = await startWorker();
    await busy.blockLoop(2_000);
    held.go();
    const job = await ends(jobId, 'COMPLETED');
    expect(job).toMatchObject({ attempts: 1, crashes: 0 });
    expect(idle.visits).toEqual([]);
  });

  it('keeps its job while Redis is killed and comes back', async () => {
    const busy = await startWorker({ stopAt: [{ point: 'before-model-call', nth: 2, action: 'HOLD' }] });
    const jobId = await submit();
    await busy.reached('before-model-call', jobId);
    const held = await busy.reached('before-model-call', jobId);
    const idle = await startWorker();
    const beats = () => client.zrange('{retoma}:workers', '0', '-1', 'WITHSCORES');
    await server.kill();
    await until(() => client.status !== 'ready', { what: 'the connection is gone' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    held.go();
    await server.restart();
    const before = await beats();
    await until(async () => (await beats()).every((value, i) => i % 2 === 0 || value !== before[i]), {
      what: 'both beat again',
    });
    const job = await ends(jobId, 'COMPLETED');
    expect(job).toMatchObject({ attempts: 1, crashes: 0, turns: TURNS });
    expect(idle.visits).toEqual([]);
  });
});

describe('a worker that is told to go', () => {
  it('commits the step that runs, hands the job over, and ends; no crash is counted', async () => {
    const leaving = await startWorker({ stopAt: [{ point: 'before-model-call', nth: 2, action: 'HOLD' }] });
    const jobId = await submit();
    await leaving.reached('before-model-call', jobId);
    const held = await leaving.reached('before-model-call', jobId);
    leaving.kill('SIGTERM');
    await until(() => leaving.output().includes('closing'), { what: 'it heard' });
    await startWorker();
    held.go();
    expect(await leaving.exited).toEqual({ code: 0, signal: null });
    expect(leaving.visits.filter((visit) => visit.point === 'answer-committed')).toHaveLength(2);
    const job = await ends(jobId, 'COMPLETED');
    expect(job).toMatchObject({ attempts: 2, crashes: 0, turns: TURNS });
    expect(await versionsOf(jobId)).toEqual(ALL_VERSIONS);
  });
});

describe('a cancel', () => {
  it('reaches a command that runs in another process, and ends it', async () => {
    const worker = await startWorker();
    const jobId = await submit({ model: 'scripted/command' });
    await worker.reached('tool-running', jobId);
    await commandBegins();
    await store.requestControl(jobId, 'CANCEL');
    await ends(jobId, 'CANCELLED');
    await until(async () => !(await commandRuns()), { what: 'the command is gone' });
  });
});

describe('a call that a person has to decide about', () => {
  it('waits through the death of every worker, before it runs and after it was cut off', async () => {
    const asking = await startWorker();
    const jobId = await submit({
      model: 'scripted/command',
      requireApproval: ['run_command'],
      onInterrupted: 'PAUSE',
    });
    expect(await ends(jobId, 'PAUSED')).toMatchObject({ awaits: ['call_1_1'] });
    asking.kill();
    await asking.exited;

    const running = await startWorker();
    await store.decideToolCall(jobId, 'call_1_1', { kind: 'RUN' });
    await running.reached('tool-running', jobId);
    await commandBegins();
    running.kill();
    await running.exited;

    await startWorker();
    const cutOff = await ends(jobId, 'PAUSED');
    expect(cutOff.pauseReason).toContain('was interrupted and may have had an effect');
    await until(async () => !(await commandRuns()), { what: 'the command is gone' });
    await store.decideToolCall(jobId, 'call_1_1', { kind: 'RESULT', result: 'It slept.' });
    expect(await ends(jobId, 'COMPLETED')).toMatchObject({ turns: 2, version: 3 });
    const turn = await store.latestTurns([{ jobId, version: 2 }]);
    expect(turn[0]?.after).toMatchObject([{ toolCallId: 'call_1_1', output: 'It slept.', isError: false }]);
  });
});

describe('what the model had said when its worker was killed', () => {
  it.each(['ASK_AGAIN', 'CONTINUE'] as const)('is kept, and then: %s', async (onPartial) => {
    const first = await startWorker();
    const jobId = await submit({ model: 'scripted/words', onPartial });
    const output = async () => (await store.readOutput(jobId, null, 100))?.pieces ?? [];
    await until(async () => (await output()).length >= 2, { what: 'two words are said' });
    first.kill();
    await first.exited;

    const second = await startWorker();
    await second.reached('before-model-call', jobId);
    const [partial] = await store.readPartials([jobId]);
    expect(partial).toMatchObject({ turn: 1, attempt: 1, reasoning: null });
    const said = partial?.text ?? '';
    expect(said).toMatch(/^one two/);
    expect(partial?.usage).toMatchObject({ input: expect.any(Number), output: 0 });
    const whole = slowAnswer.answers[0]?.text;
    expect(await ends(jobId, 'COMPLETED')).toMatchObject({ result: whole, turns: 1, attempts: 2 });
    expect(await store.readPartials([jobId])).toEqual([null]);
    const [begins] = await output();
    // What was gone on from is said at once; what is asked for again comes word by word.
    expect(begins?.text.startsWith(said)).toBe(onPartial === 'CONTINUE');
  });
});
