import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import { openModel } from '../../src/agent/model/registry.ts';
import type { Tool } from '../../src/agent/tools/tool.ts';
import { createProcessor } from '../../src/jobs/processor.ts';
import { deliveryId } from '../../src/jobs/queue.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord } from '../../src/store/records.ts';
import { jobSpec } from '../support/agent-run.ts';
import {
  type Behaviour,
  type FakeModelServer,
  failing,
  rateLimited,
  startFakeModelServer,
} from '../support/fake-model-server.ts';
import { modelSettings, REMOTE_MODELS } from '../support/models.ts';
import { tempDir } from '../support/temp-dir.ts';

/** What becomes of a job when its provider fails in the second turn, for each way in which providers are spoken to. */

const log = pino({ level: 'silent' });
const look: Tool<{ path: string }> = {
  name: 'look',
  description: 'Looks at something.',
  input: z.strictObject({ path: z.string() }),
  policy: 'PURE',
  execute: async ({ path }) => ({ output: `This is ${path}.`, isError: false }),
};

const FIRST: Behaviour = {
  do: 'answer',
  text: 'I look.',
  reasoning: 'Hm.',
  toolCalls: [{ name: 'look', arguments: { path: 'a' } }],
};
const LAST: Behaviour = { do: 'answer', text: 'All is well.' };
const SPOKEN = { text: 'I was about to say that', reasoning: 'Now then.', afterDeltas: 3 };

let server: FakeModelServer;
let store: MemoryStore;
let root: string;

beforeEach(async () => {
  // Timers stay real; the times at which jobs go on are come to at once.
  vi.useFakeTimers({ toFake: ['Date'] });
  server = await startFakeModelServer({ turns: [FIRST, LAST] });
  store = new MemoryStore();
  root = tempDir();
});
afterEach(async () => {
  vi.useRealTimers();
  await server.stop();
});

async function submit(model: string): Promise<string> {
  const jobId = crypto.randomUUID();
  await store.createJob(jobSpec({ jobId, model, workspace: { path: jobId } }));
  return jobId;
}

async function jobOf(jobId: string): Promise<JobRecord> {
  const job = await store.getJob(jobId);
  if (job === null) throw new Error(`no job ${jobId}`);
  return job;
}

/** The queue delivers the job, as soon as its time has come. */
async function deliver(jobId: string): Promise<JobRecord> {
  const job = await jobOf(jobId);
  if (job.nextAttemptAt !== null) vi.setSystemTime(new Date(job.nextAttemptAt));
  const process = createProcessor({
    checkpoints: new CheckpointManager(store),
    workspaceRoot: root,
    log,
    openModel: (id) =>
      openModel(id, modelSettings(server.url, { firstByteTimeoutMs: 2_000, idleTimeoutMs: 2_000 })),
    tools: [look as Tool],
    onFinished: () => undefined,
    giveUp: new AbortController().signal,
  });
  await process(
    { id: deliveryId(job), jobId, resume: null },
    {
      workerId: 'worker',
      nonce: crypto.randomUUID(),
      signal: new AbortController().signal,
      shouldHandOver: () => false,
      assertMayAct: () => undefined,
      whenMayAct: async (act) => act(),
    },
  );
  return jobOf(jobId);
}

/** What the model was sent for a turn, without what is the call's alone. */
function historySentFor(turn: number): unknown[] {
  return server.requestsForTurn(turn).map(({ body }) => body.messages ?? body.input);
}

const PUT_OFF: [name: string, behaviour: () => Behaviour, code: string, waitMs: number][] = [
  ['a rate limit in seconds', () => rateLimited('7'), 'RATE_LIMITED', 7_000],
  [
    'a rate limit as a date',
    () => rateLimited(new Date(Date.now() + 90_000).toUTCString()),
    'RATE_LIMITED',
    88_000,
  ],
  ['529', () => ({ ...failing(529), headers: { 'retry-after': '3' } }) as Behaviour, 'RATE_LIMITED', 3_000],
  ['500', () => failing(500), 'PROVIDER_ERROR', 700],
  [
    '503 that says when',
    () => ({ ...failing(503), headers: { 'retry-after': '20' } }) as Behaviour,
    'PROVIDER_ERROR',
    20_000,
  ],
  ['no first byte', () => ({ do: 'hang' }), 'TIMEOUT', 700],
  ['a stream that falls silent', () => ({ do: 'stall', ...SPOKEN }), 'TIMEOUT', 700],
  ['a stream that is cut', () => ({ do: 'cutMidStream', ...SPOKEN }), 'CONNECTION_LOST', 700],
  ['a stream that just ends', () => ({ do: 'endWithoutFinish', ...SPOKEN }), 'CONNECTION_LOST', 700],
  [
    'an error in the stream',
    () => ({ do: 'errorChunk', ...SPOKEN, error: { message: 'm', type: 'api_error' } }),
    'PROVIDER_ERROR',
    700,
  ],
  ['a web page', () => ({ do: 'html' }), 'INVALID_RESPONSE', 700],
];

const FATAL: [status: number, code: string][] = [
  [401, 'AUTHENTICATION'],
  [402, 'QUOTA'],
  [400, 'BAD_REQUEST'],
];

describe.each(REMOTE_MODELS)('%s', (model) => {
  // A silence takes its time, and each provider's is heard by the same watchdog.
  const cases = PUT_OFF.filter(([, , code]) => code !== 'TIMEOUT' || model.startsWith('deepseek/'));

  it.each(cases)(
    '%s puts the job off; then it goes on as if nothing had happened',
    async (_name, behaviour, code, waitMs) => {
      const jobId = await submit(model);
      server.enqueue(FIRST, behaviour());
      const before = Date.now();
      const waiting = await deliver(jobId);
      expect(waiting).toMatchObject({
        ...{ status: 'WAITING_RETRY', version: 2, turns: 1, retries: 1, crashes: 0 },
        failure: { code, retryable: true, message: expect.stringMatching(/^[A-Z].*\.$/) },
      });
      expect(Date.parse(waiting.nextAttemptAt ?? '')).toBeGreaterThanOrEqual(before + waitMs);
      // A cut answer is never committed as an answer.
      expect((await store.load(jobId))?.messages.at(-1)).toMatchObject({
        role: 'tool',
        output: 'This is a.',
      });

      expect(await deliver(jobId)).toMatchObject({ status: 'COMPLETED', result: 'All is well.', turns: 2 });
      const [failed, asked] = historySentFor(2);
      expect(asked).toEqual(failed);
      expect(server.refusals()).toEqual([]);
    },
  );

  it.each(FATAL)('status %i fails the job at once, with the checkpoint kept', async (status, code) => {
    const jobId = await submit(model);
    server.enqueue(FIRST, failing(status));
    const failed = await deliver(jobId);
    expect(failed).toMatchObject({
      ...{ status: 'FAILED', version: 2, checkpoint: 'KEPT', attempts: 1 },
      failure: { code, retryable: false, httpStatus: status },
    });
    expect(failed.failure?.message).toContain(`(HTTP ${status}`);
    expect((await store.load(jobId))?.turns).toBe(1);
  });

  it('three web pages, whatever else fails between them, are no progress', async () => {
    const jobId = await submit(model);
    server.enqueue(FIRST, { do: 'html' }, failing(500), { do: 'html' }, failing(500), { do: 'empty' });
    const codes: (string | undefined)[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) codes.push((await deliver(jobId)).failure?.code);
    const [page, down] = ['INVALID_RESPONSE', 'PROVIDER_ERROR'];
    expect(codes).toEqual([page, down, page, down, 'NO_PROGRESS']);
    expect(await jobOf(jobId)).toMatchObject({ status: 'FAILED', version: 2, checkpoint: 'KEPT' });
  });

  it('ten failures in a row end it; any progress begins the count anew', async () => {
    const jobId = await submit(model);
    const down = (count: number) => Array.from({ length: count }, () => failing(503));
    const more: Behaviour = { do: 'answer', toolCalls: [{ name: 'look', arguments: { path: 'b' } }] };
    server.enqueue(...down(9), FIRST, ...down(9), more, ...down(10));
    for (let attempt = 1; attempt <= 9 + 9 + 9; attempt++) {
      expect((await deliver(jobId)).status, `attempt ${attempt}`).toBe('WAITING_RETRY');
    }
    expect(await deliver(jobId)).toMatchObject({
      ...{ status: 'FAILED', turns: 2, version: 4, checkpoint: 'KEPT' },
      failure: { code: 'PROVIDER_ERROR', message: expect.stringContaining('10 attempts in a row') },
    });
  });

  it('bad arguments and unknown tools go back to the model', async () => {
    const jobId = await submit(model);
    server.enqueue({
      do: 'answer',
      toolCalls: [
        { name: 'look', arguments: '{"path": "a' },
        { name: 'look', arguments: { path: 7 } },
        { name: 'nothing', arguments: {} },
      ],
    });
    expect(await deliver(jobId)).toMatchObject({ status: 'COMPLETED', turns: 2 });
    const results = (await store.load(jobId, 4))?.messages.filter(({ role }) => role === 'tool');
    expect(results).toMatchObject([
      { isError: true, invalid: true, output: expect.stringContaining('not valid JSON') },
      { isError: true, invalid: true, output: expect.stringContaining('do not fit') },
      { isError: true, invalid: true, output: expect.stringContaining('no tool named') },
    ]);
    expect(server.refusals()).toEqual([]);
  });

  it('three answers in a row that cannot be used are no progress', async () => {
    const jobId = await submit(model);
    const useless: Behaviour = { do: 'answer', toolCalls: [{ name: 'nothing', arguments: {} }] };
    server.enqueue(FIRST, useless, useless, useless);
    expect(await deliver(jobId)).toMatchObject({
      ...{ status: 'FAILED', turns: 4, checkpoint: 'KEPT' },
      failure: { code: 'NO_PROGRESS' },
    });
    expect(server.requests).toHaveLength(4);
  });
});
