import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runAgentLoop } from '../../src/agent/loop.ts';
import type { WhenMayAct } from '../../src/agent/may-act.ts';
import type { LoopEnd } from '../../src/agent/run.ts';
import { StopReason } from '../../src/agent/stop.ts';
import type { Tool, Verdict } from '../../src/agent/tools/tool.ts';
import { RetomaError } from '../../src/errors.ts';
import type { Store } from '../../src/store/contract.ts';
import { LeaseLostError } from '../../src/store/errors.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { Message, ToolMessage } from '../../src/store/messages.ts';
import { type JobSpec, NO_USAGE, type ReplayPolicy } from '../../src/store/records.ts';
import { type Answer, answerOf, jobSpec, TestModel, takeRun } from '../support/agent-run.ts';

const JOB = 'job';
let store: Store;

beforeEach(() => {
  store = new MemoryStore();
});

interface ToolOptions {
  policy?: ReplayPolicy;
  run?: (input: { n: number }, signal: AbortSignal) => Promise<string> | string;
  verdict?: Verdict;
}

/** A tool that counts its runs. */
function tool(name: string, { policy = 'PURE', run = () => 'ok', verdict }: ToolOptions = {}) {
  const runs: number[] = [];
  const made: Tool<{ n: number }> & { runs: number[] } = {
    name,
    description: name,
    input: z.strictObject({ n: z.number().default(0) }),
    policy,
    runs,
    async execute(input, { signal }) {
      runs.push(input.n);
      signal.throwIfAborted();
      return { output: await run(input, signal), isError: false };
    },
    ...(verdict === undefined ? {} : { prepare: async () => 'evidence', verify: async () => verdict }),
  };
  return made as Tool & { runs: number[] };
}

async function submit(overrides: Partial<JobSpec> = {}): Promise<void> {
  await store.createJob(jobSpec({ jobId: JOB, ...overrides }));
}

/** Runs the job until it has committed `version`, then stops it as a lost worker would: nothing is let go. */
async function crashAfter(
  version: number,
  answers: readonly Answer[],
  tools: readonly Tool[],
): Promise<TestModel> {
  const model = new TestModel(answers);
  const dying = new AbortController();
  const run = await takeRun(store, JOB, {
    model,
    tools,
    signal: dying.signal,
    observer: {
      onVersion: (record) => {
        if (record.version === version) dying.abort(new StopReason('LEASE_LOST'));
      },
    },
  });
  await runAgentLoop(run).catch((error: unknown) => {
    if (!(error instanceof StopReason)) throw error;
  });
  return model;
}

/** Begins the latest answer's call and dies in the middle of it. */
async function dieInsideTool(answers: readonly Answer[], tools: readonly Tool[]): Promise<void> {
  const dying = new AbortController();
  const run = await takeRun(store, JOB, {
    model: new TestModel(answers),
    tools,
    signal: dying.signal,
    observer: { onToolStart: () => dying.abort(new StopReason('LEASE_LOST')) },
  });
  await expect(runAgentLoop(run)).rejects.toBeInstanceOf(StopReason);
}

async function steps(): Promise<string[]> {
  const { records } = await store.versionsAfter(JOB, 0, 100);
  return records.map((record) => record.step);
}

async function historyAt(version: number): Promise<Message[]> {
  return (await store.load(JOB, version))?.messages ?? [];
}

function toolMessages(messages: readonly Message[]): ToolMessage[] {
  return messages.filter((message) => message.role === 'tool');
}

/** Times differ between two runs; everything else must not. */
function withoutTimes(messages: readonly Message[]): unknown[] {
  return messages.map((message) =>
    message.role === 'tool'
      ? { ...message, startedAt: message.startedAt !== null, finishedAt: true }
      : message,
  );
}

const TWO_TOOLS_THEN_DONE: Answer[] = [
  {
    text: 'Looking.',
    reasoning: 'hm',
    calls: [
      { id: 'a', name: 'look' },
      { id: 'b', name: 'look', input: { n: 1 } },
    ],
  },
  { calls: [{ id: 'a', name: 'act' }] },
  { text: 'Done.' },
];
const twoTools = () => [tool('look'), tool('act', { policy: 'REPORT' })];

describe('a run from start to end', () => {
  it('commits each answer and each result, and clears the checkpoint when it completes', async () => {
    await submit();
    const end = await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(TWO_TOOLS_THEN_DONE), tools: twoTools() }),
    );

    expect(end).toMatchObject({
      kind: 'COMPLETED',
      job: { status: 'COMPLETED', result: 'Done.', turns: 3, version: 6 },
    });
    expect(await steps()).toEqual([
      'MODEL_RESPONSE',
      'TOOL_RESULT',
      'TOOLS_DONE',
      'MODEL_RESPONSE',
      'TOOLS_DONE',
      'MODEL_RESPONSE',
    ]);
    expect(await store.load(JOB)).toBeNull();
    expect((await historyAt(6)).map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'tool',
      'assistant',
      'tool',
      'assistant',
    ]);
  });

  it('sums up usage and tells the states of the calls in every version', async () => {
    await submit();
    await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(TWO_TOOLS_THEN_DONE), tools: twoTools() }),
    );
    const { records } = await store.versionsAfter(JOB, 0, 100);
    expect(records.map((record) => record.usage.total)).toEqual([15, 15, 15, 30, 30, 45]);
    expect(records[0]?.toolCalls.map((call) => call.state)).toEqual(['PENDING', 'PENDING']);
    expect(records[2]?.toolCalls.map((call) => call.state)).toEqual(['DONE', 'DONE']);
    expect(records[5]?.toolCalls).toEqual([]);
  });

  it('commits results in the order in which they come in', async () => {
    await submit();
    let finishFirst = () => {};
    const first = new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    const look = tool('look', {
      run: async ({ n }) => {
        if (n === 0) await first;
        return `result ${n}`;
      },
    });
    const observer = { onVersion: (record: { version: number }) => record.version === 2 && finishFirst() };
    await runAgentLoop(
      await takeRun(store, JOB, {
        model: new TestModel(TWO_TOOLS_THEN_DONE),
        tools: [look, tool('act')],
        observer,
      }),
    );
    expect(toolMessages(await historyAt(3)).map((result) => result.toolCallId)).toEqual(['b', 'a']);
  });

  it('commits results that come in at once one on the other', async () => {
    await submit();
    const model = new TestModel(TWO_TOOLS_THEN_DONE);
    const end = await runAgentLoop(await takeRun(store, JOB, { model, tools: [tool('look'), tool('act')] }));
    expect(end).toMatchObject({ kind: 'COMPLETED' });
    const results = toolMessages(await historyAt(3)).map((result) => result.toolCallId);
    expect(results.toSorted()).toEqual(['a', 'b']);
  });

  it('runs a call with effects alone and in its place', async () => {
    await submit();
    const order: string[] = [];
    const note = (name: string) => ({
      run: async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        return '';
      },
    });
    const calls = ['act', 'act', 'look'].map((name, i) => ({ id: `c${i}`, name }));
    await runAgentLoop(
      await takeRun(store, JOB, {
        model: new TestModel([{ calls }, { text: 'Done.' }]),
        tools: [tool('look', note('look')), tool('act', { policy: 'REPORT', ...note('act') })],
      }),
    );
    expect(order).toEqual(['act begins', 'act ends', 'act begins', 'act ends', 'look begins', 'look ends']);
  });

  it('goes on when an answer was cut at the output limit', async () => {
    await submit();
    const model = new TestModel([{ text: 'One, ', cut: true }, { text: 'two.' }]);
    const end = await runAgentLoop(await takeRun(store, JOB, { model }));
    expect(end).toMatchObject({ kind: 'COMPLETED', job: { result: 'two.' } });
    expect(model.asked[1]?.at(-1)).toMatchObject({ role: 'user' });
  });

  it('hands over between two steps when it is asked to', async () => {
    await submit();
    const model = new TestModel(TWO_TOOLS_THEN_DONE);
    const run = await takeRun(store, JOB, {
      model,
      tools: twoTools(),
      shouldHandOver: () => model.asked.length > 0,
    });
    expect(await runAgentLoop(run)).toEqual({ kind: 'HANDED_OVER' });
    expect(await steps()).toEqual(['MODEL_RESPONSE']);
  });
});

describe('a run that is cut off', () => {
  it('goes on after any version as if nothing had happened', async () => {
    await submit();
    await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(TWO_TOOLS_THEN_DONE), tools: twoTools() }),
    );
    const undisturbed = withoutTimes(await historyAt(6));

    for (let version = 1; version <= 6; version++) {
      store = new MemoryStore();
      await submit();
      const tools = twoTools();
      const before = await crashAfter(version, TWO_TOOLS_THEN_DONE, tools);
      const after = new TestModel(TWO_TOOLS_THEN_DONE);
      const end = await runAgentLoop(await takeRun(store, JOB, { model: after, tools }));
      expect(end.kind, `crash after version ${version}`).toBe('COMPLETED');
      expect(withoutTimes(await historyAt(6))).toEqual(undisturbed);
      expect(before.asked.length + after.asked.length, `crash after version ${version}`).toBe(3);
      expect(tools[1]?.runs.length).toBe(1);
    }
  });

  const CALL_ONCE: Answer[] = [{ calls: [{ id: 'a', name: 'act' }] }, { text: 'Done.' }];

  it('tells the model about a cut-off command and does not run it again (REPORT)', async () => {
    await submit();
    const act = tool('act', { policy: 'REPORT' });
    await dieInsideTool(CALL_ONCE, [act]);
    const end = await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] }),
    );
    expect(end.kind).toBe('COMPLETED');
    expect(act.runs.length).toBe(1);
    expect(toolMessages(await historyAt(3))).toMatchObject([
      { toolCallId: 'a', isError: true, interrupted: true },
    ]);
    expect((await store.getVersion(JOB, 2))?.toolCalls[0]?.state).toBe('INTERRUPTED');
  });

  it('runs it again when the job says so (RETRY)', async () => {
    await submit({ onInterrupted: 'RETRY' });
    const act = tool('act', { policy: 'REPORT' });
    await dieInsideTool(CALL_ONCE, [act]);
    await runAgentLoop(await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] }));
    expect(act.runs.length).toBe(2);
    expect(toolMessages(await historyAt(3))).toMatchObject([{ isError: false }]);
  });

  it('fails when the job says so (FAIL), and keeps the checkpoint', async () => {
    await submit({ onInterrupted: 'FAIL' });
    const act = tool('act', { policy: 'REPORT' });
    await dieInsideTool(CALL_ONCE, [act]);
    const end = await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] }),
    );
    expect(end).toMatchObject({ kind: 'FAILED', job: { failure: { code: 'TOOL_INTERRUPTED' } } });
    expect(await store.load(JOB)).toMatchObject({ turns: 1, openToolCalls: [{ id: 'a' }] });
  });

  it('waits for a person when the job says so (PAUSE), and does what the person decides', async () => {
    const decisions = [
      { decision: { kind: 'RUN', arguments: { n: 7 } } as const, runs: [0, 7], result: { isError: false } },
      {
        decision: { kind: 'RESULT', result: 'It was done.' } as const,
        runs: [0],
        result: { output: 'It was done.', isError: false },
      },
      { decision: { kind: 'REJECT', reason: 'too late' } as const, runs: [0], result: { isError: true } },
    ];
    for (const { decision, runs, result } of decisions) {
      store = new MemoryStore();
      await submit({ onInterrupted: 'PAUSE' });
      const act = tool('act', { policy: 'REPORT' });
      await dieInsideTool(CALL_ONCE, [act]);
      const run = await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] });
      const end = await runAgentLoop(run);
      expect(end).toMatchObject({ kind: 'PAUSED' });
      await store.letGo(run.lease, { to: 'PAUSED', reason: (end as LoopEnd & { reason: string }).reason });
      await store.decideToolCall(JOB, 'a', decision);
      await store.continueJob(JOB);
      await runAgentLoop(await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] }));
      expect(act.runs).toEqual(runs);
      expect(toolMessages(await historyAt(3))).toMatchObject([result]);
    }
  });

  it('looks at the world for a tool that can tell (VERIFY)', async () => {
    const verdicts = [
      {
        verdict: { state: 'DONE', output: 'was written' } as const,
        runs: 1,
        result: { output: 'was written', isError: false },
      },
      { verdict: { state: 'NOT_DONE' } as const, runs: 2, result: { isError: false } },
      { verdict: { state: 'UNKNOWN' } as const, runs: 1, result: { isError: true, interrupted: true } },
    ];
    for (const { verdict, runs, result } of verdicts) {
      store = new MemoryStore();
      await submit();
      const act = tool('act', { policy: 'VERIFY', verdict });
      await dieInsideTool(CALL_ONCE, [act]);
      await runAgentLoop(await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] }));
      expect(act.runs.length).toBe(runs);
      expect(toolMessages(await historyAt(3))).toMatchObject([result]);
    }
  });

  it('runs a call that only reads again (PURE)', async () => {
    await submit();
    const act = tool('act');
    await dieInsideTool(CALL_ONCE, [act]);
    await runAgentLoop(await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] }));
    expect(act.runs.length).toBe(2);
  });

  it.each<[ToolOptions, Partial<JobSpec>, string]>([
    [{ policy: 'PURE' }, {}, 'RUN_AGAIN'],
    [{ policy: 'VERIFY', verdict: { state: 'DONE', output: 'was written' } }, {}, 'FOUND_DONE'],
    [{ policy: 'VERIFY', verdict: { state: 'NOT_DONE' } }, {}, 'RUN_AGAIN'],
    [{ policy: 'VERIFY', verdict: { state: 'UNKNOWN' } }, {}, 'REPORTED'],
    [{ policy: 'REPORT' }, {}, 'REPORTED'],
    [{ policy: 'REPORT' }, { onInterrupted: 'RETRY' }, 'RUN_AGAIN'],
    [{ policy: 'REPORT' }, { onInterrupted: 'FAIL' }, 'FAILED'],
    [{ policy: 'REPORT' }, { onInterrupted: 'PAUSE' }, 'PAUSED'],
  ])(
    'tells its observer once what was done about a call of %j in a job of %j: %s',
    async (options, spec, outcome) => {
      await submit(spec);
      const act = tool('act', options);
      await dieInsideTool(CALL_ONCE, [act]);
      const told: unknown[] = [];
      const observer = { onToolInterrupted: (call: unknown) => told.push(call) };
      await runAgentLoop(
        await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act], observer }),
      );
      expect(told).toEqual([{ id: 'a', name: 'act', policy: options.policy, outcome }]);
    },
  );

  it('tells its observer of a call that a person decided about', async () => {
    await submit({ onInterrupted: 'PAUSE' });
    const act = tool('act', { policy: 'REPORT' });
    await dieInsideTool(CALL_ONCE, [act]);
    const run = await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act] });
    await runAgentLoop(run);
    await store.letGo(run.lease, { to: 'PAUSED', reason: 'A person has to look.' });
    await store.decideToolCall(JOB, 'a', { kind: 'RESULT', result: 'It was done.' });
    await store.continueJob(JOB);
    const told: string[] = [];
    const observer = { onToolInterrupted: ({ outcome }: { outcome: string }) => told.push(outcome) };
    await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(CALL_ONCE), tools: [act], observer }),
    );
    expect(told).toEqual(['DECIDED']);
  });

  it('stops at once when another worker has taken the job', async () => {
    await submit();
    const model = new TestModel([
      async () => {
        await store.acquire(JOB, { workerId: 'other', nonce: 'other' });
        return answerOf({ text: 'Too late.' });
      },
    ]);
    const run = await takeRun(store, JOB, { model });
    await expect(runAgentLoop(run)).rejects.toBeInstanceOf(LeaseLostError);
    expect(await store.load(JOB)).toBeNull();
  });

  it('does not lose an answer when the store is away for a moment', async () => {
    await submit();
    const model = new TestModel([{ text: 'Paid for.' }]);
    const run = await takeRun(store, JOB, { model });
    let refusals = 2;
    const commit = store.commit.bind(store);
    store.commit = async (...args) => {
      if (refusals-- > 0) throw new RetomaError('STORE_UNAVAILABLE', 'Redis is away.');
      return commit(...args);
    };
    expect(await runAgentLoop(run)).toMatchObject({ kind: 'COMPLETED', job: { result: 'Paid for.' } });
    expect(model.asked.length).toBe(1);
  });

  it('gives up the answer when the lease runs out before the store is back', async () => {
    await submit();
    let mayAct = true;
    const model = new TestModel([
      async () => {
        mayAct = false;
        return answerOf({ text: 'Paid for.' });
      },
    ]);
    const run = await takeRun(store, JOB, {
      model,
      assertMayAct: () => {
        if (!mayAct) throw new StopReason('LEASE_LOST');
      },
    });
    store.commit = async () => {
      throw new RetomaError('STORE_UNAVAILABLE', 'Redis is away.');
    };
    await expect(runAgentLoop(run)).rejects.toMatchObject({ kind: 'LEASE_LOST' });
  });
});

describe('a worker that lost its job while it slept', () => {
  const asleep = () => Promise.reject(new StopReason('LEASE_LOST'));

  it.each(['PURE', 'VERIFY', 'REPORT'] as const)('begins no %s tool after its intent', async (policy) => {
    await submit();
    const act = tool('act', { policy });
    const model = new TestModel([{ calls: [{ id: '1', name: 'act' }] }]);
    let isAsleep = false;
    const recordIntents = store.recordIntents.bind(store);
    store.recordIntents = async (...args) => {
      isAsleep = true;
      return recordIntents(...args);
    };
    const whenMayAct: WhenMayAct = async (begin) => (isAsleep ? asleep() : begin());
    const run = await takeRun(store, JOB, { model, tools: [act], whenMayAct });
    await expect(runAgentLoop(run)).rejects.toMatchObject({ kind: 'LEASE_LOST' });
    expect(act.runs).toEqual([]);
    expect((await store.load(JOB))?.openToolCalls).toMatchObject([{ id: '1' }]);
  });

  it('asks no model', async () => {
    await submit();
    const model = new TestModel([]);
    const run = await takeRun(store, JOB, { model, whenMayAct: asleep });
    await expect(runAgentLoop(run)).rejects.toMatchObject({ kind: 'LEASE_LOST' });
    expect(model.asked).toEqual([]);
  });
});

describe('a history that a provider would refuse', () => {
  const FAULTY: Message[] = [
    { role: 'user', text: 'p' },
    answerOf({ calls: [{ id: 'lost', name: 'look' }] }).message,
    { role: 'user', text: 'Go on.' },
    answerOf({ text: 'One, ', cut: true }).message,
  ];

  /** A checkpoint that holds these messages. */
  async function saved(messages: readonly Message[]): Promise<void> {
    await submit();
    const { lease } = await takeRun(store, JOB, { model: new TestModel([]) });
    await store.commit(lease, {
      basedOn: 0,
      step: 'MODEL_RESPONSE',
      messages,
      turns: 1,
      usage: NO_USAGE,
      toolCalls: [],
    });
    await store.letGo(lease, { to: 'QUEUED' });
  }

  it('is repaired before the model is asked, and the version says what was done', async () => {
    await saved(FAULTY);
    const model = new TestModel([{}, {}, { text: 'two.' }]);
    await runAgentLoop(await takeRun(store, JOB, { model }));
    expect(model.asked[0]?.[2]).toMatchObject({ role: 'tool', toolCallId: 'lost', interrupted: true });
    const repair = 'A tool call without a result was answered as interrupted.';
    expect(await store.getVersion(JOB, 2)).toMatchObject({ repair });
    expect((await historyAt(2)).slice(0, 4)).toEqual(FAULTY);
  });

  it('is left alone when it is sound', async () => {
    await saved([FAULTY[0] as Message, answerOf({ text: 'One.', cut: true }).message]);
    const model = new TestModel([{}, { text: 'Two.' }]);
    await runAgentLoop(await takeRun(store, JOB, { model }));
    expect(await store.getVersion(JOB, 2)).toMatchObject({ repair: null });
    expect(model.asked[0]).toEqual((await historyAt(2)).slice(0, -1));
  });
});

describe('whether to go on from a checkpoint', () => {
  const answers: Answer[] = [{ calls: [{ id: 'a', name: 'look' }] }, { text: 'Done.' }];

  it('starts over when the caller says no', async () => {
    await submit();
    await crashAfter(2, answers, [tool('look')]);
    const model = new TestModel(answers);
    const run = await takeRun(store, JOB, {
      model,
      tools: [tool('look')],
      resumeFromCheckpoint: ({ turns }) => turns > 1,
    });
    expect(await runAgentLoop(run)).toMatchObject({ kind: 'COMPLETED', job: { turns: 2, version: 3 } });
    expect(model.asked.length).toBe(2);
  });

  it('fails with CHECKPOINT_GONE when there should be one and it is gone', async () => {
    store = new MemoryStore();
    await submit();
    await crashAfter(2, answers, [tool('look')]);
    const run = await takeRun(store, JOB, { model: new TestModel(answers) });
    store.load = async () => null;
    expect(await runAgentLoop(run)).toMatchObject({
      kind: 'FAILED',
      job: { failure: { code: 'CHECKPOINT_GONE' } },
    });
  });
});

describe('what the model asks for and cannot have', () => {
  it('gets an error result for an unknown tool, bad arguments, broken JSON and a thrown error, and goes on', async () => {
    await submit();
    const broken = tool('broken', {
      run: () => {
        throw new Error('disk full');
      },
    });
    const calls = [
      { id: 'a', name: 'nothing' },
      { id: 'b', name: 'look', input: { n: 'x' } },
      { id: 'c', name: 'look', invalid: 'The arguments are not JSON.' },
      { id: 'd', name: 'broken' },
    ];
    const end = await runAgentLoop(
      await takeRun(store, JOB, {
        model: new TestModel([{ calls }, { text: 'Sorry.' }]),
        tools: [tool('look'), broken],
      }),
    );
    expect(end.kind).toBe('COMPLETED');
    const results = toolMessages(await historyAt(5));
    expect(results.map((result) => [result.toolCallId, result.isError])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
      ['d', true],
    ]);
    expect(results[0]?.output).toContain('look, broken');
    expect(results[1]?.output).toContain('n:');
    expect(results[3]?.output).toBe('disk full');
  });

  it('ends after three answers in a row that ask only for what cannot be run', async () => {
    await submit();
    const answers = Array.from({ length: 5 }, () => ({ calls: [{ id: 'a', name: 'nothing' }] }));
    const model = new TestModel(answers);
    const end = await runAgentLoop(await takeRun(store, JOB, { model, tools: [tool('look')] }));
    const message = expect.stringContaining('Resume the job with another model, or fork it');
    expect(end).toMatchObject({
      kind: 'FAILED',
      job: { failure: { code: 'NO_PROGRESS', message }, turns: 3 },
    });
    expect(await store.load(JOB)).toMatchObject({ turns: 3 });
  });

  it('may be resumed after that: the answers of the earlier job are not held against the new one', async () => {
    await submit();
    const wrong = { calls: [{ id: 'a', name: 'nothing' }] };
    const stuck = await takeRun(store, JOB, { model: new TestModel([wrong, wrong, wrong]) });
    await runAgentLoop(stuck);
    const next = jobSpec({ jobId: 'next' });
    await store.claimResume({ jobId: JOB, status: 'FAILED', version: 6, resumedBy: null }, next);
    const model = new TestModel([{}, {}, {}, { text: 'I see.' }]);
    const run = await takeRun(store, 'next', { model });
    await store.copyCheckpoint({ jobId: JOB }, run.lease, { step: 'RESUMED' });
    const job = (await store.getJob('next')) ?? run.job;
    expect(await runAgentLoop({ ...run, job })).toMatchObject({ kind: 'COMPLETED', job: { turns: 4 } });
  });

  it('asks again for an empty answer, three times at most', async () => {
    await submit();
    const model = new TestModel([{ reasoning: 'hm' }]);
    const end = await runAgentLoop(await takeRun(store, JOB, { model }));
    const message = expect.stringMatching(/Submit the job again with another model\.$/);
    expect(end).toMatchObject({
      kind: 'FAILED',
      job: { failure: { code: 'NO_PROGRESS', message }, version: null },
    });
    expect(model.asked.length).toBe(3);
  });

  it('is stopped at its own number of turns, those before a resume not counted', async () => {
    await submit({ maxTurns: 2 });
    const endless = Array.from({ length: 9 }, (_, i) => ({ calls: [{ id: `c${i}`, name: 'look' }] }));
    const end = await runAgentLoop(
      await takeRun(store, JOB, { model: new TestModel(endless), tools: [tool('look')] }),
    );
    expect(end).toMatchObject({ kind: 'FAILED', job: { failure: { code: 'MAX_TURNS' }, turns: 2 } });

    const next = jobSpec({ jobId: 'next', maxTurns: 3 });
    await store.claimResume({ jobId: JOB, status: 'FAILED', version: 4, resumedBy: null }, next);
    const run = await takeRun(store, 'next', { model: new TestModel(endless), tools: [tool('look')] });
    await store.copyCheckpoint({ jobId: JOB }, run.lease, { step: 'RESUMED' });
    const job = await store.getJob('next');
    const again = await runAgentLoop({ ...run, job: job ?? run.job });
    expect(again).toMatchObject({ kind: 'FAILED', job: { failure: { code: 'MAX_TURNS' }, turns: 5 } });
  });
});

describe('calls that wait for a person', () => {
  /** Runs the job until it ends or waits; then it is let go as a worker does. */
  async function go(model: TestModel, tools: readonly Tool[]): Promise<LoopEnd> {
    const run = await takeRun(store, JOB, { model, tools });
    const end = await runAgentLoop(run);
    if (end.kind === 'PAUSED') {
      const { reason, awaits } = end;
      await store.letGo(run.lease, { to: 'PAUSED', reason, awaits });
    }
    return end;
  }

  it('are not run before they are approved, however often the job is taken', async () => {
    await submit({ requireApproval: ['act'] });
    const act = tool('act', { policy: 'REPORT' });
    const model = new TestModel([{ calls: [{ id: 'a', name: 'act' }] }, { text: 'Done.' }]);
    const waits = { kind: 'PAUSED', reason: 'The call a of act waits for approval.', awaits: ['a'] };
    expect(await go(model, [act])).toEqual(waits);
    await store.continueJob(JOB);
    expect(await go(model, [act])).toEqual(waits);
    expect(act.runs).toEqual([]);
    expect(await store.decideToolCall(JOB, 'a', { kind: 'RUN' })).toMatchObject({ status: 'QUEUED' });
    expect(await go(model, [act])).toMatchObject({ kind: 'COMPLETED' });
    expect(act.runs).toEqual([0]);
  });

  it('wait together, and each is done as it was decided, in the order of the model', async () => {
    await submit({ requireApproval: ['act'] });
    const order: number[] = [];
    const act = tool('act', { policy: 'REPORT', run: ({ n }) => `${order.push(n)}` });
    const calls = [
      { id: 'look', name: 'look' },
      ...[1, 2, 3, 4].map((n) => ({ id: `a${n}`, name: 'act', input: { n } })),
      { id: 'free', name: 'free' },
    ];
    const free = tool('free', { policy: 'REPORT' });
    const tools = [tool('look'), act, free];
    const model = new TestModel([{ calls }, { text: 'Done.' }]);
    expect(await go(model, tools)).toEqual({
      kind: 'PAUSED',
      reason:
        'The call a1 of act waits for approval. The call a2 of act waits for approval. The call a3 of act waits for approval. And 1 more wait.',
      awaits: ['a1', 'a2', 'a3', 'a4'],
    });
    expect(free.runs).toEqual([]);
    await store.decideToolCall(JOB, 'a4', { kind: 'RUN' });
    await store.decideToolCall(JOB, 'a3', { kind: 'REJECT', reason: 'no' });
    await store.decideToolCall(JOB, 'a2', { kind: 'RESULT', result: 'As I say.' });
    const last = await store.decideToolCall(JOB, 'a1', { kind: 'RUN', arguments: { n: 9 } });
    expect(last.status).toBe('QUEUED');
    expect(await go(model, tools)).toMatchObject({ kind: 'COMPLETED' });
    expect(order).toEqual([9, 4]);
    expect(free.runs).toEqual([0]);
    const outputs = toolMessages(await historyAt(7)).map(({ toolCallId, output }) => [toolCallId, output]);
    expect(outputs).toEqual([
      ['look', 'ok'],
      ['a1', 'A person changed the arguments to {"n":9}.\n1'],
      ['a2', 'As I say.'],
      ['a3', 'A person decided that this call is not run. Reason: no'],
      ['a4', '2'],
      ['free', 'ok'],
    ]);
  });

  it('are run again with the arguments that a person gave, after they were cut off', async () => {
    await submit({ requireApproval: ['act'], onInterrupted: 'PAUSE' });
    const act = tool('act', { policy: 'REPORT' });
    const answers: Answer[] = [{ calls: [{ id: 'a', name: 'act' }] }, { text: 'Done.' }];
    const model = new TestModel(answers);
    await go(model, [act]);
    await store.decideToolCall(JOB, 'a', { kind: 'RUN', arguments: { n: 7 } });
    await dieInsideTool(answers, [act]);
    expect(await go(model, [act])).toMatchObject({ kind: 'PAUSED', awaits: ['a'] });
    await store.decideToolCall(JOB, 'a', { kind: 'RUN' });
    expect(await go(model, [act])).toMatchObject({ kind: 'COMPLETED' });
    expect(act.runs).toEqual([7, 7]);
  });

  it('tell the model, when they are rejected after they were cut off, that they may have had an effect', async () => {
    await submit({ onInterrupted: 'PAUSE' });
    const act = tool('act', { policy: 'REPORT' });
    const answers: Answer[] = [{ calls: [{ id: 'a', name: 'act' }] }, { text: 'Done.' }];
    await dieInsideTool(answers, [act]);
    await go(new TestModel(answers), [act]);
    await store.decideToolCall(JOB, 'a', { kind: 'REJECT', reason: null });
    await go(new TestModel(answers), [act]);
    expect(toolMessages(await historyAt(3))).toMatchObject([
      { interrupted: true, isError: true, output: expect.stringMatching(/may have had.*not run again/) },
    ]);
  });

  it('may be rejected time and again: that is no fault of the model', async () => {
    await submit({ requireApproval: ['act'] });
    const answers: Answer[] = [1, 2, 3, 4].map(() => ({ calls: [{ id: 'a', name: 'act' }] }));
    const model = new TestModel([...answers, { text: 'Then not.' }]);
    for (let turn = 1; turn <= 4; turn++) {
      expect(await go(model, [tool('act')])).toMatchObject({ kind: 'PAUSED' });
      await store.decideToolCall(JOB, 'a', { kind: 'REJECT', reason: null });
    }
    expect(await go(model, [tool('act')])).toMatchObject({ kind: 'COMPLETED', job: { turns: 5 } });
  });
});
