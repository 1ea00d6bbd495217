import { describe, expect, it } from 'vitest';
import { parseJobId } from '../../../src/store/job-id.ts';
import {
  CALLBACK,
  commitAnswers,
  FAILED,
  jobOf,
  type MakeStore,
  NO_USAGE,
  newJob,
  runningJob,
  specOf,
  storeForEach,
  take,
} from './setup.ts';

/** Ids that are allowed and that careless code breaks on. */
export const ODD_JOB_IDS = [
  'a:b',
  'a:b:c',
  '123',
  '-5',
  '0',
  '{x}',
  '}{',
  '{}',
  '*',
  'a b',
  ' ',
  '"quoted"',
  "it's",
  'back\\slash',
  'sl/ash',
  '../up',
  '…',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'ü',
  'u\u0308',
  '日本語',
  '👩‍👩‍👧',
  '\u200b',
  '\u2028',
  'x'.repeat(255),
  '€'.repeat(85),
];

export function jobRecords(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  describe('new ids', () => {
    it('are allowed ids, and never the same', () => {
      const ids = Array.from({ length: 1000 }, () => t.store.newJobId());
      expect(new Set(ids).size).toBe(1000);
      for (const id of ids) expect(parseJobId(id)).toBe(id);
    });

    it('can be made near any job', () => {
      for (const near of ODD_JOB_IDS) {
        const ids = [t.store.newJobId(near), t.store.newJobId(near)];
        expect(new Set([near, ...ids]).size).toBe(3);
        for (const id of ids) expect(parseJobId(id)).toBe(id);
      }
    });
  });

  describe('creating', () => {
    it('writes the record as QUEUED, with nothing done', async () => {
      const spec = specOf(t.store.newJobId(), {
        callback: { url: 'https://example.com', secret: 'whsec_x' },
        requireApproval: ['run_command'],
        resumeFromCheckpoint: false,
        onInterrupted: 'PAUSE',
        onPartial: 'CONTINUE',
        prompt: 'With "quotes", \n lines, ünï 👍 and \u0000.',
      });
      const before = Date.now();
      const job = await t.store.createJob(spec);
      expect(job).toEqual({
        ...spec,
        status: 'QUEUED',
        attempts: 0,
        turns: 0,
        inheritedTurns: 0,
        version: null,
        checkpoint: 'NONE',
        usage: NO_USAGE,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        startedAt: null,
        finishedAt: null,
        nextAttemptAt: null,
        failure: null,
        pauseReason: null,
        result: null,
        resumedFrom: null,
        resumedBy: null,
        forkedFrom: null,
        control: null,
        epoch: 0,
        takenAt: null,
        workerId: null,
        crashes: 0,
        retries: 0,
        unusable: 0,
        awaits: [],
        delivery: expect.any(Number),
        damage: null,
      });
      expect(Math.abs(Date.parse(job.createdAt) - before)).toBeLessThan(60_000);
      expect(await t.store.getJob(spec.jobId)).toEqual(job);
    });

    it('refuses an id that is taken, and leaves the first as it is', async () => {
      const job = await newJob(t.store, { jobId: 'mine' });
      await expect(
        newJob(t.store, { jobId: 'mine', prompt: 'Other.', workspace: { path: 'elsewhere' } }),
      ).rejects.toMatchObject({
        code: 'JOB_EXISTS',
      });
      expect(await t.store.getJob('mine')).toEqual(job);
    });

    it('makes one job of fifty that ask for one id at once', async () => {
      const made = await Promise.allSettled(
        Array.from({ length: 50 }, (_, i) =>
          newJob(t.store, { jobId: 'same', workspace: { path: `w${i}` } }),
        ),
      );
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of made) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'JOB_EXISTS' });
      }
      // The losers hold no workspace.
      const winner = await jobOf(t.store, 'same');
      for (let i = 0; i < 50; i++) {
        if (winner.workspace.path !== `w${i}`) await newJob(t.store, { workspace: { path: `w${i}` } });
      }
    });

    it.each(ODD_JOB_IDS)('keeps apart and carries through a run the id %j', async (jobId) => {
      const others = await Promise.all(
        [`${jobId.slice(0, 80)}x`, 'other'].map((id) => newJob(t.store, { jobId: id })),
      );
      const lease = await runningJob(t.store, { jobId });
      await commitAnswers(t.store, lease, 2);
      expect(lease.jobId).toBe(jobId);
      expect(await t.store.load(jobId)).toMatchObject({
        jobId,
        version: 2,
        workspace: { path: `of-${jobId}` },
      });
      expect((await t.store.history(jobId, { first: 10 })).map((record) => record.jobId)).toEqual([
        jobId,
        jobId,
      ]);
      expect((await t.store.listActive({ first: 10 })).items.map(({ node }) => node.job.jobId)).toEqual([
        jobId,
      ]);
      expect((await t.store.takeChores(10, 1000)).map((chore) => chore.jobId)).toContain(jobId);
      await t.store.finish(lease, FAILED);
      await t.store.deleteCheckpoint(jobId);
      expect(await t.store.load(jobId)).toBeNull();
      for (const other of others) expect(await t.store.getJob(other.jobId)).toEqual(other);
    });
  });

  describe('workspaces', () => {
    it('refuses a second live job in one folder, in every state of the first', async () => {
      const busy = () =>
        expect(newJob(t.store, { workspace: { path: 'shared' } })).rejects.toMatchObject({
          code: 'WORKSPACE_BUSY',
        });
      const { jobId } = await newJob(t.store, { workspace: { path: 'shared' } });
      await busy();
      const lease = await take(t.store, jobId);
      await busy();
      await t.store.letGo(lease, { to: 'PAUSED', reason: 'Why not.' });
      await busy();
      await t.store.continueJob(jobId);
      await busy();
    });

    it.each(['COMPLETED', 'FAILED', 'CANCELLED', 'CANCELLED at once'])(
      'is free again when its job is %s',
      async (how) => {
        const { jobId } = await newJob(t.store, { workspace: { path: 'shared' } });
        if (how === 'CANCELLED at once') {
          await t.store.requestControl(jobId, 'CANCEL');
        } else {
          const lease = await take(t.store, jobId);
          const end = {
            COMPLETED: { status: 'COMPLETED', result: '' },
            FAILED,
            CANCELLED: { status: 'CANCELLED' },
          } as const;
          await t.store.finish(lease, end[how as keyof typeof end]);
        }
        expect(await newJob(t.store, { workspace: { path: 'shared' } })).toMatchObject({ status: 'QUEUED' });
      },
    );

    it('refuses a folder around that of a live job, or within it, and no other', async () => {
      const at = (path: string) => newJob(t.store, { workspace: { path } });
      const first = await at('a/b');
      for (const path of ['a', 'a/b', 'a/b/c', 'a/b/c/d']) {
        await expect(at(path), path).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
      }
      for (const path of ['a/bb', 'a/c', 'b', 'aa', 'c/a/b']) await at(path);
      await t.store.requestControl(first.jobId, 'CANCEL');
      await expect(at('a')).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
      const inner = await at('a/b/c/d');
      await expect(at('a/b')).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
      await t.store.requestControl(inner.jobId, 'CANCEL');
      await at('a/b');
    });

    it('lets one of many have a folder that want it, one around it or one within it at once', async () => {
      const made = await Promise.allSettled(
        Array.from({ length: 30 }, (_, index) =>
          newJob(t.store, { workspace: { path: ['a', 'a/b', 'a/b/c'][index % 3] ?? 'a' } }),
        ),
      );
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('lets one of fifty that want the same folder at once have it, and the others leave nothing behind', async () => {
      const ids = Array.from({ length: 50 }, () => t.store.newJobId());
      const made = await Promise.allSettled(
        ids.map((jobId) => newJob(t.store, { jobId, workspace: { path: 'shared' } })),
      );
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of made) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'WORKSPACE_BUSY' });
      }
      expect((await t.store.getJobs(ids)).filter((job) => job !== null)).toHaveLength(1);
      expect(await t.store.takeChores(100, 1000)).toHaveLength(1);
    });
  });

  describe('reading', () => {
    it('knows nothing of an unknown id', async () => {
      expect(await t.store.getJob('nobody')).toBeNull();
      expect(await t.store.getJobs([])).toEqual([]);
    });

    it('gives many in the order asked for, with the unknown and the doubled', async () => {
      const jobs = await Promise.all(Array.from({ length: 20 }, () => newJob(t.store)));
      const [first, second] = jobs;
      const asked = [
        ...jobs.map((job) => job.jobId).reverse(),
        'nobody',
        first?.jobId ?? '',
        first?.jobId ?? '',
      ];
      expect(await t.store.getJobs(asked)).toEqual([...jobs.toReversed(), null, first, first]);
      expect(second).not.toEqual(first);
    });

    it('gives values that nobody shares', async () => {
      const spec = specOf('mine', { callback: { ...CALLBACK } });
      const created = await t.store.createJob(spec);
      spec.workspace.path = 'changed';
      spec.requireApproval.push('changed');
      created.workspace.path = 'changed';
      created.usage.total = 99;
      const read = await jobOf(t.store, 'mine');
      read.workspace.path = 'changed too';
      const again = await jobOf(t.store, 'mine');
      expect(again.workspace.path).toBe('of-mine');
      expect(again.requireApproval).toEqual([]);
      expect(again.usage).toEqual(NO_USAGE);
    });
  });

  describe('idempotency keys', () => {
    it('are bound by the first, and answer it to all who come later', async () => {
      const first = { jobId: 'a', digest: 'd1' };
      expect(await t.store.bindIdempotencyKey('key', first)).toEqual(first);
      expect(await t.store.bindIdempotencyKey('key', { jobId: 'b', digest: 'd2' })).toEqual(first);
      expect(await t.store.bindIdempotencyKey('key', first)).toEqual(first);
      expect(await t.store.bindIdempotencyKey('Key', { jobId: 'b', digest: 'd2' })).toEqual({
        jobId: 'b',
        digest: 'd2',
      });
    });

    it('are bound once when fifty ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          t.store.bindIdempotencyKey('key', { jobId: `j${i}`, digest: `d${i}` }),
        ),
      );
      expect(new Set(answers.map((binding) => JSON.stringify([binding.jobId, binding.digest]))).size).toBe(1);
    });

    it.each(ODD_JOB_IDS)('may be %j', async (key) => {
      await t.store.bindIdempotencyKey(key, { jobId: 'a', digest: 'd' });
      await t.store.bindIdempotencyKey(`${key}.`, { jobId: 'b', digest: 'd' });
      expect(await t.store.bindIdempotencyKey(key, { jobId: 'c', digest: 'e' })).toEqual({
        jobId: 'a',
        digest: 'd',
      });
    });
  });
}
