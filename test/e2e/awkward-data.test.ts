import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import type { Failpoint } from '../../src/failpoints.ts';
import { type Message, textOf, toolCallsOf } from '../../src/store/messages.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { answer, answerOn, FAILED, result, runningJob, user } from '../store/conformance/setup.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import {
  type Behaviour,
  type FakeModelServer,
  failing,
  startFakeModelServer,
} from '../support/fake-model-server.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { RestClient } from '../support/rest.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../support/worker-process.ts';

/**
 * Data that gets damaged easily: whatever kills and resumes lie between, the model is sent the same bytes and the store
 * holds the same history as when nothing happened.
 */

const MODEL = 'deepseek/deepseek-v4-pro';

let redis: RedisForTests;
let model: FakeModelServer;
let api: ApiProcess;
let rest: RestClient;
let root: string;
let env: Record<string, string>;
let client: Redis;
let checkpoints: CheckpointManager;
/** What the model says in each turn. */
let turns: Record<number, Behaviour>;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  redis = await startRedis();
  root = await mkdtemp(join(tmpdir(), 'retoma-e2e-'));
  model = await startFakeModelServer({
    respond: ({ turn }) => turns[turn] ?? failing(400, { message: `Nobody was to ask for turn ${turn}.` }),
  });
  env = {
    REDIS_URL: redis.url,
    WORKSPACE_ROOT: join(root, 'workspaces'),
    DEEPSEEK_API_KEY: 'test-key',
    DEEPSEEK_BASE_URL: model.url,
  };
  api = await startApiProcess({ env });
  rest = new RestClient(api.url);
  client = new Redis(redis.url);
  checkpoints = new CheckpointManager(new RedisStore({ redis: client }));
});

afterAll(async () => {
  await api.kill();
  client.disconnect();
  await model.stop();
  await redis.stop();
  await rm(root, { recursive: true, force: true });
});

beforeEach(() => {
  model.requests.length = 0;
});

afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.kill();
    await worker.exited;
  }
});

async function startWorker(options: Omit<WorkerProcessOptions, 'env'> = {}): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({ env, ...options });
  workers.push(worker);
  return worker;
}

/** SHA-256 of each request for this turn, those that were the same once. */
function sentFor(turn: number): string[] {
  return [...new Set(model.requestsForTurn(turn).map(({ digest }) => digest))];
}

/** The history of the latest version, without the times at which calls began and ended. */
async function historyOf(jobId: string): Promise<Message[]> {
  const job = await checkpoints.store.getJob(jobId);
  const loaded = await checkpoints.loadCheckpoint(jobId, job?.version ?? undefined);
  return (loaded?.messages ?? []).map((message) =>
    message.role === 'tool' ? { ...message, startedAt: null, finishedAt: '' } : message,
  );
}

/** What comes out of a test that waits in vain is worth more than that it waited. */
async function diedAt(point: Failpoint): Promise<void> {
  const worker = await startWorker({ killAt: { point } });
  const died = await Promise.race([worker.exited, sleep(60_000, null, { ref: false })]);
  expect(died?.signal, `at ${point}:\n${worker.output()}`).toBe('SIGKILL');
}

const ODD = 'NUL \u0000, halves \ud800 and \udc00x, \u2028\ufeff\r\n, whole 👍 é';

/** Arguments with a value so many levels deep. */
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** As the model writes it: from a value not all of it could be written. */
const ODD_ARGUMENTS = [
  '{"path":"odd.txt","__proto__":{"path":"polluted"},"constructor":{"prototype":{"path":"polluted"}}',
  '"toString":"no function","toJSON":null,"":"no name","beyond":9007199254740993,"minus":-0,"huge":1e400',
  '"tiny":1e-400,"half":"\\ud83d","nul":"\\u0000","same":1,"same":2}',
].join(',');

const ODD_TURNS: Record<number, Behaviour> = {
  1: {
    do: 'answer',
    reasoning: ODD,
    text: ODD,
    toolCalls: [
      {
        name: 'run_command',
        // No UTF-8: two lone bytes, an overlong NUL, half of a surrogate pair, a character that is cut off.
        arguments: { command: "printf 'a\\0b \\377\\376 \\300\\200 \\355\\240\\200 \\360\\237\\221'" },
      },
      { name: 'write_file', arguments: { path: 'odd.txt', content: ODD } },
    ],
  },
  2: {
    do: 'answer',
    reasoning: 'Deep.',
    toolCalls: [
      { name: 'read_file', arguments: ODD_ARGUMENTS },
      { name: 'read_file', arguments: nested(64) },
      { name: 'read_file', arguments: nested(65) },
      { name: 'run_command', arguments: { command: 'cat odd.txt; exit 3' } },
    ],
  },
  3: { do: 'answer', reasoning: 'Done.', text: `${ODD}!` },
};

it('odd characters, numbers, names and depths are the same after kills and a resume as without', async () => {
  turns = ODD_TURNS;
  const submit = (jobId: string) =>
    rest.call('POST', '/webhook', { jobId, prompt: 'NUL \u0000, 👍 \u2028', model: MODEL });
  await submit('disturbed');
  // In turn 1 before any call and between the two, in turn 2 before any.
  for (const point of ['answer-committed', 'result-committed', 'answer-committed'] as const)
    await diedAt(point);
  model.enqueue(failing(401));
  await startWorker();
  await rest.ended('disturbed', 'FAILED');
  const next = String((await rest.call('POST', '/checkpoints/disturbed/resume')).body.jobId);
  const { result } = await rest.ended(next, 'COMPLETED');
  await submit('undisturbed');
  await rest.ended('undisturbed', 'COMPLETED');

  expect(model.refusals()).toEqual([]);
  expect([1, 2, 3].map((turn) => model.requestsForTurn(turn).length)).toEqual([2, 2, 3]);
  expect([1, 2, 3].map((turn) => sentFor(turn).length)).toEqual([1, 1, 1]);
  // JSON escapes halves of characters, which many providers do not read.
  expect(JSON.stringify(model.requests.map(({ body }) => body))).not.toMatch(/\\ud[89a-f]/);
  const history = await historyOf('undisturbed');
  expect(JSON.stringify(await historyOf(next))).toBe(JSON.stringify(history));
  expect(result).toBe(`${ODD}!`);
  expectOddHistory(history);
}, 300_000);

/** Two runs could be damaged alike. */
function expectOddHistory(history: readonly Message[]): void {
  const [, prompt, first, bytes, , second, refused, deep, tooDeep, read, last] = history;
  expect(prompt).toEqual({ role: 'user', text: 'NUL \u0000, 👍 \u2028' });
  expect([first, last].map((message) => message && textOf(message))).toEqual([ODD, `${ODD}!`]);
  expect(first).toMatchObject({ parts: [{ text: ODD }, { text: ODD }, {}, { input: { content: ODD } }] });
  expect(bytes).toMatchObject({
    output: 'a\u0000b \ufffd\ufffd \ufffd\ufffd \ufffd\ufffd\ufffd \ufffd',
    isError: false,
  });
  // A file holds no halves of characters either.
  expect(read).toMatchObject({ output: `${ODD.toWellFormed()}\n[Exit code 3]` });

  const inputs =
    second?.role === 'assistant' ? toolCallsOf(second).map(({ input }) => JSON.stringify(input)) : [];
  // What JSON cannot hold is what JSON makes of it, from the beginning.
  const kept = ODD_ARGUMENTS.replace('740993', '740992').replace('-0', '0').replace('1e400', 'null');
  expect(inputs.slice(0, 3)).toEqual([
    kept.replace('1e-400', '0').replace('"same":1,', ''),
    nested(64),
    '{}',
  ]);
  expect(refused).toMatchObject({
    output: expect.stringMatching(/Unrecognized keys: "__proto__", "constructor", "toString"/),
    invalid: true,
  });
  expect(deep).toMatchObject({ output: expect.stringContaining('Unrecognized key: "a"'), invalid: true });
  expect(tooDeep).toMatchObject({
    output: 'The arguments are nested more than 64 levels deep.',
    invalid: true,
  });
}

const LARGE_BYTES = 50_000_000;
const LARGE_MESSAGES = 10_000;
const LARGE_COMMITS = 20;
const PER_COMMIT = LARGE_MESSAGES / LARGE_COMMITS;

it('a history of 50 MB in 10,000 messages is the same after a kill and a resume as without', async () => {
  const turn = await makeLargeHistory('large');
  turns = {
    [turn]: {
      do: 'answer',
      reasoning: 'Once more.',
      toolCalls: [{ name: 'write_file', arguments: { path: 'done.txt', content: ODD } }],
    },
    [turn + 1]: { do: 'answer', reasoning: 'Done.', text: 'Done.' },
  };
  const { jobId: resumed } = (await rest.call('POST', '/checkpoints/large/resume')).body;
  await diedAt('answer-committed');
  await startWorker();
  await rest.ended(String(resumed), 'COMPLETED');
  const { body: fork } = await rest.call('POST', '/checkpoints/large/fork', { version: LARGE_COMMITS });
  await rest.ended(String(fork.jobId), 'COMPLETED');

  expect(model.refusals()).toEqual([]);
  expect([turn, turn + 1].map((each) => model.requestsForTurn(each).length)).toEqual([2, 2]);
  expect([turn, turn + 1].map((each) => sentFor(each).length)).toEqual([1, 1]);
  const [after, without] = [await historyOf(String(resumed)), await historyOf(String(fork.jobId))];
  expect(after.length).toBe(LARGE_MESSAGES + 3);
  // Not shown when they differ: it would take longer than all the rest.
  expect(JSON.stringify(after) === JSON.stringify(without)).toBe(true);
}, 300_000);

/** A job that failed with such a history behind it. Answers the turn that comes next. */
async function makeLargeHistory(jobId: string): Promise<number> {
  const { store } = checkpoints;
  await mkdir(join(root, 'workspaces', jobId), { recursive: true });
  const lease = await runningJob(store, { jobId, model: MODEL, workspace: { path: jobId } });
  const messages = [user('Begin.'), user('Go on.')];
  for (let turn = 1; messages.length < LARGE_MESSAGES; turn++) {
    messages.push(
      { ...answer(filler(turn), [`call-${turn}`]), model: MODEL },
      result(`call-${turn}`, { output: filler(-turn) }),
    );
  }
  let sizeBytes = 0;
  for (let basedOn = 0; basedOn < LARGE_COMMITS; basedOn++) {
    const added = messages.slice(basedOn * PER_COMMIT, (basedOn + 1) * PER_COMMIT);
    const record = await store.commit(
      lease,
      answerOn(basedOn, { messages: added, step: 'TOOLS_DONE', model: MODEL }),
    );
    ({ sizeBytes } = record);
  }
  expect(sizeBytes).toBeGreaterThan(LARGE_BYTES);
  await store.finish(lease, FAILED);
  return LARGE_MESSAGES / 2;
}

/** About 2 KB, different for each number, with some of everything in it; an answer has it twice. */
function filler(number: number): string {
  return `${number} ${ODD} const value = { of: ${number} };\n`.repeat(33);
}
