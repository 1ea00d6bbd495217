import { describe, expect, it } from 'vitest';
import type { Lease, Store } from '../../../src/store/contract.ts';
import { LeaseLostError } from '../../../src/store/errors.ts';
import {
  answerOn,
  COMPLETED,
  commitAnswers,
  FAILED,
  FAILURE,
  failedJob,
  jobOf,
  type MakeStore,
  resumed,
  runningJob,
  specOf,
  storeForEach,
  take,
  usageOf,
} from './setup.ts';

function piece(offset: number, text = `piece ${offset}`) {
  return { offset, kind: 'TEXT', text } as const;
}

function said(store: Store, lease: Lease, at: number, more: { turn?: number; call?: number } = {}) {
  return store.appendOutput(lease, { turn: 1, call: 1, at, pieces: [piece(at)], ...more });
}

export function output(makeStore: MakeStore): void {
  const of = storeForEach(makeStore);

  it('is read from the start, or from where the reader was', async () => {
    const { store } = of;
    const lease = await runningJob(store);
    const { jobId } = lease;
    expect(await store.readOutput(jobId, null, 10)).toBeNull();
    for (let at = 0; at < 5; at++) await said(store, lease, at);
    const all = [0, 1, 2, 3, 4].map((offset) => piece(offset));
    const call = { turn: 1, attempt: 1 };
    expect(await store.readOutput(jobId, null, 10)).toEqual({ ...call, from: 0, pieces: all });
    expect(await store.readOutput(jobId, null, 2)).toEqual({ ...call, from: 0, pieces: all.slice(0, 2) });
    const known = { ...call, pieces: 3 };
    expect(await store.readOutput(jobId, known, 1)).toEqual({ ...call, from: 3, pieces: [all[3]] });
    expect(await store.readOutput(jobId, { ...call, pieces: 5 }, 1)).toEqual({
      ...call,
      from: 5,
      pieces: [],
    });
  });

  it('keeps any text', async () => {
    const { store } = of;
    const lease = await runningJob(store);
    const pieces = ['', '\u0000', '"\\', '日本 👍', '{"a":1}'].map((text) => ({
      ...piece(0, text),
      kind: 'REASONING' as const,
    }));
    await store.appendOutput(lease, { turn: 1, call: 1, at: 0, pieces });
    expect((await store.readOutput(lease.jobId, null, 10))?.pieces).toEqual(pieces);
  });

  it('begins anew with each call, and counts the attempts at a turn', async () => {
    const { store } = of;
    const lease = await runningJob(store);
    const { jobId } = lease;
    await said(store, lease, 0);
    await said(store, lease, 0, { call: 2 });
    const second = { turn: 1, attempt: 2, from: 0, pieces: [piece(0)] };
    expect(await store.readOutput(jobId, { turn: 1, attempt: 1, pieces: 1 }, 10)).toEqual(second);
    await said(store, lease, 0, { turn: 2, call: 3 });
    expect(await store.readOutput(jobId, null, 10)).toMatchObject({ turn: 2, attempt: 1 });
    const next = await take(store, jobId);
    await said(store, next, 0, { turn: 2, call: 3 });
    expect(await store.readOutput(jobId, null, 10)).toMatchObject({ turn: 2, attempt: 2 });
  });

  it('is added once, however often that is sent', async () => {
    const { store } = of;
    const lease = await runningJob(store);
    for (const at of [0, 0, 1, 1, 1]) await said(store, lease, at);
    const read = await store.readOutput(lease.jobId, null, 10);
    expect(read).toEqual({ turn: 1, attempt: 1, from: 0, pieces: [piece(0), piece(1)] });
  });

  it('stays after the job has ended', async () => {
    const { store } = of;
    const done = await runningJob(store);
    await said(store, done, 0);
    await store.finish(done, COMPLETED);
    expect(await store.readOutput(done.jobId, null, 10)).not.toBeNull();
  });

  it('goes with a checkpoint that is deleted', async () => {
    const { store } = of;
    const lease = await runningJob(store);
    await said(store, lease, 0);
    await commitAnswers(store, lease, 1);
    await store.finish(lease, FAILED);
    expect(await store.readOutput(lease.jobId, null, 10)).not.toBeNull();
    await store.deleteCheckpoint(lease.jobId);
    expect(await store.readOutput(lease.jobId, null, 10)).toBeNull();
  });

  describe('when it was cut off', () => {
    async function partialOf(store: Store, jobId: string) {
      const [partial] = await store.readPartials([jobId]);
      return partial ?? null;
    }

    it('is what the next worker finds, with all that is known of it', async () => {
      const { store } = of;
      const lease = await runningJob(store);
      const { jobId } = lease;
      const usage = usageOf(1);
      const texts = ['Hm, ', 'so. ', 'I "say" ', '日本 \u0000👍'];
      const pieces = texts.map(
        (text, at) => ({ ...piece(at, text), kind: at < 2 ? 'REASONING' : 'TEXT' }) as const,
      );
      const call = { turn: 1, call: 1 };
      await store.appendOutput(lease, { ...call, at: 0, pieces: pieces.slice(0, 1) });
      await store.appendOutput(lease, { ...call, at: 1, usage, pieces: pieces.slice(1) });
      expect(await partialOf(store, jobId)).toBeNull();

      const partial = {
        turn: 1,
        attempt: 1,
        text: 'I "say" 日本 \u0000👍',
        reasoning: 'Hm, so. ',
        usage,
        savedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      };
      const next = await take(store, jobId);
      expect(await partialOf(store, jobId)).toEqual(partial);
      await said(store, next, 0);
      expect(await partialOf(store, jobId)).toEqual(partial);
      await said(store, next, 1);
      await take(store, jobId);
      expect(await partialOf(store, jobId)).toMatchObject({
        attempt: 2,
        text: 'piece 0piece 1',
        reasoning: null,
        usage: null,
      });
    });

    it('is forgotten once the answer is there, and then no other takes its place', async () => {
      const { store } = of;
      const first = await runningJob(store);
      const { jobId } = first;
      await said(store, first, 0);
      const lease = await take(store, jobId);
      await said(store, lease, 0, { call: 1 });
      await store.commit(lease, answerOn(0));
      expect(await partialOf(store, jobId)).toBeNull();
      await said(store, lease, 0, { turn: 2, call: 2 });
      expect(await partialOf(store, jobId)).toBeNull();
      await store.letGo(lease, { to: 'QUEUED' });
      expect(await partialOf(store, jobId)).toMatchObject({ turn: 2, attempt: 1 });
    });

    it('is kept however the job was let go or ended', async () => {
      const { store } = of;
      const ends: ((lease: Lease) => Promise<unknown>)[] = [
        (lease) => store.letGo(lease, { to: 'QUEUED' }),
        (lease) => store.letGo(lease, { to: 'PAUSED', reason: 'Asks.' }),
        (lease) => store.letGo(lease, { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE }),
        (lease) => store.finish(lease, FAILED),
        (lease) => store.finish(lease, { status: 'CANCELLED' }),
      ];
      const jobIds: string[] = [];
      for (const end of ends) {
        const lease = await runningJob(store);
        await said(store, lease, 0);
        await end(lease);
        jobIds.push(lease.jobId);
      }
      const found = await store.readPartials(['nobody', ...jobIds]);
      expect(found.map((partial) => partial?.text ?? null)).toEqual([null, ...ends.map(() => 'piece 0')]);
    });

    it('goes with a checkpoint that is deleted or discarded', async () => {
      const { store } = of;
      const deleted = await runningJob(store);
      await commitAnswers(store, deleted, 1);
      await said(store, deleted, 0, { turn: 2 });
      await store.finish(deleted, FAILED);
      expect(await partialOf(store, deleted.jobId)).not.toBeNull();
      await store.deleteCheckpoint(deleted.jobId);
      expect(await partialOf(store, deleted.jobId)).toBeNull();

      const first = await runningJob(store);
      await said(store, first, 0);
      const lease = await take(store, first.jobId);
      await store.discardCheckpoint(lease);
      expect(await partialOf(store, first.jobId)).toBeNull();
    });

    it('comes to the job that resumes the checkpoint, when it asks the same model', async () => {
      const { store } = of;
      for (const [model, isCarried] of [
        ['scripted/first', true],
        ['scripted/other', false],
      ] as const) {
        const source = await runningJob(store);
        await commitAnswers(store, source, 1);
        await said(store, source, 0, { turn: 2 });
        await store.finish(source, FAILED);
        const { jobId } = await resumed(store, source.jobId, { model });
        const lease = await take(store, jobId);
        await store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' });
        expect(await partialOf(store, jobId)).toEqual(
          isCarried ? await partialOf(store, source.jobId) : null,
        );
        await said(store, lease, 0, { turn: 2 });
        expect((await store.readOutput(jobId, null, 10))?.attempt).toBe(isCarried ? 2 : 1);
        expect(await partialOf(store, jobId)).toMatchObject(isCarried ? { attempt: 1 } : {});
      }
    });

    it('does not come to a fork', async () => {
      const { store } = of;
      const { jobId } = await failedJob(store, 1);
      const spec = specOf(store.newJobId(jobId));
      await store.createFork({ jobId, version: 1, prompt: null }, spec);
      const lease = await take(store, spec.jobId);
      await store.copyCheckpoint({ jobId, version: 1 }, lease, { step: 'FORKED' });
      expect(await partialOf(store, spec.jobId)).toBeNull();
      expect((await jobOf(store, spec.jobId)).version).toBe(1);
    });
  });

  describe('is refused', () => {
    it('from a worker that has lost the job, or ended it', async () => {
      const { store } = of;
      const lost = await runningJob(store);
      const held = await take(store, lost.jobId);
      await expect(said(store, lost, 0)).rejects.toThrow(LeaseLostError);
      await store.finish(held, COMPLETED);
      await expect(said(store, held, 0)).rejects.toThrow(LeaseLostError);
      expect(await store.readOutput(lost.jobId, null, 10)).toBeNull();
    });
  });
}
