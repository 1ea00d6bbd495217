import { describe, expect, it } from 'vitest';
import type { Lease, Store } from '../../../src/store/contract.ts';
import { LeaseLostError } from '../../../src/store/errors.ts';
import {
  answerOn,
  CALLBACK,
  COMPLETED,
  commitAnswers,
  FAILED,
  FAILURE,
  jobOf,
  type MakeStore,
  newJob,
  openCall,
  runningJob,
  storeForEach,
  take,
} from './setup.ts';

/** Everything that only the holder of the lease may do. */
const WRITES: Record<string, (store: Store, lease: Lease) => Promise<unknown>> = {
  commit: (store, lease) => store.commit(lease, answerOn(1, { messages: [{ role: 'user', text: 'stale' }] })),
  'commit what is the head': (store, lease) => store.commit(lease, answerOn(0)),
  'finish as COMPLETED': (store, lease) => store.finish(lease, COMPLETED),
  'finish as FAILED': (store, lease) => store.finish(lease, FAILED),
  'finish as CANCELLED': (store, lease) => store.finish(lease, { status: 'CANCELLED' }),
  'let go to QUEUED': (store, lease) => store.letGo(lease, { to: 'QUEUED' }),
  'let go to WAITING_RETRY': (store, lease) =>
    store.letGo(lease, { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE }),
  'let go to PAUSED': (store, lease) => store.letGo(lease, { to: 'PAUSED', reason: 'stale' }),
  recordIntents: (store, lease) => store.recordIntents(lease, [openCall('stale', lease.epoch)]),
  discardCheckpoint: (store, lease) => store.discardCheckpoint(lease),
  copyCheckpoint: (store, lease) => store.copyCheckpoint({ jobId: 'source' }, lease, { step: 'RESUMED' }),
};

/** How a lease comes to an end, beginning with one whose job has version 1. */
const LOSSES: Record<string, (store: Store, lease: Lease) => Promise<unknown>> = {
  'it was taken over': (store, lease) => take(store, lease.jobId, 'worker-2'),
  'it was taken over by the same worker': (store, lease) => take(store, lease.jobId, lease.workerId),
  'it was let go and taken again': async (store, lease) => {
    await store.letGo(lease, { to: 'QUEUED' });
    await take(store, lease.jobId);
  },
  'it was taken over and the job completed': async (store, lease) =>
    store.finish(await take(store, lease.jobId), COMPLETED),
  'it was taken over and the job failed': async (store, lease) =>
    store.finish(await take(store, lease.jobId), FAILED),
  'it was taken over and the checkpoint deleted': async (store, lease) => {
    await store.finish(await take(store, lease.jobId), FAILED);
    await store.deleteCheckpoint(lease.jobId);
  },
};

async function everything(store: Store, jobId: string): Promise<unknown> {
  return {
    job: await store.getJob(jobId),
    loaded: await store.load(jobId),
    history: await store.history(jobId, { first: 100 }),
    chores: await store.takeChores(100, 0),
  };
}

export function leases(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  describe('acquiring', () => {
    it('sets RUNNING under a new epoch and counts the attempt', async () => {
      const { jobId } = await newJob(t.store);
      const { lease, job } = await t.store.acquire(jobId, { workerId: 'w', nonce: 'n' });
      expect(lease).toEqual({ jobId, epoch: 1, nonce: 'n', workerId: 'w' });
      expect(job).toMatchObject({ status: 'RUNNING', epoch: 1, workerId: 'w', attempts: 1, crashes: 0 });
      expect(job.startedAt).not.toBeNull();
      expect(job).toEqual(await t.store.getJob(jobId));
    });

    it('answers a re-sent call the same, and changes nothing', async () => {
      const { jobId } = await newJob(t.store);
      const holder = { workerId: 'w', nonce: 'n' };
      const answers = await Promise.all(Array.from({ length: 10 }, () => t.store.acquire(jobId, holder)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await t.store.getJob(jobId)).toMatchObject({ epoch: 1, attempts: 1, crashes: 0 });
    });

    it('gives fifty at once fifty leases, of which the last is good', async () => {
      const { jobId } = await newJob(t.store);
      const taken = await Promise.all(Array.from({ length: 50 }, (_, i) => take(t.store, jobId, `w${i}`)));
      expect(taken.map((lease) => lease.epoch).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, i) => i + 1),
      );
      const commits = await Promise.allSettled(taken.map((lease) => t.store.commit(lease, answerOn(0))));
      const good = commits.flatMap((commit, i) => (commit.status === 'fulfilled' ? [taken[i]?.epoch] : []));
      expect(good).toEqual([50]);
    });

    it('keeps when the job was first started, and tells when it was last taken', async () => {
      const lease = await runningJob(t.store);
      const { startedAt, takenAt } = await jobOf(t.store, lease.jobId);
      expect(takenAt).toBe(startedAt);
      await take(t.store, lease.jobId);
      const again = await jobOf(t.store, lease.jobId);
      expect(again.startedAt).toBe(startedAt);
      expect(Date.parse(again.takenAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ''));
    });

    it('takes no job that is over', async () => {
      for (const end of [COMPLETED, FAILED, { status: 'CANCELLED' } as const]) {
        const lease = await runningJob(t.store);
        const ended = await t.store.finish(lease, end);
        expect(await t.store.acquire(lease.jobId, { workerId: 'w', nonce: 'late' })).toEqual({
          lease: null,
          job: ended,
        });
        expect(await t.store.acquire(lease.jobId, { workerId: lease.workerId, nonce: lease.nonce })).toEqual({
          lease: null,
          job: ended,
        });
      }
    });

    it('takes no paused job: a stale delivery must not undo the pause', async () => {
      const { jobId } = await newJob(t.store);
      const paused = await t.store.requestControl(jobId, 'PAUSE');
      expect(await t.store.acquire(jobId, { workerId: 'w', nonce: 'n' })).toEqual({
        lease: null,
        job: paused,
      });
      await t.store.continueJob(jobId);
      expect((await t.store.acquire(jobId, { workerId: 'w', nonce: 'n' })).lease).not.toBeNull();
    });

    it('knows no unknown job', async () => {
      await expect(t.store.acquire('nobody', { workerId: 'w', nonce: 'n' })).rejects.toMatchObject({
        code: 'JOB_NOT_FOUND',
      });
    });

    it('leaves a pending wish to the new holder', async () => {
      const lease = await runningJob(t.store);
      await t.store.requestControl(lease.jobId, 'CANCEL');
      await take(t.store, lease.jobId);
      expect(await t.store.getJob(lease.jobId)).toMatchObject({ status: 'RUNNING', control: 'CANCEL' });
    });
  });

  describe('crashes', () => {
    it('are counted for each take-over of a running job, and anew at the next version', async () => {
      const { jobId } = await newJob(t.store);
      await take(t.store, jobId);
      for (const crashes of [1, 2, 3]) {
        await take(t.store, jobId);
        expect(await t.store.getJob(jobId)).toMatchObject({ crashes, attempts: crashes + 1 });
      }
      const lease = await take(t.store, jobId);
      await t.store.commit(lease, answerOn(0));
      expect(await t.store.getJob(jobId)).toMatchObject({ crashes: 0 });
      await take(t.store, jobId);
      expect(await t.store.getJob(jobId)).toMatchObject({ crashes: 1, version: 1 });
    });

    it('are not what letting go is, and letting go does not forget them', async () => {
      const { jobId } = await newJob(t.store);
      await take(t.store, jobId);
      const lease = await take(t.store, jobId);
      await t.store.letGo(lease, { to: 'QUEUED' });
      await take(t.store, jobId);
      expect(await t.store.getJob(jobId)).toMatchObject({ crashes: 1 });
    });
  });

  describe.each(Object.keys(LOSSES))('when %s', (loss) => {
    it.each(Object.keys(WRITES))('the old lease cannot %s, and nothing changes', async (write) => {
      const { store } = t;
      await store.finish(await runningJob(store, { jobId: 'source' }), FAILED);
      const lease = await runningJob(store, { callback: CALLBACK });
      await commitAnswers(store, lease, 1);
      await LOSSES[loss]?.(store, lease);
      const before = await everything(store, lease.jobId);
      const error = await WRITES[write]?.(store, lease).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LeaseLostError);
      expect(error).toMatchObject({ jobId: lease.jobId, epoch: lease.epoch });
      expect(await everything(store, lease.jobId)).toEqual(before);
    });
  });

  it.each(Object.keys(WRITES))('a made-up lease cannot %s', async (write) => {
    const { store } = t;
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    const before = await everything(store, lease.jobId);
    for (const forged of [
      { ...lease, nonce: 'other' },
      { ...lease, epoch: lease.epoch + 1 },
      { ...lease, epoch: 0 },
      { ...lease, jobId: 'nobody' },
    ]) {
      await expect(WRITES[write]?.(store, forged)).rejects.toBeInstanceOf(LeaseLostError);
    }
    expect(await everything(store, lease.jobId)).toEqual(before);
  });

  it.each([
    ['finish', COMPLETED],
    ['finish', FAILED],
    ['letGo', { to: 'QUEUED' }],
    ['letGo', { to: 'PAUSED', reason: 'Why not.' }],
  ] as const)('after its own %s %j the lease is good for nothing else', async (method, how) => {
    const { store } = t;
    const lease = await runningJob(store);
    await commitAnswers(store, lease, 1);
    await (method === 'finish' ? store.finish(lease, how) : store.letGo(lease, how));
    const before = await everything(store, lease.jobId);
    const resend = 'status' in how ? `finish as ${how.status}` : `let go to ${how.to}`;
    for (const [name, write] of Object.entries(WRITES)) {
      if (name !== resend) await expect(write(store, lease), name).rejects.toBeInstanceOf(LeaseLostError);
    }
    expect(await everything(store, lease.jobId)).toEqual(before);
  });

  describe('letting go', () => {
    it('to QUEUED hands the job over, under the same delivery', async () => {
      const lease = await runningJob(t.store);
      const { delivery } = await jobOf(t.store, lease.jobId);
      const job = await t.store.letGo(lease, { to: 'QUEUED' });
      expect(job).toMatchObject({
        status: 'QUEUED',
        nextAttemptAt: null,
        failure: null,
        retries: 0,
        delivery,
      });
      expect(await t.store.getJob(lease.jobId)).toEqual(job);
      expect((await take(t.store, lease.jobId)).epoch).toBe(2);
    });

    it('to WAITING_RETRY says until when and why, and counts the retry', async () => {
      const { jobId } = await newJob(t.store);
      const until = new Date(Date.now() + 60_000);
      for (const retries of [1, 2, 3]) {
        const lease = await take(t.store, jobId);
        expect(await t.store.getJob(jobId)).toMatchObject({ nextAttemptAt: null, failure: null });
        const job = await t.store.letGo(lease, { to: 'WAITING_RETRY', until, failure: FAILURE });
        expect(job).toMatchObject({
          status: 'WAITING_RETRY',
          nextAttemptAt: until.toISOString(),
          failure: FAILURE,
          retries,
        });
      }
      const lease = await take(t.store, jobId);
      await t.store.commit(lease, answerOn(0));
      expect(await t.store.getJob(jobId)).toMatchObject({ retries: 0, crashes: 0 });
    });

    it('to WAITING_RETRY counts what the attempt used up', async () => {
      const { jobId } = await newJob(t.store);
      const how = { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE } as const;
      const steps = [
        ['NOTHING', 0, 0],
        ['UNUSABLE_ANSWER', 1, 1],
        ['ATTEMPT', 2, 1],
        ['NOTHING', 2, 1],
        ['UNUSABLE_ANSWER', 3, 2],
      ] as const;
      for (const [counts, retries, unusable] of steps) {
        const lease = await take(t.store, jobId);
        expect(await t.store.letGo(lease, { ...how, counts })).toMatchObject({ retries, unusable });
        expect(await t.store.letGo(lease, { ...how, counts })).toMatchObject({ retries, unusable });
      }
      await t.store.commit(await take(t.store, jobId), answerOn(0));
      expect(await t.store.getJob(jobId)).toMatchObject({ retries: 0, unusable: 0 });
    });

    it('to PAUSED says why, and makes nothing to be queued', async () => {
      const lease = await runningJob(t.store);
      const [queue] = await t.store.takeChores(10, 1000);
      if (queue) await t.store.completeChore(queue);
      const job = await t.store.letGo(lease, { to: 'PAUSED', reason: 'Asks a person.' });
      expect(job).toMatchObject({
        status: 'PAUSED',
        pauseReason: 'Asks a person.',
        failure: null,
        nextAttemptAt: null,
      });
      expect(await t.store.takeChores(10, 0)).toEqual([]);
      await t.store.continueJob(lease.jobId);
      expect(await t.store.getJob(lease.jobId)).toMatchObject({ pauseReason: null });
    });

    it.each([
      { to: 'QUEUED' },
      { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE },
      { to: 'PAUSED', reason: 'Why not.' },
    ] as const)('re-sent changes nothing: %j', async (how) => {
      const lease = await runningJob(t.store);
      const job = await t.store.letGo(lease, how);
      expect(await t.store.letGo(lease, how)).toEqual(job);
      expect(await t.store.getJob(lease.jobId)).toEqual(job);
    });

    it.each([
      { to: 'QUEUED' },
      { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE },
      { to: 'PAUSED', reason: 'Why not.' },
    ] as const)('carries out a wish that came in the meantime: %j', async (how) => {
      const cancelled = await runningJob(t.store, { callback: CALLBACK });
      await t.store.requestControl(cancelled.jobId, 'CANCEL');
      expect(await t.store.letGo(cancelled, how)).toMatchObject({
        status: 'CANCELLED',
        control: null,
        nextAttemptAt: null,
        failure: null,
        pauseReason: null,
        finishedAt: expect.any(String),
      });
      expect(await t.store.letGo(cancelled, how)).toMatchObject({ status: 'CANCELLED' });
      expect((await t.store.takeChores(10, 0)).map((chore) => chore.kind)).toContain('CALLBACK');

      const paused = await runningJob(t.store);
      await t.store.requestControl(paused.jobId, 'PAUSE');
      expect(await t.store.letGo(paused, how)).toMatchObject({
        status: 'PAUSED',
        control: null,
        nextAttemptAt: null,
        failure: null,
        pauseReason: expect.any(String),
      });
    });
  });
}
