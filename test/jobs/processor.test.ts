import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import { askOnce } from '../../src/agent/model/ask.ts';
import { type Model, ModelCallError } from '../../src/agent/model/model.ts';
import { StopReason } from '../../src/agent/stop.ts';
import { openWorkspace } from '../../src/agent/workspace.ts';
import { RetomaError } from '../../src/errors.ts';
import type { Delivery, Disposition, RunHandle } from '../../src/jobs/delivery.ts';
import { createProcessor } from '../../src/jobs/processor.ts';
import { deliveryId } from '../../src/jobs/queue.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord, JobSpec } from '../../src/store/records.ts';
import { answerOf, jobSpec, TestModel } from '../support/agent-run.ts';
import { endless } from '../support/endless.ts';
import { tempDir } from '../support/temp-dir.ts';

let store: MemoryStore;
let root: string;
let finished: string[];
let logged: Record<string, unknown>[];

beforeEach(async () => {
  store = new MemoryStore();
  root = tempDir();
  finished = [];
  logged = [];
});

function deliveryOf(job: JobRecord): Delivery {
  return { id: deliveryId(job), jobId: job.jobId, resume: job.resumedFrom };
}

function handle(over: Partial<RunHandle> = {}): RunHandle {
  return {
    workerId: 'worker',
    nonce: crypto.randomUUID(),
    signal: new AbortController().signal,
    shouldHandOver: () => false,
    assertMayAct: () => undefined,
    whenMayAct: async (act) => act(),
    ...over,
  };
}

function run(model: Model, delivery: Delivery, over: Partial<RunHandle> = {}): Promise<Disposition> {
  const log = pino({}, { write: (line: string) => logged.push(JSON.parse(line)) });
  const process = createProcessor({
    checkpoints: new CheckpointManager(store),
    workspaceRoot: root,
    log,
    openModel: () => model,
    tools: [],
    onFinished: (jobId) => finished.push(jobId),
    giveUp: new AbortController().signal,
  });
  return process(delivery, handle(over));
}

async function create(over: Partial<JobSpec> = {}): Promise<JobRecord> {
  return store.createJob(jobSpec({ jobId: `job-${crypto.randomUUID()}`, ...over }));
}

async function look(jobId: string): Promise<JobRecord> {
  const job = await store.getJob(jobId);
  if (job === null) throw new Error(`no job ${jobId}`);
  return job;
}

/** A worker that took the job and was never heard of again. */
async function crash(jobId: string): Promise<void> {
  await store.acquire(jobId, { workerId: 'dead', nonce: crypto.randomUUID() });
}

/** A failed attempt, after which the job may be taken again at once. */
async function putOff(jobId: string): Promise<void> {
  const { lease } = await store.acquire(jobId, { workerId: 'other', nonce: crypto.randomUUID() });
  if (lease === null) throw new Error('not taken');
  const failure = { code: 'X', message: 'X.', retryable: true, provider: null, httpStatus: null };
  await store.letGo(lease, { to: 'WAITING_RETRY', until: new Date(0), failure });
}

function throwing(error: unknown): Model {
  return { id: 'test/model', ask: () => Promise.reject(error) };
}

/** Says nothing until it is cut off. */
function silent(asked?: () => void): Model {
  return {
    id: 'test/model',
    ask: ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('torn down')), { once: true });
        asked?.();
      }),
  };
}

const text = () => new TestModel([{ text: 'done' }]);

describe('a delivery', () => {
  it('runs the job to its end and is acknowledged', async () => {
    const job = await create();
    expect(await run(text(), deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect(await look(job.jobId)).toMatchObject({ status: 'COMPLETED', result: 'done', attempts: 1 });
    expect(finished).toEqual([job.jobId]);
  });

  it('of a job whose record is damaged ends it by name, and asks no model', async () => {
    const job = await create();
    const acquire = store.acquire.bind(store);
    store.acquire = async (...args) => {
      const taken = await acquire(...args);
      return { ...taken, job: { ...taken.job, prompt: '', damage: 'The record of this job is damaged.' } };
    };
    const model = text();
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect(await look(job.jobId)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      failure: { code: 'CHECKPOINT_CORRUPT', message: 'The record of this job is damaged.' },
    });
    expect(logged.find(({ code }) => code === 'CHECKPOINT_CORRUPT')).toMatchObject({ jobId: job.jobId });
  });

  it('lets what the model says be heard, all of it before the job is over', async () => {
    const job = await create();
    const model: Model = {
      id: 'test/model',
      async ask({ onDelta }) {
        for (const word of ['All ', 'is ', 'well.']) onDelta?.({ kind: 'TEXT', text: word });
        return answerOf({ text: 'All is well.' });
      },
    };
    await run(model, deliveryOf(job));
    expect((await look(job.jobId)).status).toBe('COMPLETED');
    expect(await store.readOutput(job.jobId, null, 10)).toEqual({
      turn: 1,
      attempt: 1,
      from: 0,
      pieces: [{ offset: 0, kind: 'TEXT', text: 'All is well.' }],
    });
  });

  it('of a job that is over, paused or unknown is only acknowledged', async () => {
    const over = await create();
    await run(text(), deliveryOf(over));
    const paused = await create({ workspace: { path: 'paused' } });
    await store.requestControl(paused.jobId, 'PAUSE');
    const model = text();
    for (const job of [over, paused, { ...over, jobId: 'unknown' }]) {
      expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    }
    expect(model.asked).toHaveLength(0);
    expect((await look(paused.jobId)).status).toBe('PAUSED');
  });

  it('that is older than the one under which the job goes on does not run it a second time', async () => {
    const job = await create();
    await store.requestControl(job.jobId, 'PAUSE');
    const continued = await store.continueJob(job.jobId);
    const model = text();
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect(model.asked).toHaveLength(0);
    expect(await run(model, deliveryOf(continued))).toEqual({ kind: 'ACK' });
    expect((await look(job.jobId)).status).toBe('COMPLETED');
  });

  it('that reaches a worker which is closing goes back untouched', async () => {
    const job = await create();
    expect(await run(text(), deliveryOf(job), { shouldHandOver: () => true })).toEqual({ kind: 'HAND_BACK' });
    expect(await look(job.jobId)).toMatchObject({ status: 'QUEUED', attempts: 0 });
  });
});

describe('crashes', () => {
  it('three before the first version end the job, which says that there is nothing to resume', async () => {
    const job = await create();
    for (let i = 0; i < 3; i++) await crash(job.jobId);
    const model = text();
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    const message = expect.stringContaining('there is no checkpoint yet, so submit the job again');
    expect(await look(job.jobId)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'NO_PROGRESS', message },
    });
    expect(model.asked).toHaveLength(0);
    expect(finished).toEqual([job.jobId]);
  });

  it('two do not', async () => {
    const job = await create();
    for (let i = 0; i < 2; i++) await crash(job.jobId);
    await run(text(), deliveryOf(job));
    expect((await look(job.jobId)).status).toBe('COMPLETED');
  });
});

describe('a failed call of the model', () => {
  const limited = new ModelCallError('RATE_LIMITED', 'Slow down.', {
    provider: 'test',
    httpStatus: 429,
    retryAfterMs: 60_000,
  });

  it('parks the job until the time that the provider asked for', async () => {
    const job = await create();
    const before = Date.now();
    const answer = await run(throwing(limited), deliveryOf(job));
    const parked = await look(job.jobId);
    expect(parked).toMatchObject({
      status: 'WAITING_RETRY',
      retries: 1,
      crashes: 0,
      failure: { code: 'RATE_LIMITED', httpStatus: 429 },
    });
    expect(answer).toEqual({ kind: 'PARK', at: new Date(parked.nextAttemptAt ?? 0) });
    expect(Date.parse(parked.nextAttemptAt ?? '')).toBeGreaterThanOrEqual(before + 60_000);
  });

  it('is waited for again when the delivery comes too early', async () => {
    const job = await create();
    await run(throwing(limited), deliveryOf(job));
    const model = text();
    const again = await run(model, deliveryOf(job));
    expect(again).toEqual({ kind: 'PARK', at: new Date((await look(job.jobId)).nextAttemptAt ?? 0) });
    expect(model.asked).toHaveLength(0);
  });

  it('that no retry can mend fails the job at once', async () => {
    const job = await create();
    const refused = new ModelCallError('AUTHENTICATION', 'The key is wrong.', {
      provider: 'test',
      httpStatus: 401,
    });
    expect(await run(throwing(refused), deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect(await look(job.jobId)).toMatchObject({
      status: 'FAILED',
      failure: {
        ...{ code: 'AUTHENTICATION', retryable: false, provider: 'test' },
        message: 'The key is wrong. Then submit the job again.',
      },
    });
  });

  it('once something was saved, advises a resume', async () => {
    const job = await create();
    const refused = new ModelCallError('QUOTA', 'No credit. Top it up.', { provider: 'test' });
    const model = new TestModel([{ text: 'half', cut: true }, () => Promise.reject(refused)]);
    await run(model, deliveryOf(job));
    expect(await look(job.jobId)).toMatchObject({
      ...{ status: 'FAILED', version: 1, checkpoint: 'KEPT' },
      failure: { code: 'QUOTA', message: 'No credit. Top it up. Then resume the job.' },
    });
  });

  it('an answer without end fails the job at its limit, with what was saved before it', async () => {
    const job = await create();
    const { connection, brokenOff } = endless();
    const model = new TestModel([{ text: 'half', cut: true }, (request) => askOnce(connection, request)]);
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    await brokenOff;
    expect(await look(job.jobId)).toMatchObject({
      ...{ status: 'FAILED', version: 1, turns: 1, checkpoint: 'KEPT' },
      failure: {
        ...{ code: 'ANSWER_TOO_LARGE', retryable: false, provider: 'test' },
        message: expect.stringMatching(/8,388,608 characters.*Then resume the job\.$/),
      },
    });
    expect((await store.load(job.jobId))?.messages.at(-1)).toMatchObject({ parts: [{ text: 'half' }] });
  });

  it('is counted from zero again once the job made progress in the same run', async () => {
    const job = await create();
    const down = new ModelCallError('PROVIDER_ERROR', 'Down.', { provider: 'test' });
    for (let i = 0; i < 9; i++) await putOff(job.jobId);
    expect((await look(job.jobId)).retries).toBe(9);
    const cutThenDown = new TestModel([{ text: 'half', cut: true }, () => Promise.reject(down)]);
    await run(cutThenDown, deliveryOf(job));
    expect(await look(job.jobId)).toMatchObject({ status: 'WAITING_RETRY', retries: 1, version: 1 });
  });
});

describe('an answer that is cut off', () => {
  /** Says so much, and breaks off. */
  function breaking(said: string): Model {
    const lost = new ModelCallError('CONNECTION_LOST', 'Lost.', { provider: 'test' });
    return {
      id: 'test/model',
      async ask({ onDelta }) {
        onDelta?.({ kind: 'TEXT', text: said });
        throw lost;
      },
    };
  }

  /** Made to wait for its time, and taken as if that had come. */
  async function waitIsOver(jobId: string): Promise<void> {
    await store.acquire(jobId, { workerId: 'other', nonce: 'other' });
  }

  async function partialOf(jobId: string) {
    const [partial] = await store.readPartials([jobId]);
    return partial;
  }

  it('is shown until the answer is there; the model is asked again for all of it', async () => {
    const job = await create();
    await run(breaking('One, '), deliveryOf(job));
    expect(await look(job.jobId)).toMatchObject({ status: 'WAITING_RETRY', version: null });
    expect(await partialOf(job.jobId)).toMatchObject({ turn: 1, attempt: 1, text: 'One, ' });
    await waitIsOver(job.jobId);
    const seen: unknown[] = [];
    const model: Model = {
      id: 'test/model',
      async ask(request) {
        seen.push(request.begun, await partialOf(job.jobId));
        return answerOf({ text: 'All of it.' });
      },
    };
    await run(model, deliveryOf(job));
    expect(seen).toMatchObject([undefined, { text: 'One, ' }]);
    expect(await look(job.jobId)).toMatchObject({ status: 'COMPLETED', result: 'All of it.' });
    expect(await partialOf(job.jobId)).toBeNull();
  });

  it('is gone on with when the job says so, also when it is cut off again', async () => {
    const job = await create({ onPartial: 'CONTINUE' });
    const begun: unknown[] = [];
    const asking = (model: Model): Model => ({
      id: model.id,
      ask: (request) => {
        begun.push(request.begun);
        return model.ask(request);
      },
    });
    for (const words of ['One, ', 'two, ']) {
      await run(asking(breaking(words)), deliveryOf(job));
      await waitIsOver(job.jobId);
    }
    await run(asking(new TestModel([{ text: 'One, two, three.' }])), deliveryOf(job));
    expect(begun).toEqual([
      undefined,
      { text: 'One, ', reasoning: null },
      { text: 'One, two, ', reasoning: null },
    ]);
    expect((await look(job.jobId)).result).toBe('One, two, three.');
  });

  it('is gone on with from its last whole character', async () => {
    const job = await create({ onPartial: 'CONTINUE' });
    await run(breaking('One 👍'.slice(0, -1)), deliveryOf(job));
    await waitIsOver(job.jobId);
    const begun: unknown[] = [];
    const model: Model = {
      id: 'test/model',
      ask: async (request) => {
        begun.push(request.begun);
        return answerOf({ text: 'One 👍.' });
      },
    };
    await run(model, deliveryOf(job));
    expect(begun).toEqual([{ text: 'One ', reasoning: null }]);
  });

  it('is begun only once in a run: the next answer is a new one', async () => {
    const job = await create({ onPartial: 'CONTINUE' });
    await run(breaking('half'), deliveryOf(job));
    await waitIsOver(job.jobId);
    const begun: unknown[] = [];
    const model = new TestModel([{ text: 'half', cut: true }, { text: 'whole' }]);
    const listening: Model = {
      id: model.id,
      ask: (request) => {
        begun.push(request.begun ?? null);
        return model.ask(request);
      },
    };
    await run(listening, deliveryOf(job));
    expect(begun).toEqual([{ text: 'half', reasoning: null }, null]);
  });
});

describe('a run that is stopped', () => {
  async function stopped(kind: 'CANCEL' | 'PAUSE' | 'SHUTDOWN' | 'LEASE_LOST') {
    const job = await create();
    const controller = new AbortController();
    const model = silent(() => controller.abort(new StopReason(kind)));
    const answer = await run(model, deliveryOf(job), { signal: controller.signal });
    return { answer, job: await look(job.jobId) };
  }

  it('by a cancel is CANCELLED', async () => {
    const { answer, job } = await stopped('CANCEL');
    expect(answer).toEqual({ kind: 'ACK' });
    expect(job.status).toBe('CANCELLED');
    expect(finished).toEqual([job.jobId]);
  });

  it('by a pause is PAUSED', async () => {
    const { answer, job } = await stopped('PAUSE');
    expect(answer).toEqual({ kind: 'ACK' });
    expect(job.status).toBe('PAUSED');
  });

  it('by a shutdown goes back to the queue and counts no crash', async () => {
    const { answer, job } = await stopped('SHUTDOWN');
    expect(answer).toEqual({ kind: 'HAND_BACK' });
    expect(job).toMatchObject({ status: 'QUEUED', crashes: 0 });
  });

  it('because its lock is lost, while nobody has the job yet, counts no crash either', async () => {
    const { answer, job } = await stopped('LEASE_LOST');
    expect(answer).toEqual({ kind: 'HAND_BACK' });
    expect(job).toMatchObject({ status: 'QUEUED', crashes: 0 });
  });

  it('because another worker has the job changes nothing', async () => {
    const job = await create();
    const controller = new AbortController();
    const model: Model = {
      id: 'test/model',
      ask: async () => {
        await store.acquire(job.jobId, { workerId: 'other', nonce: 'other' });
        controller.abort(new StopReason('LEASE_LOST'));
        throw new Error('torn down');
      },
    };
    expect(await run(model, deliveryOf(job), { signal: controller.signal })).toEqual({ kind: 'HAND_BACK' });
    expect(await look(job.jobId)).toMatchObject({ status: 'RUNNING', workerId: 'other' });
  });

  it('is cancelled when the wish came while it was parked by its failure', async () => {
    const job = await create();
    const model: Model = {
      id: 'test/model',
      ask: async () => {
        await store.requestControl(job.jobId, 'CANCEL');
        throw new ModelCallError('PROVIDER_ERROR', 'Down.', { provider: 'test' });
      },
    };
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect((await look(job.jobId)).status).toBe('CANCELLED');
    expect(finished).toEqual([job.jobId]);
  });

  it.each([
    ['CANCEL', 'CANCELLED'],
    ['PAUSE', 'PAUSED'],
  ] as const)(
    'a %s that was wished for before the worker died is carried out by the next',
    async (wish, status) => {
      const job = await create();
      await crash(job.jobId);
      await store.requestControl(job.jobId, wish);
      const model = text();
      expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
      expect((await look(job.jobId)).status).toBe(status);
      expect(model.asked).toHaveLength(0);
    },
  );
});

describe('what nobody foresaw', () => {
  it('fails the job without a word about its inside, and logs it', async () => {
    const job = await create();
    expect(await run(throwing(new TypeError('secret /path')), deliveryOf(job))).toEqual({ kind: 'ACK' });
    const after = await look(job.jobId);
    expect(after).toMatchObject({ status: 'FAILED', failure: { code: 'INTERNAL' } });
    expect(JSON.stringify(after.failure)).not.toContain('secret');
    expect(JSON.stringify(logged)).toContain('secret /path');
  });

  it('an error with a code of ours ends the job under that code', async () => {
    const job = await create();
    await run(throwing(new RetomaError('FORMAT_UNSUPPORTED', 'Upgrade Retoma.')), deliveryOf(job));
    expect((await look(job.jobId)).failure).toMatchObject({
      code: 'FORMAT_UNSUPPORTED',
      message: 'Upgrade Retoma.',
    });
  });

  it('a store that breaks off gives the job back, without a crash', async () => {
    const job = await create();
    const answer = await run(throwing(new RetomaError('STORE_UNAVAILABLE', 'Gone.')), deliveryOf(job));
    expect(answer.kind).toBe('PARK');
    expect(await look(job.jobId)).toMatchObject({ status: 'QUEUED', crashes: 0 });
  });
});

describe('resume and fork', () => {
  /** A job with one answer that is cut, which then failed. */
  async function failedSource(): Promise<JobRecord> {
    const source = await create({ workspace: { path: 'source' } });
    const fatal = new ModelCallError('QUOTA', 'No credit.', { provider: 'test' });
    await run(new TestModel([{ text: 'first', cut: true }, () => Promise.reject(fatal)]), deliveryOf(source));
    await writeFile(join(root, 'source', 'notes.txt'), 'kept');
    const failed = await look(source.jobId);
    expect(failed).toMatchObject({ status: 'FAILED', version: 1, turns: 1 });
    return failed;
  }

  async function resumed(source: JobRecord): Promise<JobRecord> {
    const spec = jobSpec({ jobId: store.newJobId(source.jobId), workspace: source.workspace });
    const seen = { jobId: source.jobId, status: 'FAILED', version: 1, resumedBy: null } as const;
    const claimed = await store.claimResume(seen, spec);
    if (claimed === null) throw new Error('not claimed');
    return claimed.job;
  }

  it('copies the old checkpoint to the new job, goes on from there, and logs it', async () => {
    const source = await failedSource();
    const job = await resumed(source);
    const model = new TestModel([{ text: 'never' }, { text: 'second' }]);
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect(await look(job.jobId)).toMatchObject({ status: 'COMPLETED', turns: 2, inheritedTurns: 1 });
    expect(model.asked[0]?.some((message) => message.role === 'assistant')).toBe(true);
    expect(logged).toContainEqual(
      expect.objectContaining({ jobId: job.jobId, resumedFrom: source.jobId, version: 1, turns: 1 }),
    );
  });

  it('copies once, however many workers die on the way', async () => {
    const job = await resumed(await failedSource());
    const controller = new AbortController();
    const model = silent(() => controller.abort(new StopReason('SHUTDOWN')));
    await run(model, deliveryOf(job), { signal: controller.signal });
    await crash(job.jobId);
    await run(new TestModel([{ text: 'never' }, { text: 'second' }]), deliveryOf(job));
    expect(await look(job.jobId)).toMatchObject({ status: 'COMPLETED', turns: 2, version: 2 });
  });

  it('fails with CHECKPOINT_GONE when the old checkpoint has expired meanwhile', async () => {
    const source = await failedSource();
    const job = await resumed(source);
    store.copyCheckpoint = async () => {
      throw new RetomaError('CHECKPOINT_NOT_FOUND', 'It is gone.');
    };
    await run(text(), deliveryOf(job));
    expect(await look(job.jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'CHECKPOINT_GONE' } });
  });

  it('does not begin in an empty folder when that of the started job is not here', async () => {
    const source = await failedSource();
    const job = await resumed(source);
    root = tempDir();
    const model = text();
    await run(model, deliveryOf(job));
    expect((await look(job.jobId)).failure?.message).toMatch(/not on this worker/);
    expect(model.asked).toHaveLength(0);
  });

  it('a fork gets a copy of the folder, the history, and its own prompt', async () => {
    const source = await failedSource();
    const spec = jobSpec({ jobId: store.newJobId(source.jobId), workspace: { path: 'forked' } });
    const job = await store.createFork({ jobId: source.jobId, version: 1, prompt: 'Now otherwise.' }, spec);
    const model = new TestModel([{ text: 'never' }, { text: 'other way' }]);
    expect(await run(model, deliveryOf(job))).toEqual({ kind: 'ACK' });
    expect(await look(job.jobId)).toMatchObject({ status: 'COMPLETED', result: 'other way' });
    expect(model.asked[0]?.at(-1)).toMatchObject({ role: 'user', text: 'Now otherwise.' });
    expect(await readFile(join(root, 'forked', 'notes.txt'), 'utf8')).toBe('kept');
  });

  it('a fork tells the model that the calls which were open are skipped', async () => {
    const source = await create({ workspace: { path: 'source' } });
    await openWorkspace(root, source.workspace, { create: true });
    const { lease } = await store.acquire(source.jobId, { workerId: 'w', nonce: 'n' });
    if (lease === null) throw new Error('not taken');
    const call = { id: 'c1', name: 'run_command' };
    const { message, usage } = answerOf({ calls: [call] });
    await store.commit(lease, {
      basedOn: 0,
      step: 'MODEL_RESPONSE',
      messages: [{ role: 'user', text: 'p' }, message],
      turns: 1,
      usage,
      toolCalls: [{ ...call, policy: 'REPORT', state: 'PENDING' }],
    });
    await store.finish(lease, { status: 'CANCELLED' });

    const spec = jobSpec({ jobId: store.newJobId(source.jobId), workspace: { path: 'forked' } });
    const job = await store.createFork({ jobId: source.jobId, version: 1, prompt: null }, spec);
    const model = new TestModel([{ text: 'never' }, { text: 'done' }]);
    await run(model, deliveryOf(job));
    expect((await look(job.jobId)).failure).toBeNull();
    expect(model.asked[0]?.at(-1)).toMatchObject({
      role: 'tool',
      toolCallId: 'c1',
      isError: true,
      startedAt: null,
    });
  });
});

it('a checkpoint that is gone fails the job; it never starts over', async () => {
  const job = await create();
  const stop = new AbortController();
  const cutThenSilent = new TestModel([
    { text: 'half', cut: true },
    (request) => silent(() => stop.abort(new StopReason('SHUTDOWN'))).ask(request),
  ]);
  await run(cutThenSilent, deliveryOf(job), { signal: stop.signal });
  expect(await look(job.jobId)).toMatchObject({ status: 'QUEUED', version: 1 });
  store.load = () => Promise.resolve(null);
  await run(text(), deliveryOf(job));
  expect(await look(job.jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'CHECKPOINT_GONE' } });
});
