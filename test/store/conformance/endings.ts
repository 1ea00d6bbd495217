import { describe, expect, it } from 'vitest';
import { until } from '../../support/wait.ts';
import {
  answer,
  answerOn,
  CALLBACK,
  COMPLETED,
  commitAnswers,
  completedJob,
  FAILED,
  failedJob,
  jobOf,
  type MakeStore,
  newJob,
  openCall,
  resumed,
  runningJob,
  specOf,
  storeForEach,
  take,
} from './setup.ts';

export function endings(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  describe('completing', () => {
    it('clears the checkpoint at once, and says so on the record', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 2);
      await store.recordIntents(lease, [openCall('a', 1)]);
      const job = await store.finish(lease, { status: 'COMPLETED', result: 'It is "done".\u0000 👍' });
      expect(job).toMatchObject({
        status: 'COMPLETED',
        result: 'It is "done".\u0000 👍',
        failure: null,
        checkpoint: 'CLEARED',
        version: 2,
        turns: 2,
        finishedAt: expect.any(String),
      });
      expect(await store.getJob(lease.jobId)).toEqual(job);
      expect(await store.load(lease.jobId)).toBeNull();
      expect(await store.getCheckpoint(lease.jobId)).toBeNull();
      expect(await store.getCheckpoints([lease.jobId])).toEqual([null]);
      expect(await store.listActive({ first: 10 })).toMatchObject({ items: [], total: 0 });
    });

    it('leaves the versions readable for late subscribers', async () => {
      const { store } = t;
      const { jobId } = await completedJob(store, 3);
      expect((await store.history(jobId, { first: 10 })).map((record) => record.version)).toEqual([3, 2, 1]);
      expect(await store.getVersion(jobId, 3)).toMatchObject({ version: 3 });
      const seen = await store.versionsAfter(jobId, 1, 10);
      expect(seen).toMatchObject({ job: { status: 'COMPLETED' }, oldest: 1 });
      expect(seen.records.map((record) => record.version)).toEqual([2, 3]);
      const loaded = await store.load(jobId, 3);
      expect(loaded?.messages).toEqual([answer('Answer 1'), answer('Answer 2'), answer('Answer 3')]);
      expect(loaded?.openToolCalls).toEqual([]);
      expect(Date.parse(loaded?.expiresAt ?? '')).toBeGreaterThan(Date.now());
      expect(await store.latestTurns([{ jobId, version: 2 }])).toEqual([
        { answer: answer('Answer 2'), after: [] },
      ]);
    });

    it('before any version leaves nothing', async () => {
      const lease = await runningJob(t.store);
      expect(await t.store.finish(lease, COMPLETED)).toMatchObject({ checkpoint: 'NONE', version: null });
    });
  });

  describe.each([FAILED, { status: 'CANCELLED' }] as const)('ending as %j', (end) => {
    it('keeps the checkpoint, to be listed and loaded', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 2);
      expect((await store.load(lease.jobId))?.expiresAt).toBeNull();
      const job = await store.finish(lease, end);
      expect(job).toMatchObject({
        status: end.status,
        failure: 'failure' in end ? end.failure : null,
        result: null,
        checkpoint: 'KEPT',
        version: 2,
        finishedAt: expect.any(String),
      });
      const loaded = await store.load(lease.jobId);
      expect(loaded).toMatchObject({ version: 2, messageCount: 2 });
      const days = (Date.parse(loaded?.expiresAt ?? '') - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(6.9);
      expect(days).toBeLessThan(7.1);
      expect(await store.getCheckpoint(lease.jobId)).toMatchObject({
        job,
        expiresAt: expect.any(String),
        damage: null,
        successor: null,
      });
      expect(await store.listActive({ first: 10 })).toMatchObject({ total: 1 });
    });

    it('before any version leaves none', async () => {
      const lease = await runningJob(t.store);
      expect(await t.store.finish(lease, end)).toMatchObject({ checkpoint: 'NONE', version: null });
      expect(await t.store.load(lease.jobId)).toBeNull();
    });
  });

  it.each([COMPLETED, FAILED, { status: 'CANCELLED' }] as const)(
    'a re-sent end changes nothing: %j',
    async (end) => {
      const { store } = t;
      const lease = await runningJob(store, { callback: CALLBACK });
      await commitAnswers(store, lease, 1);
      const [job, again] = await Promise.all([store.finish(lease, end), store.finish(lease, end)]);
      expect(again).toEqual(job);
      for (const chore of await store.takeChores(10, 1000)) await store.completeChore(chore);
      expect(await store.finish(lease, end)).toEqual(job);
      expect(await store.takeChores(10, 0)).toEqual([]);
      expect(await store.getJob(lease.jobId)).toEqual(job);
    },
  );

  it('one of two ends that are sent at once holds', async () => {
    const { store } = t;
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    const both = await Promise.allSettled([store.finish(lease, COMPLETED), store.finish(lease, FAILED)]);
    const won = both.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(won).toEqual([await jobOf(store, lease.jobId)]);
  });

  it('an end forgets what the job waited for', async () => {
    const { store } = t;
    const lease = await runningJob(store);
    await store.requestControl(lease.jobId, 'CANCEL');
    expect(await store.finish(lease, COMPLETED)).toMatchObject({
      control: null,
      nextAttemptAt: null,
      pauseReason: null,
    });
  });

  describe('deleting', () => {
    it('is final', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 3);
      await store.deleteCheckpoint(jobId);
      expect(await jobOf(store, jobId)).toMatchObject({ status: 'FAILED', checkpoint: 'DELETED' });
      expect(await store.load(jobId)).toBeNull();
      expect(await store.load(jobId, 2)).toBeNull();
      expect(await store.getVersion(jobId, 2)).toBeNull();
      expect(await store.getCheckpoint(jobId)).toBeNull();
      expect(await store.history(jobId, { first: 10 })).toEqual([]);
      expect(await store.versionsAfter(jobId, 0, 10)).toMatchObject({ records: [], oldest: null });
      expect(await store.latestTurns([{ jobId, version: 3 }])).toEqual([null]);
      expect(await store.listActive({ first: 10 })).toMatchObject({ items: [], total: 0 });
      await expect(store.deleteCheckpoint(jobId)).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
      await expect(newJob(store, { jobId })).rejects.toMatchObject({ code: 'JOB_EXISTS' });
    });

    it('is refused while the job may go on', async () => {
      const { store } = t;
      const refused = () =>
        expect(store.deleteCheckpoint(jobId)).rejects.toMatchObject({ code: 'JOB_RUNNING' });
      const { jobId } = await newJob(store);
      await refused();
      const lease = await take(store, jobId);
      await commitAnswers(store, lease, 1);
      await refused();
      await store.letGo(lease, { to: 'PAUSED', reason: 'Why not.' });
      await refused();
      await store.continueJob(jobId);
      await refused();
      await store.letGo(await take(store, jobId), {
        to: 'WAITING_RETRY',
        until: new Date(4e12),
        failure: FAILED.failure,
      });
      await refused();
      expect(await store.load(jobId)).toMatchObject({ version: 1 });
      await store.requestControl(jobId, 'CANCEL');
      await store.deleteCheckpoint(jobId);
    });

    it('is refused until those who are to begin with the checkpoint have copied it, or are over', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 2);
      const refused = () =>
        expect(store.deleteCheckpoint(jobId)).rejects.toMatchObject({ code: 'JOB_RUNNING' });
      const next = await resumed(store, jobId);
      await refused();
      const fork = (version: number) =>
        store.createFork({ jobId, version, prompt: null }, specOf(store.newJobId(jobId)));
      const forks = [await fork(1), await fork(2), await fork(1)];
      await store.copyCheckpoint({ jobId }, await take(store, next.jobId), { step: 'RESUMED' });
      await refused();
      await store.requestControl(forks[0]?.jobId ?? '', 'CANCEL');
      for (const { jobId: forked, forkedFrom } of forks.slice(1)) {
        await refused();
        const from = { jobId, version: forkedFrom?.version ?? 0 };
        await store.copyCheckpoint(from, await take(store, forked), { step: 'FORKED' });
        expect(await store.load(forked)).toMatchObject({ version: 1, messageCount: from.version });
      }
      await store.deleteCheckpoint(jobId);
      await expect(fork(1)).rejects.toMatchObject({ code: 'VERSION_GONE' });
    });

    it('and a fork that come at once leave no fork without its copy', async () => {
      const { store } = t;
      for (let round = 0; round < 10; round++) {
        const { jobId } = await failedJob(store, 1);
        const specs = Array.from({ length: 5 }, () => specOf(store.newJobId(jobId)));
        const [deleted, ...forks] = await Promise.allSettled([
          store.deleteCheckpoint(jobId),
          ...specs.map((spec) => store.createFork({ jobId, version: 1, prompt: null }, spec)),
        ]);
        for (const [index, fork] of forks.entries()) {
          if (fork.status === 'rejected') continue;
          expect(deleted?.status).toBe('rejected');
          const lease = await take(store, specs[index]?.jobId ?? '');
          await store.copyCheckpoint({ jobId, version: 1 }, lease, { step: 'FORKED' });
        }
      }
    });

    it('finds nothing where nothing is kept', async () => {
      const { store } = t;
      const never = await failedJob(store, 0);
      const completed = await completedJob(store, 2);
      for (const jobId of ['nobody', never.jobId, completed.jobId]) {
        await expect(store.deleteCheckpoint(jobId)).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
      }
      expect(await store.load(completed.jobId, 2)).toMatchObject({ version: 2 });
    });

    it('is done once when many ask at once', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1);
      const asked = await Promise.allSettled(Array.from({ length: 10 }, () => store.deleteCheckpoint(jobId)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('with a short life for what is stopped', () => {
    const short = storeForEach(makeStore, { ttlSeconds: 1 });

    it('the checkpoint runs out, the record stays, and nothing lists it', async () => {
      const { store } = short;
      const { jobId } = await failedJob(store, 2);
      const live = await runningJob(store);
      await commitAnswers(store, live, 1);
      await until(async () => (await store.load(jobId)) === null, { what: 'the checkpoint runs out' });
      expect(await store.getJob(jobId)).toMatchObject({
        status: 'FAILED',
        version: 2,
        checkpoint: 'EXPIRED',
      });
      expect(await store.getCheckpoint(jobId)).toBeNull();
      expect(await store.load(jobId, 1)).toBeNull();
      expect(await store.history(jobId, { first: 10 })).toEqual([]);
      expect(await store.versionsAfter(jobId, 0, 10)).toMatchObject({ records: [], oldest: null });
      const active = await store.listActive({ first: 10 });
      expect(active.items.map(({ node }) => node.job.jobId)).toEqual([live.jobId]);
      expect(active.total).toBe(1);
      await expect(store.deleteCheckpoint(jobId)).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
    });

    it('nothing of a job that is not over runs out', async () => {
      const { store } = short;
      const running = await runningJob(store);
      await commitAnswers(store, running, 1);
      const queued = await newJob(store);
      const paused = await runningJob(store);
      await commitAnswers(store, paused, 1);
      await store.letGo(paused, { to: 'PAUSED', reason: 'Why not.' });
      const probe = await failedJob(store, 1);
      await until(async () => (await store.load(probe.jobId)) === null, { what: 'a stopped one runs out' });
      await store.refreshLiveJobs();
      expect(await store.load(running.jobId)).toMatchObject({ version: 1, expiresAt: null });
      expect(await store.load(paused.jobId)).toMatchObject({ version: 1, expiresAt: null });
      expect(await store.getJob(queued.jobId)).toMatchObject({ status: 'QUEUED' });
      await store.commit(running, answerOn(1));
    });
  });

  describe('with a short retention of what is completed', () => {
    const short = storeForEach(makeStore, { completedRetentionSeconds: 1 });

    it('the versions run out and the record stays', async () => {
      const { store } = short;
      const { jobId } = await completedJob(store, 2);
      await until(async () => (await store.getVersion(jobId, 2)) === null, { what: 'the versions run out' });
      expect(await store.load(jobId, 2)).toBeNull();
      expect(await store.versionsAfter(jobId, 0, 10)).toMatchObject({
        job: { status: 'COMPLETED' },
        records: [],
        oldest: null,
      });
      expect(await store.getJob(jobId)).toMatchObject({
        status: 'COMPLETED',
        checkpoint: 'CLEARED',
        version: 2,
        result: 'Done.',
      });
    });
  });

  describe('with no retention of what is completed', () => {
    const none = storeForEach(makeStore, { completedRetentionSeconds: 0 });

    it('the versions go with the checkpoint', async () => {
      const { store } = none;
      const { jobId } = await completedJob(store, 2);
      expect(await store.getVersion(jobId, 2)).toBeNull();
      expect(await store.load(jobId, 1)).toBeNull();
      expect(await store.history(jobId, { first: 10 })).toEqual([]);
      expect(await store.versionsAfter(jobId, 0, 10)).toMatchObject({
        job: { version: 2 },
        records: [],
        oldest: null,
      });
      const kept = await failedJob(store, 2);
      expect(await store.load(kept.jobId, 1)).toMatchObject({ version: 1 });
    });
  });
}
