import { describe, expect, it } from 'vitest';
import { isTerminal } from '../../../src/store/records.ts';
import {
  answer,
  answerOn,
  CALLBACK,
  COMPLETED,
  claimOf,
  commitAnswers,
  completedJob,
  FAILED,
  failedJob,
  jobOf,
  type MakeStore,
  newJob,
  openCall,
  pending,
  result,
  resumed,
  runningJob,
  specOf,
  storeForEach,
  take,
  usageOf,
  user,
} from './setup.ts';

/** Resume and fork. */
export function continuing(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  describe('claiming a stopped job', () => {
    it.each(['FAILED', 'CANCELLED'] as const)('makes one job that continues a %s one', async (status) => {
      const { store } = t;
      const lease = await runningJob(store);
      await commitAnswers(store, lease, 2);
      await store.finish(lease, status === 'FAILED' ? FAILED : { status });
      const source = await jobOf(store, lease.jobId);
      const { seen, spec } = claimOf(store, source, { model: 'openai/other', callback: CALLBACK });
      const claimed = await store.claimResume(seen, spec);
      expect(claimed).toMatchObject({
        created: true,
        job: {
          ...spec,
          status: 'QUEUED',
          resumedFrom: source.jobId,
          forkedFrom: null,
          version: null,
          checkpoint: 'NONE',
          epoch: 0,
        },
      });
      expect(await store.getJob(spec.jobId)).toEqual(claimed?.job);
      expect(await jobOf(store, source.jobId)).toEqual({ ...source, resumedBy: spec.jobId });
      expect((await store.load(source.jobId))?.resumedBy).toBe(spec.jobId);
      expect(await store.getCheckpoint(source.jobId)).toMatchObject({
        successor: { jobId: spec.jobId, status: 'QUEUED', checkpoint: 'NONE' },
      });
      const chores = await store.takeChores(10, 1000);
      expect(chores).toContainEqual({ kind: 'QUEUE', jobId: spec.jobId, state: null });
    });

    it('answers a re-sent claim the same', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1);
      const { seen, spec } = claimOf(store, await jobOf(store, jobId));
      const first = await store.claimResume(seen, spec);
      expect(await store.claimResume(seen, spec)).toEqual(first);
      expect((await store.listJobs({ first: 10 })).items).toHaveLength(2);
    });

    it('makes one job of fifty that ask at once', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1);
      const source = await jobOf(store, jobId);
      const claims = await Promise.all(
        Array.from({ length: 50 }, () => {
          const { seen, spec } = claimOf(store, source);
          return store.claimResume(seen, spec);
        }),
      );
      expect(claims.filter((claim) => claim?.created)).toHaveLength(1);
      expect(new Set(claims.map((claim) => claim?.job.jobId))).toEqual(
        new Set([(await jobOf(store, jobId)).resumedBy]),
      );
      expect((await store.listJobs({ first: 100 })).items).toHaveLength(2);
      expect((await store.takeChores(100, 1000)).filter((chore) => chore.jobId !== jobId)).toHaveLength(1);
    });

    it('changes nothing when the source is not what was seen', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 2);
      const { seen, spec } = claimOf(store, await jobOf(store, jobId));
      for (const wrong of [
        { version: 1 },
        { version: 3 },
        { status: 'CANCELLED' as const },
        { status: 'COMPLETED' as const },
        { resumedBy: 'somebody' },
      ]) {
        expect(await store.claimResume({ ...seen, ...wrong }, spec)).toBeNull();
      }
      expect(await store.getJob(spec.jobId)).toBeNull();
      expect(await jobOf(store, jobId)).toMatchObject({ resumedBy: null });
      // The workspace was not taken either.
      expect(await newJob(store, { workspace: spec.workspace })).toMatchObject({ status: 'QUEUED' });
    });

    it('finds nothing to claim when the checkpoint is gone, was never there, or the job goes on', async () => {
      const { store } = t;
      const deleted = await failedJob(store, 1);
      await store.deleteCheckpoint(deleted.jobId);
      const completed = await completedJob(store, 1);
      const running = await runningJob(store);
      await commitAnswers(store, running, 1);
      const never = await failedJob(store, 0);
      for (const { jobId } of [deleted, completed, running, never]) {
        const { status, version } = await jobOf(store, jobId);
        const seen = {
          jobId,
          status: isTerminal(status) ? status : ('FAILED' as const),
          version: version ?? 0,
          resumedBy: null,
        };
        expect(await store.claimResume(seen, specOf(store.newJobId(jobId)))).toBeNull();
      }
      await expect(
        store.claimResume(
          { jobId: 'nobody', status: 'FAILED', version: 1, resumedBy: null },
          specOf(store.newJobId('nobody')),
        ),
      ).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
    });

    it('may replace a continuation that led nowhere, once', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1);
      const dead = await resumed(store, jobId);
      await store.finish(await take(store, dead.jobId), FAILED);
      expect(await store.getCheckpoint(jobId)).toMatchObject({
        successor: { jobId: dead.jobId, status: 'FAILED', checkpoint: 'NONE' },
      });
      const source = await jobOf(store, jobId);
      expect(source.resumedBy).toBe(dead.jobId);
      const claims = await Promise.all(
        Array.from({ length: 20 }, () => {
          const { seen, spec } = claimOf(store, source);
          return store.claimResume(seen, spec);
        }),
      );
      const made = new Set(claims.map((claim) => claim?.job.jobId));
      expect(made.size).toBe(1);
      expect(made).not.toContain(dead.jobId);
      expect(claims.filter((claim) => claim?.created)).toHaveLength(1);
      // One who still believes that nobody continued it is told who does.
      const { seen, spec } = claimOf(store, { ...source, resumedBy: null });
      expect(await store.claimResume(seen, spec)).toMatchObject({
        created: false,
        job: { jobId: [...made][0] },
      });
    });

    it('refuses a workspace in use, and leaves the source to be claimed later', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1, { workspace: { path: 'shared' } });
      const other = await newJob(store, { workspace: { path: 'shared' } });
      const { seen, spec } = claimOf(store, await jobOf(store, jobId));
      await expect(store.claimResume(seen, spec)).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
      expect(await store.getJob(spec.jobId)).toBeNull();
      await store.requestControl(other.jobId, 'CANCEL');
      expect(await store.claimResume(seen, spec)).toMatchObject({ created: true });
      await expect(newJob(store, { workspace: { path: 'shared' } })).rejects.toMatchObject({
        code: 'WORKSPACE_BUSY',
      });
    });

    it('refuses an id that is taken', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1);
      const taken = await failedJob(store, 0, { jobId: store.newJobId(jobId) });
      const { seen, spec } = claimOf(store, await jobOf(store, jobId), { jobId: taken.jobId });
      await expect(store.claimResume(seen, spec)).rejects.toMatchObject({ code: 'JOB_EXISTS' });
      expect(await jobOf(store, jobId)).toMatchObject({ resumedBy: null });
      await expect(store.claimResume(seen, { ...spec, jobId })).rejects.toMatchObject({ code: 'JOB_EXISTS' });
    });
  });

  describe('copying', () => {
    it('begins a resumed job with what the source had', async () => {
      const { store } = t;
      const old = await runningJob(store);
      const messages = [user('Task'), answer('Look', ['a', 'b'])];
      const toolCalls = [pending('a', 'DONE'), pending('b', 'RUNNING')];
      await store.commit(old, answerOn(0, { messages, toolCalls: [pending('a'), pending('b')] }));
      await store.recordIntents(old, [openCall('a', 1), openCall('b', 1)]);
      await store.commit(
        old,
        answerOn(1, { step: 'TOOL_RESULT', messages: [result('a')], toolCalls, turns: 1, usage: usageOf(1) }),
      );
      await store.finish(old, FAILED);
      const before = await store.load(old.jobId);
      const { jobId } = await resumed(store, old.jobId, { model: 'openai/other' });
      const lease = await take(store, jobId);
      const record = await store.copyCheckpoint({ jobId: old.jobId }, lease, { step: 'RESUMED' });
      expect(record).toMatchObject({
        jobId,
        version: 1,
        step: 'RESUMED',
        turns: 1,
        usage: usageOf(1),
        model: 'openai/other',
        messageCount: 3,
        toolCalls,
        epoch: 1,
        repair: null,
      });
      const loaded = await store.load(jobId);
      expect(loaded).toMatchObject({ version: 1, resumedFrom: old.jobId, expiresAt: null });
      expect(loaded?.messages).toEqual([...messages, result('a')]);
      expect(loaded?.openToolCalls).toEqual([openCall('b', 1)]);
      expect(loaded?.sizeBytes).toBeGreaterThanOrEqual(before?.sizeBytes ?? Number.NaN);
      expect(await jobOf(store, jobId)).toMatchObject({
        version: 1,
        turns: 1,
        inheritedTurns: 1,
        usage: usageOf(1),
        checkpoint: 'KEPT',
      });
      expect(await store.load(old.jobId)).toEqual({ ...before, resumedBy: jobId });
      expect(await store.latestTurns([{ jobId, version: 1 }])).toEqual([
        { answer: messages[1], after: [result('a')] },
      ]);
    });

    it('is done once, and answers the same until the end', async () => {
      const { store } = t;
      const source = await failedJob(store, 3);
      const { jobId } = await resumed(store, source.jobId);
      const lease = await take(store, jobId);
      const copies = await Promise.all(
        Array.from({ length: 5 }, () =>
          store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' }),
        ),
      );
      for (const copy of copies) expect(copy).toEqual(copies[0]);
      await store.commit(lease, answerOn(1, { turns: 4 }));
      expect(await store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' })).toEqual(
        copies[0],
      );
      // A worker that takes over a job whose source has gone in the meantime needs it no more.
      await store.deleteCheckpoint(source.jobId);
      const next = await take(store, jobId);
      expect(await store.copyCheckpoint({ jobId: source.jobId }, next, { step: 'RESUMED' })).toEqual(
        copies[0],
      );
      const loaded = await store.load(jobId);
      expect(loaded?.messages).toEqual([1, 2, 3, 2].map((turn) => answer(`Answer ${turn}`)));
      expect((await store.load(jobId, 1))?.messages).toHaveLength(3);
    });

    it('goes on with versions of its own, apart from the source', async () => {
      const { store } = t;
      const source = await failedJob(store, 2);
      const { jobId } = await resumed(store, source.jobId);
      const lease = await take(store, jobId);
      await store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' });
      expect(await store.commit(lease, answerOn(1, { messages: [answer('New')], turns: 3 }))).toMatchObject({
        version: 2,
        messageCount: 3,
      });
      expect((await store.load(source.jobId))?.messages).toHaveLength(2);
      expect(
        (await store.history(jobId, { first: 10 })).map((record) => [record.version, record.step]),
      ).toEqual([
        [2, 'MODEL_RESPONSE'],
        [1, 'RESUMED'],
      ]);
    });

    it('copies a long history, also of a copy of a copy', async () => {
      const { store } = t;
      const source = await runningJob(store);
      const all = Array.from({ length: 300 }, (_, i) => user(`Line ${i} ${'x'.repeat(i)}`));
      for (const [basedOn, message] of all.entries())
        await store.commit(source, answerOn(basedOn, { messages: [message] }));
      await store.finish(source, FAILED);
      let from = source.jobId;
      for (let generation = 0; generation < 3; generation++) {
        const { jobId } = await resumed(store, from);
        const lease = await take(store, jobId);
        await store.copyCheckpoint({ jobId: from }, lease, { step: 'RESUMED' });
        expect((await store.load(jobId))?.messages).toEqual(all);
        await store.finish(lease, FAILED);
        from = jobId;
      }
      expect(await jobOf(store, from)).toMatchObject({ version: 1, turns: 300, inheritedTurns: 300 });
    });

    it('copies what is left after a compaction', async () => {
      const { store } = t;
      const source = await runningJob(store);
      await commitAnswers(store, source, 3);
      await store.commit(source, answerOn(3, { step: 'COMPACTED', messages: [user('Summary')] }));
      await store.commit(source, answerOn(4, { messages: [answer('On')] }));
      await store.finish(source, FAILED);
      const head = await resumed(store, source.jobId);
      const lease = await take(store, head.jobId);
      expect(await store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' })).toMatchObject({
        messageCount: 2,
      });
      expect((await store.load(head.jobId))?.messages).toEqual([user('Summary'), answer('On')]);
      const earlier = await fork(source.jobId, 2);
      expect((await store.load(earlier))?.messages).toEqual([answer('Answer 1'), answer('Answer 2')]);
    });

    it('refuses a source that has nothing to copy', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      const deleted = await failedJob(store, 2);
      await store.deleteCheckpoint(deleted.jobId);
      const completed = await completedJob(store, 2);
      const never = await failedJob(store, 0);
      for (const jobId of ['nobody', deleted.jobId, completed.jobId, never.jobId]) {
        await expect(store.copyCheckpoint({ jobId }, lease, { step: 'RESUMED' })).rejects.toMatchObject({
          code: 'CHECKPOINT_NOT_FOUND',
        });
      }
      await expect(
        store.copyCheckpoint({ jobId: completed.jobId, version: 3 }, lease, { step: 'FORKED' }),
      ).rejects.toMatchObject({ code: 'VERSION_GONE' });
      expect(await jobOf(store, lease.jobId)).toMatchObject({ version: null, turns: 0, checkpoint: 'NONE' });
    });

    /** Forks and copies. Answers with the id of the new job. */
    async function fork(jobId: string, version: number): Promise<string> {
      const { store } = t;
      const job = await store.createFork({ jobId, version, prompt: null }, specOf(store.newJobId(jobId)));
      await store.copyCheckpoint({ jobId, version }, await take(store, job.jobId), { step: 'FORKED' });
      return job.jobId;
    }
  });

  describe('forking', () => {
    it('makes a job that says where it comes from, and leaves the source alone', async () => {
      const { store } = t;
      const source = await failedJob(store, 3);
      const before = await store.getCheckpoint(source.jobId);
      const spec = specOf(store.newJobId(source.jobId));
      const from = { jobId: source.jobId, version: 2, prompt: 'And "now"?' };
      const job = await store.createFork(from, spec);
      expect(job).toMatchObject({
        ...spec,
        status: 'QUEUED',
        resumedFrom: null,
        forkedFrom: from,
        version: null,
      });
      expect(await store.getJob(spec.jobId)).toEqual(job);
      expect(await store.getCheckpoint(source.jobId)).toEqual(before);
      expect(await store.takeChores(10, 1000)).toContainEqual({
        kind: 'QUEUE',
        jobId: spec.jobId,
        state: null,
      });
    });

    it('starts from an older version, with what is appended', async () => {
      const { store } = t;
      const source = await runningJob(store);
      await store.commit(
        source,
        answerOn(0, {
          messages: [user('Task'), answer('Look', ['a', 'b', 'c', 'd'])],
          toolCalls: ['a', 'b', 'c', 'd'].map((id) => pending(id)),
          turns: 1,
          usage: usageOf(1),
        }),
      );
      await commitAnswers(store, source, 2, 1);
      await store.finish(source, FAILED);
      const { jobId } = await store.createFork(
        { jobId: source.jobId, version: 1, prompt: 'Now' },
        specOf(store.newJobId(source.jobId)),
      );
      const lease = await take(store, jobId);
      const append = [
        result('a', { output: 'Skipped.', isError: true, startedAt: null }),
        result('b'),
        result('c', { isError: true, interrupted: true }),
        user('Now'),
      ];
      const record = await store.copyCheckpoint({ jobId: source.jobId, version: 1 }, lease, {
        step: 'FORKED',
        append,
      });
      expect(record).toMatchObject({
        version: 1,
        step: 'FORKED',
        messageCount: 6,
        turns: 1,
        usage: usageOf(1),
        toolCalls: [pending('a', 'FAILED'), pending('b', 'DONE'), pending('c', 'INTERRUPTED'), pending('d')],
      });
      expect((await store.load(jobId))?.messages).toEqual([
        user('Task'),
        answer('Look', ['a', 'b', 'c', 'd']),
        ...append,
      ]);
      expect(await jobOf(store, jobId)).toMatchObject({ version: 1, turns: 1, inheritedTurns: 1 });
      expect(await store.latestTurns([{ jobId, version: 1 }])).toEqual([
        { answer: answer('Look', ['a', 'b', 'c', 'd']), after: append },
      ]);
      await store.commit(lease, answerOn(1, { messages: [answer('On')] }));
      expect((await store.load(jobId, 1))?.messages).toHaveLength(6);
      expect((await store.load(jobId))?.messages).toHaveLength(7);
    });

    it('takes the open calls of the head along, but for those that are answered', async () => {
      const { store } = t;
      const source = await runningJob(store);
      await store.commit(
        source,
        answerOn(0, { messages: [answer('Look', ['a', 'b'])], toolCalls: [pending('a'), pending('b')] }),
      );
      await store.recordIntents(source, [openCall('a', 1), openCall('b', 1)]);
      await store.finish(source, FAILED);
      const { jobId } = await store.createFork(
        { jobId: source.jobId, version: 1, prompt: null },
        specOf(store.newJobId(source.jobId)),
      );
      await store.copyCheckpoint({ jobId: source.jobId, version: 1 }, await take(store, jobId), {
        step: 'FORKED',
        append: [result('a')],
      });
      expect((await store.load(jobId))?.openToolCalls).toEqual([openCall('b', 1)]);
      expect((await store.load(source.jobId))?.openToolCalls).toHaveLength(2);
    });

    it('takes no open calls along from an earlier version than the head', async () => {
      const { store } = t;
      const source = await runningJob(store);
      await commitAnswers(store, source, 2);
      await store.recordIntents(source, [openCall('a', 1)]);
      const { jobId } = await store.createFork(
        { jobId: source.jobId, version: 1, prompt: null },
        specOf(store.newJobId(source.jobId)),
      );
      const lease = await take(store, jobId);
      await store.copyCheckpoint({ jobId: source.jobId, version: 1 }, lease, { step: 'FORKED' });
      expect(await store.load(jobId)).toMatchObject({ version: 1, openToolCalls: [] });
    });

    it('starts from any readable version: of a running job, and of a completed one', async () => {
      const { store } = t;
      const running = await runningJob(store);
      await commitAnswers(store, running, 2);
      const completed = await completedJob(store, 2);
      for (const source of [running, completed]) {
        const { jobId } = await store.createFork(
          { jobId: source.jobId, version: 1, prompt: null },
          specOf(store.newJobId(source.jobId)),
        );
        await store.copyCheckpoint({ jobId: source.jobId, version: 1 }, await take(store, jobId), {
          step: 'FORKED',
        });
        expect((await store.load(jobId))?.messages).toEqual([answer('Answer 1')]);
      }
    });

    it('refuses what is not there, an id that is taken and a workspace in use', async () => {
      const { store } = t;
      const source = await failedJob(store, 2);
      const never = await newJob(store);
      const busy = await newJob(store, { workspace: { path: 'shared' } });
      const spec = () => specOf(store.newJobId(source.jobId));
      const at = (jobId: string, version: number) => ({ jobId, version, prompt: null });
      for (const jobId of ['nobody', never.jobId]) {
        await expect(store.createFork(at(jobId, 1), spec())).rejects.toMatchObject({
          code: 'CHECKPOINT_NOT_FOUND',
        });
      }
      for (const version of [0, 3]) {
        await expect(store.createFork(at(source.jobId, version), spec())).rejects.toMatchObject({
          code: 'VERSION_GONE',
        });
      }
      await expect(
        store.createFork(at(source.jobId, 1), { ...spec(), workspace: { path: 'shared' } }),
      ).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
      const taken = await failedJob(store, 0, { jobId: store.newJobId(source.jobId) });
      await expect(
        store.createFork(at(source.jobId, 1), { ...spec(), jobId: taken.jobId }),
      ).rejects.toMatchObject({ code: 'JOB_EXISTS' });
      expect((await store.listJobs({ first: 100 })).items).toHaveLength(4);
      expect(await jobOf(store, busy.jobId)).toEqual(busy);
    });
  });

  describe('clearing what a completed job continued', () => {
    it('goes up the whole line, and can be repeated', async () => {
      const { store } = t;
      const line = [(await failedJob(store, 1)).jobId];
      for (let i = 0; i < 4; i++) {
        const from = line.at(-1) as string;
        const { jobId } = await resumed(store, from);
        const lease = await take(store, jobId);
        await store.copyCheckpoint({ jobId: from }, lease, { step: 'RESUMED' });
        await store.finish(lease, i === 3 ? COMPLETED : FAILED);
        line.push(jobId);
      }
      const bystander = await failedJob(store, 1);
      const last = line.at(-1) as string;
      expect(await store.takeChores(100, 60_000)).toContainEqual({
        kind: 'CLEAR_SOURCES',
        jobId: last,
        state: null,
      });
      await store.clearSources(last);
      await store.clearSources(last);
      for (const jobId of line) {
        expect(await store.getCheckpoint(jobId)).toBeNull();
        expect(await jobOf(store, jobId)).toMatchObject({ checkpoint: 'CLEARED' });
        expect(await store.load(jobId, 1)).toMatchObject({ version: 1 });
      }
      const active = await store.listActive({ first: 10 });
      expect(active.items.map(({ node }) => node.job.jobId)).toEqual([bystander.jobId]);
      expect(active.total).toBe(1);
    });

    it('passes by what is deleted in the middle, and a job that continues nothing', async () => {
      const { store } = t;
      const first = (await failedJob(store, 1)).jobId;
      const second = (await resumed(store, first)).jobId;
      const secondLease = await take(store, second);
      await store.copyCheckpoint({ jobId: first }, secondLease, { step: 'RESUMED' });
      await store.finish(secondLease, FAILED);
      const third = (await resumed(store, second)).jobId;
      const thirdLease = await take(store, third);
      await store.copyCheckpoint({ jobId: second }, thirdLease, { step: 'RESUMED' });
      await store.deleteCheckpoint(second);
      await store.finish(thirdLease, COMPLETED);
      await store.clearSources(third);
      expect(await jobOf(store, second)).toMatchObject({ checkpoint: 'DELETED' });
      expect(await jobOf(store, first)).toMatchObject({ checkpoint: 'CLEARED' });
      await store.clearSources(first);
      await store.clearSources('nobody');
    });

    it('is noted only for a completed job that continues another', async () => {
      const { store } = t;
      const { jobId } = await failedJob(store, 1);
      const { jobId: next } = await resumed(store, jobId);
      await store.finish(await take(store, next), FAILED);
      await completedJob(store, 1);
      expect((await store.takeChores(100, 1000)).map((chore) => chore.kind)).not.toContain('CLEAR_SOURCES');
    });
  });
}
