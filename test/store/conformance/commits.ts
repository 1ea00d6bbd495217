import { describe, expect, it } from 'vitest';
import { LeaseLostError, VersionConflictError } from '../../../src/store/errors.ts';
import type { Message } from '../../../src/store/messages.ts';
import {
  answer,
  answerOn,
  commitAnswers,
  FAILED,
  jobOf,
  type MakeStore,
  newJob,
  openCall,
  pending,
  result,
  runningJob,
  storeForEach,
  take,
  usageOf,
  user,
} from './setup.ts';

export function commits(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  it('makes version 1, 2, 3 … with the record of each', async () => {
    const lease = await runningJob(t.store, { jobId: 'mine' });
    const records = await commitAnswers(t.store, lease, 5);
    expect(records.map((record) => record.version)).toEqual([1, 2, 3, 4, 5]);
    const { savedAt, sizeBytes, storedBytes, ...rest } = records[2] ?? {};
    expect(rest).toEqual({
      jobId: 'mine',
      version: 3,
      formatVersion: 1,
      step: 'MODEL_RESPONSE',
      turns: 3,
      model: 'scripted/first',
      workspace: { path: 'of-mine' },
      messageCount: 3,
      usage: usageOf(3),
      epoch: 1,
      toolCalls: [],
      repair: null,
    });
    expect(Math.abs(Date.parse(savedAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect(storedBytes).toBeGreaterThan(0);
    const bytes = Buffer.byteLength(JSON.stringify((await t.store.load('mine', 3))?.messages));
    expect(Math.abs((sizeBytes ?? 0) - bytes)).toBeLessThan(bytes * 0.05);
    expect(await jobOf(t.store, 'mine')).toMatchObject({
      version: 5,
      turns: 5,
      usage: usageOf(5),
      checkpoint: 'KEPT',
      status: 'RUNNING',
    });
  });

  it('keeps step, tool calls, repair and model as given', async () => {
    const lease = await runningJob(t.store);
    const toolCalls = [
      pending('a', 'DONE'),
      { id: 'b"\u0000👍', name: 'run_command', policy: 'REPORT', state: 'RUNNING' } as const,
    ];
    const steps = ['MODEL_RESPONSE', 'TOOL_RESULT', 'TOOLS_DONE'] as const;
    for (const [basedOn, step] of steps.entries()) {
      const commit = answerOn(basedOn, {
        step,
        toolCalls,
        repair: 'Closed an open call.\n"x"',
        ...(basedOn === 1 ? { model: 'openai/"other"' } : {}),
      });
      const record = await t.store.commit(lease, commit);
      expect(record).toMatchObject({
        step,
        toolCalls,
        repair: 'Closed an open call.\n"x"',
        model: basedOn === 0 ? 'scripted/first' : 'openai/"other"',
      });
      expect(await t.store.getVersion(lease.jobId, basedOn + 1)).toEqual(record);
    }
    expect((await jobOf(t.store, lease.jobId)).model).toBe('scripted/first');
  });

  it('may add no message, and many', async () => {
    const lease = await runningJob(t.store);
    await t.store.commit(lease, answerOn(0, { messages: [] }));
    const many = Array.from({ length: 500 }, (_, i) => user(`Message ${i}`));
    await t.store.commit(lease, answerOn(1, { messages: many }));
    await t.store.commit(lease, answerOn(2, { messages: [] }));
    const loaded = await t.store.load(lease.jobId);
    expect(loaded).toMatchObject({ version: 3, messageCount: 500 });
    expect(loaded?.messages).toEqual(many);
  });

  it('gives back exactly what JSON would', async () => {
    const lease = await runningJob(t.store);
    const messages: Message[] = [
      { role: 'system', text: '' },
      { role: 'user', text: 'NUL \u0000, lone \ud800 and \udc00, pair 👍, lines \r\n\u2028, e\u0301' },
      {
        ...answer('odd', ['a']),
        parts: [
          {
            type: 'tool-call',
            toolCallId: 'a',
            toolName: 'x',
            input: JSON.parse(
              '{"__proto__":{"polluted":true},"constructor":1,"":2,"1":3,"a":[[],{},null,false,0.1,1e300,9007199254740991,-1]}',
            ),
            providerOptions: { deepseek: { signature: 'x'.repeat(10_000) } },
          },
        ],
      },
      result('a', { output: 'y'.repeat(200_000), interrupted: true, startedAt: null }),
    ];
    await t.store.commit(lease, answerOn(0, { messages }));
    const loaded = await t.store.load(lease.jobId);
    expect(JSON.stringify(loaded?.messages)).toBe(JSON.stringify(messages));
    expect(loaded?.messages).toStrictEqual(JSON.parse(JSON.stringify(messages)));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('answers a re-sent commit with the same record, once or often', async () => {
    const lease = await runningJob(t.store);
    const first = await t.store.commit(lease, answerOn(0));
    expect(await t.store.commit(lease, answerOn(0))).toEqual(first);
    const commit = answerOn(1, {
      messages: [answer('x', ['a'])],
      toolCalls: [pending('a')],
      repair: 'r',
      model: 'm/2',
    });
    const records = await Promise.all(Array.from({ length: 10 }, () => t.store.commit(lease, commit)));
    for (const record of records) expect(record).toEqual(records[0]);
    expect(await t.store.load(lease.jobId)).toMatchObject({ version: 2, messageCount: 2 });
    expect((await t.store.history(lease.jobId, { first: 10 })).map((record) => record.version)).toEqual([
      2, 1,
    ]);
  });

  it('refuses what is built on another version than the head', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 2);
    const before = await t.store.load(lease.jobId);
    const other = { messages: [answer('Something else')] };
    for (const basedOn of [0, 1, 3, 99]) {
      const error = await t.store.commit(lease, answerOn(basedOn, other)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(VersionConflictError);
      expect(error).toMatchObject({ jobId: lease.jobId, expected: basedOn, actual: 2 });
    }
    // The same messages with other totals are no re-send, nor is one of a version before the head.
    await expect(t.store.commit(lease, answerOn(1, { turns: 7 }))).rejects.toBeInstanceOf(
      VersionConflictError,
    );
    await expect(t.store.commit(lease, answerOn(1, { step: 'TOOLS_DONE' }))).rejects.toBeInstanceOf(
      VersionConflictError,
    );
    await expect(t.store.commit(lease, answerOn(0))).rejects.toBeInstanceOf(VersionConflictError);
    expect(await t.store.load(lease.jobId)).toEqual(before);
  });

  it('takes one of two different commits that are sent at once', async () => {
    const lease = await runningJob(t.store);
    const both = await Promise.allSettled(
      ['this', 'that'].map((text) => t.store.commit(lease, answerOn(0, { messages: [answer(text)] }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await t.store.load(lease.jobId)).toMatchObject({ version: 1, messageCount: 1 });
  });

  it('goes on from the head under a new lease', async () => {
    const first = await runningJob(t.store);
    await commitAnswers(t.store, first, 2);
    const second = await take(t.store, first.jobId);
    // Word for word what the first lease committed, yet no re-send.
    await expect(t.store.commit(second, answerOn(1))).rejects.toBeInstanceOf(VersionConflictError);
    const record = await t.store.commit(second, answerOn(2));
    expect(record).toMatchObject({ version: 3, epoch: 2 });
    await expect(t.store.commit(first, answerOn(2))).rejects.toBeInstanceOf(LeaseLostError);
  });

  it('keeps the histories of jobs that run at once apart', async () => {
    const { store } = t;
    const leases = await Promise.all(Array.from({ length: 20 }, () => runningJob(store)));
    await Promise.all(
      leases.map(async (lease, job) => {
        for (let i = 0; i < 20; i++)
          await store.commit(lease, answerOn(i, { messages: [user(`${job}/${i}`)] }));
      }),
    );
    for (const [job, lease] of leases.entries()) {
      const loaded = await store.load(lease.jobId);
      expect(loaded?.messages).toEqual(Array.from({ length: 20 }, (_, i) => user(`${job}/${i}`)));
    }
  });

  it('holds a long run together: 600 versions, each readable as it was', async () => {
    const { store } = t;
    const lease = await runningJob(store);
    const text = (i: number) => `Step ${i}: ${'lorem ipsum '.repeat(i % 90)}`;
    for (let i = 0; i < 600; i++) await store.commit(lease, answerOn(i, { messages: [user(text(i))] }));
    const all = Array.from({ length: 600 }, (_, i) => user(text(i)));
    expect((await store.load(lease.jobId))?.messages).toEqual(all);
    for (const version of [1, 2, 31, 32, 33, 64, 255, 256, 257, 300, 511, 512, 599, 600]) {
      const loaded = await store.load(lease.jobId, version);
      expect(loaded?.version).toBe(version);
      expect(loaded?.messages).toEqual(all.slice(0, version));
    }
    const history = await store.history(lease.jobId, { first: 1000 });
    expect(history.map((record) => record.version)).toEqual(Array.from({ length: 600 }, (_, i) => 600 - i));
    for (const record of history) expect(record.messageCount).toBe(record.version);
    const turns = await store.latestTurns([{ jobId: lease.jobId, version: 600 }]);
    expect(turns).toEqual([null]);
    await store.commit(lease, answerOn(600, { messages: [answer('Last', ['z'])] }));
    await store.commit(lease, answerOn(601, { messages: [result('z')] }));
    expect(await store.latestTurns([{ jobId: lease.jobId, version: 602 }])).toEqual([
      { answer: answer('Last', ['z']), after: [result('z')] },
    ]);
  });

  describe('compaction', () => {
    it('replaces the history from its version on; earlier ones read as before', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 3);
      const before = await store.load(lease.jobId);
      const compacted = [user('Summary'), answer('Kept')];
      const record = await store.commit(
        lease,
        answerOn(3, { step: 'COMPACTED', messages: compacted, turns: 3, usage: usageOf(3) }),
      );
      expect(record).toMatchObject({ version: 4, step: 'COMPACTED', messageCount: 2, turns: 3 });
      expect(record.sizeBytes).toBeLessThan(before?.sizeBytes ?? 0);
      await store.commit(lease, answerOn(4, { messages: [answer('After')] }));
      expect((await store.load(lease.jobId))?.messages).toEqual([...compacted, answer('After')]);
      expect((await store.load(lease.jobId, 4))?.messages).toEqual(compacted);
      expect((await store.load(lease.jobId, 3))?.messages).toEqual(before?.messages);
      expect((await store.load(lease.jobId, 1))?.messages).toEqual(before?.messages.slice(0, 1));
      expect(await store.latestTurns([3, 4, 5].map((version) => ({ jobId: lease.jobId, version })))).toEqual([
        { answer: answer('Answer 3'), after: [] },
        { answer: answer('Kept'), after: [] },
        { answer: answer('After'), after: [] },
      ]);
    });

    it('can be done again, and re-sent', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 2);
      const first = answerOn(2, { step: 'COMPACTED', messages: [user('First')] });
      expect(await store.commit(lease, first)).toEqual(await store.commit(lease, first));
      await store.commit(lease, answerOn(3, { step: 'COMPACTED', messages: [user('Second')] }));
      await store.commit(lease, answerOn(4));
      expect((await store.load(lease.jobId, 3))?.messages).toEqual([user('First')]);
      expect((await store.load(lease.jobId))?.messages).toEqual([user('Second'), answer('Answer 5')]);
    });
  });

  describe('open tool calls', () => {
    it('are there from intent to result', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await store.commit(
        lease,
        answerOn(0, {
          messages: [answer('Look', ['a', 'b', 'c'])],
          toolCalls: ['a', 'b', 'c'].map((id) => pending(id)),
        }),
      );
      const calls = ['a', 'b', 'c'].map((id) => openCall(id, lease.epoch));
      await store.recordIntents(lease, calls);
      expect((await store.load(lease.jobId))?.version).toBe(1);
      expect(await openIds(lease.jobId)).toEqual(['a', 'b', 'c']);
      await store.commit(lease, answerOn(1, { step: 'TOOL_RESULT', messages: [result('b')] }));
      expect(await openIds(lease.jobId)).toEqual(['a', 'c']);
      await store.commit(lease, answerOn(2, { step: 'TOOLS_DONE', messages: [result('a'), result('c')] }));
      expect(await openIds(lease.jobId)).toEqual([]);
    });

    it('are kept word for word, and replaced by a later intent of the same id', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await store.commit(lease, answerOn(0));
      const odd = openCall('a:{}"\u0000', lease.epoch, {
        evidence: JSON.parse('{"__proto__":[1],"deep":[[{}]],"none":null}'),
        editedArguments: { path: 'é\ud800' },
        decision: { kind: 'RUN', arguments: { x: [] } },
        startedAt: null,
      });
      await store.recordIntents(lease, [odd, openCall('b', lease.epoch)]);
      expect(byId((await store.load(lease.jobId))?.openToolCalls)).toEqual(
        byId([odd, openCall('b', lease.epoch)]),
      );
      const again = openCall('b', lease.epoch + 7, { evidence: 'new' });
      await store.recordIntents(lease, [again]);
      await store.recordIntents(lease, []);
      const expected = byId([odd, again]);
      expect(byId((await store.load(lease.jobId))?.openToolCalls)).toEqual(expected);
      expect(byId((await store.getCheckpoint(lease.jobId))?.openToolCalls)).toEqual(expected);
    });

    it('outlive a take-over and a failure, and belong to the head alone', async () => {
      const { store } = t;
      const first = await runningJob(store);
      await commitAnswers(store, first, 2);
      await store.recordIntents(first, [openCall('a', 1)]);
      const second = await take(store, first.jobId);
      expect(await openIds(first.jobId)).toEqual(['a']);
      await store.finish(second, FAILED);
      expect(await openIds(first.jobId)).toEqual(['a']);
      expect((await store.load(first.jobId, 1))?.openToolCalls).toEqual([]);
      expect((await store.load(first.jobId, 2))?.openToolCalls).toEqual([openCall('a', 1)]);
    });

    it('may be more than one commit answers, by ids that come again in later turns', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      for (const turn of [0, 2, 4]) {
        await store.commit(lease, answerOn(turn, { messages: [answer('Look', ['0'])] }));
        await store.recordIntents(lease, [openCall('0', lease.epoch)]);
        expect(await openIds(lease.jobId)).toEqual(['0']);
        await store.commit(lease, answerOn(turn + 1, { step: 'TOOLS_DONE', messages: [result('0')] }));
        expect(await openIds(lease.jobId)).toEqual([]);
      }
    });

    async function openIds(jobId: string): Promise<string[]> {
      const loaded = await t.store.load(jobId);
      return (loaded?.openToolCalls ?? []).map((call) => call.id).sort();
    }
  });

  describe('discarding', () => {
    it('begins again at no version', async () => {
      const { store } = t;
      const { jobId } = await newJob(store);
      const lease = await take(store, jobId);
      await store.discardCheckpoint(lease);
      await commitAnswers(store, lease, 3);
      await store.recordIntents(lease, [openCall('a', 1)]);
      await store.discardCheckpoint(lease);
      await store.discardCheckpoint(lease);
      expect(await jobOf(store, jobId)).toMatchObject({
        version: null,
        turns: 0,
        checkpoint: 'NONE',
        status: 'RUNNING',
        usage: { total: 0 },
      });
      expect(await store.load(jobId)).toBeNull();
      expect(await store.load(jobId, 2)).toBeNull();
      expect(await store.history(jobId, { first: 10 })).toEqual([]);
      expect(await store.listActive({ first: 10 })).toMatchObject({ items: [], total: 0 });
      const record = await store.commit(lease, answerOn(0, { messages: [user('Anew')] }));
      expect(record).toMatchObject({ version: 1, messageCount: 1 });
      const loaded = await store.load(jobId);
      expect(loaded).toMatchObject({ version: 1, openToolCalls: [] });
      expect(loaded?.messages).toEqual([user('Anew')]);
    });
  });
}

function byId<T extends { id: string }>(calls: readonly T[] | undefined): T[] {
  return [...(calls ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
}
