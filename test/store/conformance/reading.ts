import { describe, expect, it } from 'vitest';
import type { Lease, Page, PageRequest } from '../../../src/store/contract.ts';
import { until } from '../../support/wait.ts';
import {
  answer,
  answerOn,
  commitAnswers,
  completedJob,
  FAILED,
  failedJob,
  jobOf,
  type MakeStore,
  newJob,
  pending,
  result,
  runningJob,
  storeForEach,
  take,
  user,
} from './setup.ts';

export function reading(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  it('knows nothing of an unknown job', async () => {
    const { store } = t;
    expect(await store.load('nobody')).toBeNull();
    expect(await store.load('nobody', 1)).toBeNull();
    expect(await store.getCheckpoint('nobody')).toBeNull();
    expect(await store.getCheckpoints(['nobody'])).toEqual([null]);
    expect(await store.getCheckpoints([])).toEqual([]);
    expect(await store.getVersion('nobody', 1)).toBeNull();
    expect(await store.latestTurns([])).toEqual([]);
    expect(await store.latestTurns([{ jobId: 'nobody', version: 1 }])).toEqual([null]);
    expect(await store.history('nobody', { first: 10 })).toEqual([]);
    expect(await store.versionsAfter('nobody', 0, 10)).toEqual({ job: null, records: [], oldest: null });
  });

  it('knows nothing of a checkpoint before the first version', async () => {
    const { store } = t;
    const { jobId } = await runningJob(store);
    expect(await store.load(jobId)).toBeNull();
    expect(await store.getCheckpoint(jobId)).toBeNull();
    expect(await store.history(jobId, { first: 10 })).toEqual([]);
    expect(await store.versionsAfter(jobId, 0, 10)).toEqual({
      job: await store.getJob(jobId),
      records: [],
      oldest: null,
    });
    expect(await store.listActive({ first: 10 })).toEqual({ items: [], hasNextPage: false, total: 0 });
  });

  describe('loading', () => {
    it('gives exactly the history at each version', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      const parts = [[user('a'), answer('b', ['x', 'y'])], [result('y')], [], [result('x')], [answer('c')]];
      for (const [basedOn, messages] of parts.entries()) {
        await store.commit(lease, answerOn(basedOn, { messages }));
      }
      for (let version = 1; version <= parts.length; version++) {
        const loaded = await store.load(lease.jobId, version);
        expect(loaded?.messages).toEqual(parts.slice(0, version).flat());
        expect(loaded?.messageCount).toBe(parts.slice(0, version).flat().length);
      }
      for (const version of [0, -1, 6, 1000, 1.5]) expect(await store.load(lease.jobId, version)).toBeNull();
    });

    it('holds the record of the version and what the job says', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 2);
      const record = await store.getVersion(lease.jobId, 1);
      expect(await store.load(lease.jobId, 1)).toEqual({
        ...record,
        messages: [answer('Answer 1')],
        openToolCalls: [],
        expiresAt: null,
        resumedFrom: null,
        resumedBy: null,
      });
    });

    it('gives values that nobody shares', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      const messages = [user('as it was')];
      await store.commit(lease, answerOn(0, { messages }));
      messages[0] = user('changed');
      const loaded = await store.load(lease.jobId);
      loaded?.messages.push(user('changed'));
      if (loaded) loaded.workspace.path = 'changed';
      expect((await store.load(lease.jobId))?.messages).toEqual([user('as it was')]);
      expect((await store.load(lease.jobId))?.workspace.path).toBe(`of-${lease.jobId}`);
    });
  });

  it('gives views of many checkpoints, in the order asked for', async () => {
    const { store } = t;
    const failed = await failedJob(store, 2);
    const done = await completedJob(store, 1);
    const running = await runningJob(store);
    await commitAnswers(store, running, 3);
    const views = await store.getCheckpoints([
      running.jobId,
      'nobody',
      failed.jobId,
      done.jobId,
      running.jobId,
    ]);
    expect(views.map((view) => view?.record.version)).toEqual([3, undefined, 2, undefined, 3]);
    expect(views[0]).toEqual({
      record: await store.getVersion(running.jobId, 3),
      job: await store.getJob(running.jobId),
      openToolCalls: [],
      expiresAt: null,
      damage: null,
      successor: null,
    });
    expect(views[2]).toEqual(await store.getCheckpoint(failed.jobId));
  });

  it('gives the latest turn of any version', async () => {
    const { store } = t;
    const lease = await runningJob(store);
    const { jobId } = lease;
    const first = answer('Look', ['a', 'b']);
    await store.commit(
      lease,
      answerOn(0, {
        messages: [{ role: 'system', text: 's' }, user('u'), first],
        toolCalls: [pending('a'), pending('b')],
      }),
    );
    await store.commit(lease, answerOn(1, { messages: [result('b')] }));
    await store.commit(lease, answerOn(2, { messages: [result('a')] }));
    await store.commit(lease, answerOn(3, { messages: [user('go on'), answer('Done')] }));
    const other = await runningJob(store);
    await store.commit(other, answerOn(0, { messages: [user('no answer yet')] }));
    const at = [4, 3, 2, 1, 5, 0].map((version) => ({ jobId, version }));
    expect(
      await store.latestTurns([...at, { jobId: other.jobId, version: 1 }, { jobId, version: 1 }]),
    ).toEqual([
      { answer: answer('Done'), after: [] },
      { answer: first, after: [result('b'), result('a')] },
      { answer: first, after: [result('b')] },
      { answer: first, after: [] },
      null,
      null,
      null,
      { answer: first, after: [] },
    ]);
  });

  describe('history', () => {
    it('is newest first, page by page', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      const records = await commitAnswers(store, lease, 25);
      const newest = records.toReversed();
      expect(await store.history(lease.jobId, { first: 100 })).toEqual(newest);
      expect(await store.history(lease.jobId, { first: 10 })).toEqual(newest.slice(0, 10));
      expect(await store.history(lease.jobId, { first: 10, before: 16 })).toEqual(newest.slice(10, 20));
      expect(await store.history(lease.jobId, { first: 10, before: 6 })).toEqual(newest.slice(20));
      expect(await store.history(lease.jobId, { first: 10, before: 1 })).toEqual([]);
      expect(await store.history(lease.jobId, { first: 2, before: 1000 })).toEqual(newest.slice(0, 2));
      for (const record of records)
        expect(await store.getVersion(lease.jobId, record.version)).toEqual(record);
      for (const version of [0, -1, 26, 2.5]) expect(await store.getVersion(lease.jobId, version)).toBeNull();
    });

    it('after a version is oldest first, with the job of the same instant', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      const records = await commitAnswers(store, lease, 25);
      const { jobId } = lease;
      const job = await jobOf(store, jobId);
      expect(await store.versionsAfter(jobId, 0, 100)).toEqual({ job, records, oldest: 1 });
      expect(await store.versionsAfter(jobId, 0, 10)).toEqual({
        job,
        records: records.slice(0, 10),
        oldest: 1,
      });
      expect(await store.versionsAfter(jobId, 20, 10)).toEqual({
        job,
        records: records.slice(20),
        oldest: 1,
      });
      expect(await store.versionsAfter(jobId, 25, 10)).toEqual({ job, records: [], oldest: 1 });
      expect(await store.versionsAfter(jobId, 99, 10)).toEqual({ job, records: [], oldest: 1 });
    });

    it('shows a reader beside the writer every version once, in order, and never a head without its record', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      const writing = commitAnswers(store, lease, 100);
      const seen: number[] = [];
      while (seen.length < 100) {
        const { records, job } = await store.versionsAfter(lease.jobId, seen.at(-1) ?? 0, 7);
        seen.push(...records.map((record) => record.version));
        expect(job?.version ?? 0).toBeGreaterThanOrEqual(seen.at(-1) ?? 0);
        if (records.length < 7) expect(job?.version ?? 0).toBe(seen.at(-1) ?? 0);
        const loaded = await store.load(lease.jobId);
        expect(loaded?.messages.length ?? 0).toBe(loaded?.version ?? 0);
      }
      await writing;
      expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    });
  });

  describe('with a limit to the history', () => {
    const limited = storeForEach(makeStore, { historyLimit: 3 });

    it('only the newest versions are kept, each whole', async () => {
      const { store } = limited;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 10);
      const { jobId } = lease;
      expect((await store.history(jobId, { first: 100 })).map((record) => record.version)).toEqual([
        10, 9, 8,
      ]);
      expect(await store.getVersion(jobId, 7)).toBeNull();
      expect(await store.load(jobId, 7)).toBeNull();
      expect((await store.load(jobId, 8))?.messages).toHaveLength(8);
      expect((await store.load(jobId))?.messages).toHaveLength(10);
      const seen = await store.versionsAfter(jobId, 2, 10);
      expect(seen.oldest).toBe(8);
      expect(seen.records.map((record) => record.version)).toEqual([8, 9, 10]);
      expect(
        await store.latestTurns([
          { jobId, version: 7 },
          { jobId, version: 8 },
        ]),
      ).toEqual([null, { answer: answer('Answer 8'), after: [] }]);
    });
  });

  describe('listing active checkpoints', () => {
    it('is latest saved first, whatever came between', async () => {
      const { store } = t;
      const leases: Lease[] = [];
      for (let i = 0; i < 5; i++) {
        const lease = await runningJob(store);
        leases.push(lease);
        await saveLater(lease, 0);
      }
      const ids = leases.map((lease) => lease.jobId);
      expect(await activeIds()).toEqual(ids.toReversed());
      const [first, second, third] = leases;
      if (!first || !second || !third) throw new Error('five were made');
      await saveLater(first, 1);
      await saveLater(third, 1);
      expect(await activeIds()).toEqual([ids[2], ids[0], ids[4], ids[3], ids[1]]);
      await store.finish(third, { status: 'COMPLETED', result: '' });
      await store.finish(second, FAILED);
      await newJob(store);
      expect(await activeIds()).toEqual([ids[0], ids[4], ids[3], ids[1]]);

      async function saveLater(lease: Lease, basedOn: number) {
        const { savedAt } = await store.commit(lease, answerOn(basedOn));
        // The clock of the store may stand still for a millisecond, and then the order would be left open.
        await until(() => Date.now() > Date.parse(savedAt) + 1, { what: 'the clock moves on' });
      }
      async function activeIds() {
        return (await store.listActive({ first: 100 })).items.map(({ node }) => node.job.jobId);
      }
    });

    it('gives every one once over its pages, and says how many there are', async () => {
      const { store } = t;
      const leases = await Promise.all(Array.from({ length: 23 }, () => runningJob(store)));
      await Promise.all(leases.map((lease) => commitAnswers(store, lease, 1)));
      for (const first of [1, 5, 22, 23, 24, 100]) {
        const { nodes, pages } = await readAll((page) => store.listActive(page), first);
        expect(nodes.map((view) => view.job.jobId).sort()).toEqual(leases.map((lease) => lease.jobId).sort());
        expect(pages).toBe(Math.ceil(23 / first));
        const times = nodes.map((view) => view.record.savedAt);
        expect(times).toEqual(times.toSorted().toReversed());
      }
      expect(await store.listActive({ first: 5 })).toMatchObject({ total: 23, hasNextPage: true });
      const [view] = (await store.listActive({ first: 1 })).items;
      expect(view?.node).toEqual(await store.getCheckpoint(view?.node.job.jobId ?? ''));
    });

    it('counts jobs and checkpoints by the status of the job', async () => {
      const { store } = t;
      const none = {
        QUEUED: 0,
        RUNNING: 0,
        WAITING_RETRY: 0,
        PAUSED: 0,
        COMPLETED: 0,
        FAILED: 0,
        CANCELLED: 0,
      };
      expect(await store.count()).toEqual({ jobs: none, checkpoints: none });
      await Promise.all(Array.from({ length: 20 }, () => newJob(store)));
      const running = await runningJob(store);
      await commitAnswers(store, await runningJob(store), 1);
      await failedJob(store, 1);
      await failedJob(store, 2);
      await completedJob(store, 1);
      expect(await store.count()).toEqual({
        jobs: { ...none, QUEUED: 20, RUNNING: 2, FAILED: 2, COMPLETED: 1 },
        checkpoints: { ...none, RUNNING: 1, FAILED: 2 },
      });
      await store.finish(running, { status: 'CANCELLED' });
      expect((await store.count()).jobs).toMatchObject({ RUNNING: 1, CANCELLED: 1 });
    });

    it('holds a reader in its place while others save', async () => {
      const { store } = t;
      const leases = await Promise.all(Array.from({ length: 10 }, () => runningJob(store)));
      await Promise.all(leases.map((lease) => commitAnswers(store, lease, 1)));
      const page = await store.listActive({ first: 5 });
      const seen = page.items.map(({ node }) => node.job.jobId);
      const late = await runningJob(store);
      await until(() => Date.now() > Date.parse(page.items[0]?.node.record.savedAt ?? '') + 1, {
        what: 'the clock moves on',
      });
      await commitAnswers(store, late, 1);
      const after = page.items.at(-1)?.cursor ?? '';
      const rest = await store.listActive({ first: 100, after });
      const unseen = leases.map((lease) => lease.jobId).filter((jobId) => !seen.includes(jobId));
      expect(rest.items.map(({ node }) => node.job.jobId).sort()).toEqual(unseen.sort());
      // A cursor holds its place even when its own job is gone from the list.
      const last = leases.find((lease) => lease.jobId === seen.at(-1));
      if (last) await store.finish(last, { status: 'COMPLETED', result: '' });
      const again = await store.listActive({ first: 100, after });
      expect(again.items.map(({ node }) => node.job.jobId).sort()).toEqual(unseen.sort());
    });

    it('filters by status, model and time', async () => {
      const { store } = t;
      const running = await runningJob(store);
      await commitAnswers(store, running, 1);
      const failed = await failedJob(store, 1, { model: 'openai/x' });
      const paused = await runningJob(store, { model: 'openai/x' });
      await commitAnswers(store, paused, 1);
      await store.letGo(paused, { to: 'PAUSED', reason: 'Why not.' });
      const ids = async (filter: Parameters<typeof store.listActive>[1]) => {
        const found = await store.listActive({ first: 100 }, filter);
        expect(found.total).toBe(3);
        return found.items.map(({ node }) => node.job.jobId).sort();
      };
      expect(await ids({})).toEqual([running, failed, paused].map((lease) => lease.jobId).sort());
      expect(await ids({ status: ['FAILED'] })).toEqual([failed.jobId]);
      expect(await ids({ status: ['FAILED', 'RUNNING'] })).toEqual([failed.jobId, running.jobId].sort());
      expect(await ids({ status: ['COMPLETED'] })).toEqual([]);
      expect(await ids({ model: 'openai/x' })).toEqual([failed.jobId, paused.jobId].sort());
      expect(await ids({ model: 'openai/x', status: ['PAUSED'] })).toEqual([paused.jobId]);
      expect(await ids({ model: 'nothing' })).toEqual([]);
      expect(await ids({ savedAfter: new Date(0) })).toHaveLength(3);
      expect(await ids({ savedAfter: new Date(Date.now() + 3_600_000) })).toEqual([]);
      const { savedAt } = (await store.getVersion(paused.jobId, 1)) ?? { savedAt: '' };
      expect(await ids({ savedAfter: new Date(savedAt) })).not.toContain(paused.jobId);
      expect(await ids({ savedAfter: new Date(Date.parse(savedAt) - 1) })).toContain(paused.jobId);
      const page = await store.listActive({ first: 1 }, { model: 'openai/x' });
      expect(page).toMatchObject({ hasNextPage: true });
      const next = await store.listActive(
        { first: 1, after: page.items[0]?.cursor ?? '' },
        { model: 'openai/x' },
      );
      expect(next).toMatchObject({ hasNextPage: false });
      expect([...page.items, ...next.items].map(({ node }) => node.job.jobId).sort()).toEqual(
        [failed.jobId, paused.jobId].sort(),
      );
    });

    it('finds the rare among many', async () => {
      const { store } = t;
      const rare = await runningJob(store, { model: 'openai/rare' });
      await commitAnswers(store, rare, 1);
      const many = await Promise.all(Array.from({ length: 150 }, () => runningJob(store)));
      await Promise.all(many.map((lease) => commitAnswers(store, lease, 1)));
      const found = await store.listActive({ first: 10 }, { model: 'openai/rare' });
      expect(found.items.map(({ node }) => node.job.jobId)).toEqual([rare.jobId]);
      expect(found.hasNextPage).toBe(false);
    });
  });

  describe('listing jobs', () => {
    it('is newest created first, every one once over its pages', async () => {
      const { store } = t;
      const jobs = [];
      for (let i = 0; i < 12; i++) {
        const job = await newJob(store);
        jobs.push(job.jobId);
        await until(() => Date.now() > Date.parse(job.createdAt) + 1, { what: 'the clock moves on' });
      }
      await take(store, jobs[3] ?? '');
      for (const first of [1, 5, 12, 13]) {
        const { nodes } = await readAll((page) => store.listJobs(page), first);
        expect(nodes.map((job) => job.jobId)).toEqual(jobs.toReversed());
      }
      expect((await store.listJobs({ first: 1 })).items[0]?.node).toEqual(await store.getJob(jobs[11] ?? ''));
    });

    it('gives each of those made in one instant once', async () => {
      const { store } = t;
      const jobs = await Promise.all(Array.from({ length: 40 }, () => newJob(store)));
      const { nodes } = await readAll((page) => store.listJobs(page), 7);
      expect(nodes.map((job) => job.jobId).sort()).toEqual(jobs.map((job) => job.jobId).sort());
    });

    it('filters by status and model, also after the status changed', async () => {
      const { store } = t;
      const queued = await newJob(store, { model: 'openai/x' });
      const running = await runningJob(store);
      const failed = await failedJob(store, 1, { model: 'openai/x' });
      const done = await completedJob(store, 1);
      const ids = async (filter: Parameters<typeof store.listJobs>[1]) =>
        (await store.listJobs({ first: 100 }, filter)).items.map(({ node }) => node.jobId).sort();
      expect(await ids({})).toHaveLength(4);
      expect(await ids({ status: ['QUEUED'] })).toEqual([queued.jobId]);
      expect(await ids({ status: ['RUNNING', 'COMPLETED'] })).toEqual([running.jobId, done.jobId].sort());
      expect(await ids({ status: [] })).toEqual([]);
      expect(await ids({ model: 'openai/x' })).toEqual([queued.jobId, failed.jobId].sort());
      expect(await ids({ model: 'openai/x', status: ['FAILED'] })).toEqual([failed.jobId]);
      await store.finish(running, FAILED);
      await take(store, queued.jobId);
      expect(await ids({ status: ['RUNNING'] })).toEqual([queued.jobId]);
      expect(await ids({ status: ['FAILED'] })).toEqual([running.jobId, failed.jobId].sort());
      expect(await ids({ status: ['QUEUED'] })).toEqual([]);
    });
  });

  describe('cursors', () => {
    it('that are none are refused', async () => {
      const { store } = t;
      const bad = [
        '',
        ' ',
        'x',
        'null',
        '!!!',
        'W10',
        Buffer.from('{}').toString('base64url'),
        'A'.repeat(10_000),
      ];
      for (const after of bad) {
        await expect(store.listActive({ first: 10, after }), after).rejects.toMatchObject({
          code: 'INVALID_CURSOR',
        });
        await expect(store.listJobs({ first: 10, after }), after).rejects.toMatchObject({
          code: 'INVALID_CURSOR',
        });
      }
    });

    it('of one list are refused by the other', async () => {
      const { store } = t;
      await failedJob(store, 1);
      const active = (await store.listActive({ first: 1 })).items[0]?.cursor ?? '';
      const job = (await store.listJobs({ first: 1 })).items[0]?.cursor ?? '';
      await expect(store.listActive({ first: 1, after: job })).rejects.toMatchObject({
        code: 'INVALID_CURSOR',
      });
      await expect(store.listJobs({ first: 1, after: active })).rejects.toMatchObject({
        code: 'INVALID_CURSOR',
      });
    });
  });
}

async function readAll<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  first: number,
): Promise<{ nodes: T[]; pages: number }> {
  const nodes: T[] = [];
  let pages = 0;
  for (let page: PageRequest | null = { first }; page !== null; ) {
    const found: Page<T> = await read(page);
    expect(found.items.length).toBeLessThanOrEqual(first);
    nodes.push(...found.items.map(({ node }) => node));
    pages++;
    const after = found.items.at(-1)?.cursor;
    page = found.hasNextPage && after !== undefined ? { first, after } : null;
  }
  return { nodes, pages };
}
