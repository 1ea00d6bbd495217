import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import type { Failpoint } from '../../src/failpoints.ts';
import {
  type AssistantMessage,
  reasoningOf,
  type ToolMessage,
  toolCallsOf,
} from '../../src/store/messages.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { type Behaviour, type FakeModelServer, startFakeModelServer } from '../support/fake-model-server.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { RestClient } from '../support/rest.ts';
import { until } from '../support/wait.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../support/worker-process.ts';

/**
 * The main promise, end to end: a real Redis, the real API and worker processes, a model server that speaks the real
 * protocol and refuses what DeepSeek refuses, and SIGKILL.
 */

const MODEL = 'deepseek/deepseek-v4-pro';
const answer = (
  toolCalls: { name: string; arguments: Record<string, unknown> }[],
  reasoning = 'Let me think.',
): Behaviour => ({
  do: 'answer',
  reasoning,
  text: '',
  toolCalls,
  usage: { input: 100, output: 20, reasoning: 5 },
});
const note = (word: string) => ({
  name: 'run_command',
  arguments: { command: `echo ${word} >> ledger.txt` },
});

/** Eight turns with every tool; each command leaves a line of its own in the ledger. */
const EIGHT_TURNS: Behaviour[] = [
  answer([
    { name: 'list_files', arguments: {} },
    { name: 'search_files', arguments: { pattern: 'x' } },
  ]),
  answer([note('first')]),
  answer([{ name: 'write_file', arguments: { path: 'a.txt', content: 'one\n' } }]),
  answer([{ name: 'edit_file', arguments: { path: 'a.txt', oldText: 'one', newText: 'two' } }]),
  answer([note('second')]),
  answer([{ name: 'read_file', arguments: { path: 'a.txt' } }]),
  answer([note('third')]),
  { do: 'answer', reasoning: 'All done.', text: 'The file says two.', usage: { input: 100, output: 20 } },
];

let redis: RedisForTests;
let model: FakeModelServer;
let api: ApiProcess;
let rest: RestClient;
let root: string;
let env: Record<string, string>;
let client: Redis;
let checkpoints: CheckpointManager;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  redis = await startRedis();
  root = await mkdtemp(join(tmpdir(), 'retoma-e2e-'));
  client = new Redis(redis.url);
  checkpoints = new CheckpointManager(new RedisStore({ redis: client }));
});

afterAll(async () => {
  await api.kill();
  client.disconnect();
  await redis.stop();
  await rm(root, { recursive: true, force: true });
});

afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.kill();
    await worker.exited;
  }
  await model.stop();
});

/** The model server of one test; the API is started with the first. */
async function begin(turns: (Behaviour | Behaviour[])[]): Promise<void> {
  model = await startFakeModelServer({ turns });
  env = {
    REDIS_URL: redis.url,
    WORKSPACE_ROOT: join(root, 'workspaces'),
    DEEPSEEK_API_KEY: 'test-key',
    DEEPSEEK_BASE_URL: model.url,
  };
  api ??= await startApiProcess({ env });
  rest = new RestClient(api.url);
}

async function startWorker(options: Omit<WorkerProcessOptions, 'env'> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({ env, ...options });
  workers.push(worker);
  return worker;
}

async function submit(jobId: string, more: object = {}): Promise<void> {
  const submitted = await rest.call('POST', '/webhook', {
    jobId,
    prompt: 'Make the file say two.',
    model: MODEL,
    ...more,
  });
  expect(submitted).toEqual({ status: 202, body: { jobId, status: 'QUEUED' } });
}

/** A worker that never comes to its place would hold the test up until its limit, and nobody would know which it was. */
async function diedAt(worker: WorkerProcess, where: string, jobId: string): Promise<void> {
  const died = await Promise.race([worker.exited, sleep(60_000, null, { ref: false })]);
  if (died?.signal === 'SIGKILL') return;
  const job = await checkpoints.store.getJob(jobId);
  throw new Error(`The worker did not die at ${where}: ${JSON.stringify(job)}\n${worker.output()}`);
}

async function ledgerOf(jobId: string): Promise<string[]> {
  const job = await checkpoints.store.getJob(jobId);
  const path = join(root, 'workspaces', job?.workspace.path ?? '', 'ledger.txt');
  return (await readFile(path, 'utf8')).split('\n').filter(Boolean);
}

/** Runs three turns and fails in the fourth, by a key that is no longer valid. */
async function failInFourthTurn(jobId: string): Promise<void> {
  const turns = EIGHT_TURNS.map((turn, index) =>
    index === 3 ? [{ do: 'status', status: 401 } as Behaviour, turn] : turn,
  );
  await begin(turns);
  await startWorker();
  await submit(jobId);
  await rest.ended(jobId, 'FAILED');
}

describe('a worker that is killed', () => {
  it('is followed by others that finish the job, and nothing is done twice, wherever it was killed', async () => {
    const stalls: Behaviour = { do: 'stall', reasoning: 'Let me', text: 'think', afterDeltas: 1 };
    await begin(EIGHT_TURNS.map((turn, index) => (index === 2 ? [stalls, turn] : turn)));
    const jobId = 'killed-everywhere';

    /**
     * Each worker gets the job from the one before, goes some way, and is killed there. Never three at one version,
     * which would rightly end the job; the first result's kill may find the second one committed too.
     */
    const kills: { point: Failpoint; nth: number }[] = [
      { point: 'taken', nth: 1 },
      { point: 'before-model-call', nth: 1 },
      { point: 'answer-committed', nth: 1 }, // turn 1
      { point: 'result-committed', nth: 1 }, // turn 1, the first of its two results
      { point: 'answered-not-committed', nth: 1 }, // turn 2
      { point: 'before-intent', nth: 1 }, // turn 2
      { point: 'intent-committed', nth: 1 }, // turn 2: its command is reported as interrupted
      { point: 'mid-stream', nth: 1 }, // turn 3: the model stalls; see below
      { point: 'before-intent', nth: 2 }, // turn 4
      { point: 'tool-running', nth: 2 }, // turn 5: its command is reported as interrupted
      { point: 'tool-ended', nth: 2 }, // turn 7: its command is reported as interrupted
      { point: 'finished-queue-not-told', nth: 1 },
    ];
    await submit(jobId);
    for (const { point, nth } of kills) {
      if (point === 'mid-stream') {
        const worker = await startWorker();
        const stalled = await until(() => model.requestsForTurn(3)[0], {
          what: 'turn 3 to be asked for',
        });
        await stalled.settled;
        worker.kill();
        await worker.exited;
        continue;
      }
      const worker = await startWorker({ killAt: { point, nth } });
      await diedAt(worker, `${point} ${nth}`, jobId);
    }
    const survivor = await startWorker();
    await rest.ended(jobId, 'COMPLETED');

    const job = (await rest.call('GET', `/jobs/${jobId}`)).body;
    expect(job).toMatchObject({ status: 'COMPLETED', turns: 8, result: 'The file says two.', failure: null });

    // Asked again only for the two answers that were never committed.
    const asked = EIGHT_TURNS.map((_, index) => model.requestsForTurn(index + 1).length);
    expect(asked).toEqual([1, 2, 2, 1, 1, 1, 1, 1]);
    // A strict provider found exactly one result for each call in every history that it was sent.
    expect(model.refusals()).toEqual([]);

    // `first` was never started; `second` may have run, once; `third` ran, and its result was lost.
    const ledger = await ledgerOf(jobId);
    expect(ledger.filter((line) => line === 'first')).toEqual([]);
    expect(ledger.filter((line) => line === 'second').length).toBeLessThanOrEqual(1);
    expect(ledger.filter((line) => line === 'third')).toEqual(['third']);

    const history = (await checkpoints.loadCheckpoint(jobId, Number(job.version)))?.messages ?? [];
    const results = history.filter((message): message is ToolMessage => message.role === 'tool');
    expect(results.map(({ toolName, interrupted }) => [toolName, interrupted ?? false])).toEqual([
      ...results.slice(0, 2).map(({ toolName }) => [toolName, false]),
      ['run_command', true],
      ['write_file', false],
      ['edit_file', false],
      ['run_command', true],
      ['read_file', false],
      ['run_command', true],
    ]);
    expect(results.find(({ toolName }) => toolName === 'read_file')?.output).toContain('two');

    const versions = (await checkpoints.store.versionsAfter(jobId, 0, 100)).records;
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    const epochs = versions.map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
    expect((await rest.call('GET', `/checkpoints/${jobId}`)).status).toBe(404);
    expect((await rest.call('GET', `/checkpoints/${jobId}/can-resume`)).body).toMatchObject({
      reason: 'COMPLETED',
    });
    expect(survivor.output()).not.toContain('"level":"error"');
  }, 400_000);
});

describe('create and load', () => {
  it('keeps the checkpoint of a job that a 401 ended, and says what can be done with it', async () => {
    const id = 'fails by 401 / ünï:{code} 🦊';
    const path = encodeURIComponent(id);
    await failInFourthTurn(id);

    const loaded = await checkpoints.loadCheckpoint(id);
    expect(loaded).toMatchObject({ jobId: id, turns: 3, model: MODEL, step: 'TOOLS_DONE' });
    const listed = await checkpoints.listActiveCheckpoints();
    expect(listed.map((checkpoint) => checkpoint.jobId)).toContain(id);

    const { body } = await rest.call('GET', `/checkpoints/${path}/can-resume`);
    expect(body).toMatchObject({
      canResume: true,
      reason: 'READY',
      turns: 3,
      tokensSaved: 360,
      interruptedToolCalls: [],
    });
    const job = (await rest.call('GET', `/jobs/${path}`)).body;
    expect(job.failure).toMatchObject({
      code: 'AUTHENTICATION',
      retryable: false,
      provider: 'deepseek',
      httpStatus: 401,
    });
  });

  it('starts one run for twenty resumes at once, which asks for no earlier turn', async () => {
    const jobId = 'resumed-by-twenty';
    await failInFourthTurn(jobId);
    const before = await checkpoints.loadCheckpoint(jobId);

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => rest.call('POST', `/checkpoints/${jobId}/resume`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    const next = String(answers[0]?.body.jobId);
    for (const { body } of answers) {
      expect(body).toMatchObject({ jobId: next, resumedFrom: jobId, version: before?.version, turns: 3 });
    }
    await rest.ended(next, 'COMPLETED');

    expect([1, 2, 3].map((turn) => model.requestsForTurn(turn).length)).toEqual([1, 1, 1]);
    const job = (await rest.call('GET', `/jobs/${next}`)).body;
    expect(job).toMatchObject({ turns: 8, resumedFrom: jobId, result: 'The file says two.' });
    const first = await checkpoints.loadCheckpoint(next, 1);
    expect(first).toMatchObject({ step: 'RESUMED', turns: 3, usage: before?.usage });
    expect(first?.messages).toEqual(before?.messages);
    expect(model.refusals()).toEqual([]);

    // With the job that continued it, the old checkpoint is done with.
    await until(async () => (await rest.call('GET', `/checkpoints/${jobId}`)).status === 404, {
      what: 'the old checkpoint to be cleared',
    });
    expect((await rest.call('POST', `/checkpoints/${jobId}/resume`)).body).toMatchObject({
      status: 409,
      code: 'JOB_COMPLETED',
    });
  });
});

describe('what a checkpoint keeps', () => {
  const jobId = 'kept';

  it('keeps history, tool calls and reasoning', async () => {
    await failInFourthTurn(jobId);
    const messages = (await checkpoints.loadCheckpoint(jobId))?.messages ?? [];
    expect(messages.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'tool',
      'assistant',
      'tool',
      'assistant',
      'tool',
    ]);
    expect(messages[1]).toEqual({ role: 'user', text: 'Make the file say two.' });

    const answers = messages.filter((message): message is AssistantMessage => message.role === 'assistant');
    expect(answers.map(reasoningOf)).toEqual(Array(3).fill('Let me think.'));
    expect(answers.flatMap(toolCallsOf).map(({ toolName, input }) => [toolName, input])).toEqual([
      ['list_files', {}],
      ['search_files', { pattern: 'x' }],
      ['run_command', { command: 'echo first >> ledger.txt' }],
      ['write_file', { path: 'a.txt', content: 'one\n' }],
    ]);
    expect(await ledgerOf(jobId)).toEqual(['first']);
  });

  it('keeps metadata, grows version by version, and is gone for good when it is deleted', async () => {
    await begin([]);
    const { body: metadata } = await rest.call('GET', `/checkpoints/${jobId}`);
    expect(metadata).toMatchObject({
      jobId,
      version: 7,
      formatVersion: 1,
      step: 'TOOLS_DONE',
      turns: 3,
      model: MODEL,
      messageCount: 9,
      usage: { input: 300, output: 60, reasoning: 15, total: 360, calls: 3 },
      status: 'FAILED',
      resumedFrom: null,
      resumedBy: null,
    });
    const week = Date.parse(String(metadata.expiresAt)) - Date.now();
    expect(week).toBeGreaterThan(7 * 86_400_000 - 60_000);
    expect(week).toBeLessThanOrEqual(7 * 86_400_000);

    const { records } = await checkpoints.store.versionsAfter(jobId, 0, 100);
    expect(records.map(({ step, messageCount }) => [step, messageCount])).toEqual([
      ['MODEL_RESPONSE', 3],
      ['TOOL_RESULT', 4],
      ['TOOLS_DONE', 5],
      ['MODEL_RESPONSE', 6],
      ['TOOLS_DONE', 7],
      ['MODEL_RESPONSE', 8],
      ['TOOLS_DONE', 9],
    ]);
    for (const record of records) {
      const at = await checkpoints.loadCheckpoint(jobId, record.version);
      expect(at?.messages.length).toBe(record.messageCount);
    }

    expect(await rest.call('DELETE', `/checkpoints/${jobId}`)).toEqual({
      status: 200,
      body: { jobId, deleted: true },
    });
    expect(await checkpoints.loadCheckpoint(jobId)).toBeNull();
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/resume'],
    ] as const) {
      expect(await rest.call(method, `/checkpoints/${jobId}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'CHECKPOINT_NOT_FOUND' },
      });
    }
  });
});
