import { describe, expect, it } from 'vitest';
import type { Lease, Store } from '../../../src/store/contract.ts';
import { LeaseLostError } from '../../../src/store/errors.ts';
import { COMPLETED, commitAnswers, FAILED, type MakeStore, runningJob, storeForEach, take } from './setup.ts';

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
