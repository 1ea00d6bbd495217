import { describe, expect, it } from 'vitest';
import type { Chore } from '../../../src/store/contract.ts';
import { until } from '../../support/wait.ts';
import {
  CALLBACK,
  COMPLETED,
  completedJob,
  FAILED,
  type MakeStore,
  newJob,
  runningJob,
  storeForEach,
} from './setup.ts';

export function chores(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  it('are none at first', async () => {
    expect(await t.store.takeChores(10, 1000)).toEqual([]);
  });

  it('are handed out once for the time of their lease, and again after it', async () => {
    const { store } = t;
    const { jobId } = await newJob(store);
    const chore = { kind: 'QUEUE', jobId, state: null } as const;
    expect(await store.takeChores(10, 60_000)).toEqual([chore]);
    expect(await store.takeChores(10, 60_000)).toEqual([]);
    const { jobId: second } = await newJob(store);
    expect(await store.takeChores(10, 1)).toEqual([{ ...chore, jobId: second }]);
    expect(
      await until(async () => first(await store.takeChores(10, 60_000)), { what: 'the lease runs out' }),
    ).toEqual({ ...chore, jobId: second });
  });

  it('are handed to one of many who ask at once', async () => {
    const { store } = t;
    const jobs = await Promise.all(Array.from({ length: 30 }, () => newJob(store)));
    const taken = await Promise.all(Array.from({ length: 20 }, () => store.takeChores(4, 60_000)));
    for (const some of taken) expect(some.length).toBeLessThanOrEqual(4);
    expect(
      taken
        .flat()
        .map((chore) => chore.jobId)
        .sort(),
    ).toEqual(jobs.map((job) => job.jobId).sort());
  });

  it('are gone when they are complete, also before they were handed out', async () => {
    const { store } = t;
    const one = await newJob(store);
    const two = await newJob(store);
    await store.completeChore({ kind: 'QUEUE', jobId: one.jobId, state: null });
    const [chore] = await store.takeChores(10, 0);
    expect(chore?.jobId).toBe(two.jobId);
    if (chore) await store.completeChore(chore);
    if (chore) await store.completeChore(chore);
    await store.completeChore({ kind: 'CALLBACK', jobId: 'nobody', state: null });
    expect(await store.takeChores(10, 0)).toEqual([]);
  });

  it('of a later delivery are not struck by one who comes too late', async () => {
    const { store } = t;
    const { jobId, delivery } = await newJob(store);
    const chore = { kind: 'QUEUE', jobId, state: null } as const;
    await store.requestControl(jobId, 'PAUSE');
    await store.continueJob(jobId);
    await store.completeChore(chore, delivery);
    expect(await store.takeChores(10, 0)).toEqual([chore]);
    await store.completeChore(chore, delivery + 1);
    expect(await store.takeChores(10, 0)).toEqual([]);
    await store.completeChore({ ...chore, jobId: 'nobody' }, 0);
  });

  it('are put off with a state, and come with it next time', async () => {
    const { store } = t;
    const { jobId } = await newJob(store);
    const [chore] = await store.takeChores(10, 0);
    if (!chore) throw new Error('there is one');
    const state = { attempt: 1, nested: [{ 'a"b': null }], text: 'é\u0000' };
    await store.postponeChore(chore, new Date(Date.now() + 3_600_000), state);
    expect(await store.takeChores(10, 0)).toEqual([]);
    await store.postponeChore(chore, new Date(Date.now() - 1), state);
    expect(await store.takeChores(10, 60_000)).toEqual([{ kind: 'QUEUE', jobId, state }]);
    await store.postponeChore(chore, new Date(Date.now() - 1), 2);
    expect(await store.takeChores(10, 0)).toEqual([{ kind: 'QUEUE', jobId, state: 2 }]);
    await store.postponeChore(chore, new Date(Date.now() - 1), null);
    expect(await store.takeChores(10, 0)).toEqual([{ kind: 'QUEUE', jobId, state: null }]);
  });

  it('are not brought back by one who puts them off too late', async () => {
    const { store } = t;
    await newJob(store);
    const [chore] = await store.takeChores(10, 0);
    if (!chore) throw new Error('there is one');
    await store.completeChore(chore);
    await store.postponeChore(chore, new Date(0), { late: true });
    expect(await store.takeChores(10, 0)).toEqual([]);
  });

  it('begin anew when they are noted anew', async () => {
    const { store } = t;
    const { jobId } = await newJob(store);
    const [chore] = await store.takeChores(10, 60_000);
    if (!chore) throw new Error('there is one');
    await store.postponeChore(chore, new Date(Date.now() + 3_600_000), 'state');
    await store.requestControl(jobId, 'PAUSE');
    await store.continueJob(jobId);
    expect(await store.takeChores(10, 0)).toEqual([{ kind: 'QUEUE', jobId, state: null }]);
  });

  it('come earliest first', async () => {
    const { store } = t;
    const due = new Map<string, number>();
    for (const ago of [3000, 1000, 2000]) {
      const { jobId } = await newJob(store);
      due.set(jobId, ago);
      await store.postponeChore({ kind: 'QUEUE', jobId, state: null }, new Date(Date.now() - ago), null);
    }
    const order = [...due].sort((a, b) => b[1] - a[1]).map(([jobId]) => jobId);
    expect((await store.takeChores(1, 60_000)).map((chore) => chore.jobId)).toEqual(order.slice(0, 1));
    expect((await store.takeChores(10, 60_000)).map((chore) => chore.jobId)).toEqual(order.slice(1));
  });

  describe('of a callback', () => {
    it.each([COMPLETED, FAILED, { status: 'CANCELLED' }] as const)(
      'are noted at the end of a job that has one: %j',
      async (end) => {
        const { store } = t;
        const lease = await runningJob(store, { callback: CALLBACK });
        await store.completeChore({ kind: 'QUEUE', jobId: lease.jobId, state: null });
        expect(await store.takeChores(10, 0)).toEqual([]);
        await store.finish(lease, end);
        expect(await store.takeChores(10, 0)).toEqual([
          { kind: 'CALLBACK', jobId: lease.jobId, state: null },
        ]);
      },
    );

    it('are not noted for a job without', async () => {
      const { store } = t;
      const { jobId } = await completedJob(store, 1);
      await store.completeChore({ kind: 'QUEUE', jobId, state: null });
      expect(await store.takeChores(10, 0)).toEqual([]);
    });

    it('are apart from the other chores of the same job', async () => {
      const { store } = t;
      const { jobId } = await newJob(store, { callback: CALLBACK });
      await store.requestControl(jobId, 'CANCEL');
      const taken = await store.takeChores(10, 60_000);
      expect(taken.map((chore) => chore.kind).sort()).toEqual(['CALLBACK', 'QUEUE']);
      await store.postponeChore({ kind: 'CALLBACK', jobId, state: null }, new Date(0), 'mine');
      await store.completeChore({ kind: 'QUEUE', jobId, state: null });
      expect(await store.takeChores(10, 0)).toEqual([{ kind: 'CALLBACK', jobId, state: 'mine' }]);
    });
  });
}

function first(chores: Chore[]): Chore | undefined {
  return chores[0];
}
