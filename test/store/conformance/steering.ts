import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/contract.ts';
import type { JobStatus, ToolDecision } from '../../../src/store/records.ts';
import {
  answer,
  answerOn,
  CALLBACK,
  COMPLETED,
  commitAnswers,
  FAILED,
  FAILURE,
  failedJob,
  jobOf,
  type MakeStore,
  newJob,
  openCall,
  pending,
  result,
  runningJob,
  storeForEach,
  take,
} from './setup.ts';

/** A job in this status, with one version. */
async function jobThatIs(store: Store, status: JobStatus): Promise<string> {
  const lease = await runningJob(store, { callback: CALLBACK });
  await commitAnswers(store, lease, 1);
  switch (status) {
    case 'RUNNING':
      break;
    case 'QUEUED':
      await store.letGo(lease, { to: 'QUEUED' });
      break;
    case 'WAITING_RETRY':
      await store.letGo(lease, { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE });
      break;
    case 'PAUSED':
      await store.letGo(lease, { to: 'PAUSED', reason: 'Asked a person.' });
      break;
    case 'COMPLETED':
      await store.finish(lease, COMPLETED);
      break;
    case 'FAILED':
      await store.finish(lease, FAILED);
      break;
    case 'CANCELLED':
      await store.finish(lease, { status: 'CANCELLED' });
      break;
  }
  await dropChores(store);
  return lease.jobId;
}

async function dropChores(store: Store): Promise<void> {
  for (const chore of await store.takeChores(100, 1000)) await store.completeChore(chore);
}

export function steering(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);

  describe('cancelling', () => {
    it.each(['QUEUED', 'WAITING_RETRY', 'PAUSED'] as const)(
      'ends a job that is %s at once',
      async (status) => {
        const { store } = t;
        const jobId = await jobThatIs(store, status);
        const job = await store.requestControl(jobId, 'CANCEL');
        expect(job).toMatchObject({
          status: 'CANCELLED',
          control: null,
          nextAttemptAt: null,
          failure: null,
          pauseReason: null,
          checkpoint: 'KEPT',
          finishedAt: expect.any(String),
        });
        expect(await store.getJob(jobId)).toEqual(job);
        expect(await store.requestControl(jobId, 'CANCEL')).toEqual(job);
        expect(await store.takeChores(10, 0)).toEqual([{ kind: 'CALLBACK', jobId, state: null }]);
        expect((await store.load(jobId))?.expiresAt).not.toBeNull();
        expect((await store.acquire(jobId, { workerId: 'w', nonce: 'late' })).lease).toBeNull();
      },
    );

    it('writes the wish on a running one, and a pause does not take it back', async () => {
      const { store } = t;
      const jobId = await jobThatIs(store, 'RUNNING');
      expect(await store.requestControl(jobId, 'PAUSE')).toMatchObject({
        status: 'RUNNING',
        control: 'PAUSE',
      });
      expect(await store.requestControl(jobId, 'CANCEL')).toMatchObject({
        status: 'RUNNING',
        control: 'CANCEL',
      });
      expect(await store.requestControl(jobId, 'CANCEL')).toMatchObject({
        status: 'RUNNING',
        control: 'CANCEL',
      });
      expect(await store.requestControl(jobId, 'PAUSE')).toMatchObject({
        status: 'RUNNING',
        control: 'CANCEL',
      });
      expect(await store.getJob(jobId)).toMatchObject({
        status: 'RUNNING',
        control: 'CANCEL',
        finishedAt: null,
      });
      expect(await store.takeChores(10, 0)).toEqual([]);
    });

    it('leaves the holder its lease until it carries it out', async () => {
      const { store } = t;
      const lease = await runningJob(store);
      await store.requestControl(lease.jobId, 'CANCEL');
      await commitAnswers(store, lease, 2);
      expect(await store.getJob(lease.jobId)).toMatchObject({ control: 'CANCEL', version: 2 });
      expect(await store.finish(lease, { status: 'CANCELLED' })).toMatchObject({
        status: 'CANCELLED',
        control: null,
      });
    });
  });

  describe('pausing', () => {
    it.each(['QUEUED', 'WAITING_RETRY'] as const)('stops a job that is %s at once', async (status) => {
      const { store } = t;
      const jobId = await jobThatIs(store, status);
      const job = await store.requestControl(jobId, 'PAUSE');
      expect(job).toMatchObject({
        status: 'PAUSED',
        control: null,
        nextAttemptAt: null,
        failure: null,
        finishedAt: null,
        pauseReason: expect.any(String),
      });
      expect(await store.requestControl(jobId, 'PAUSE')).toEqual(job);
      expect(await store.getJob(jobId)).toEqual(job);
      expect(await store.takeChores(10, 0)).toEqual([]);
      expect((await store.load(jobId))?.expiresAt).toBeNull();
    });

    it('leaves a paused one as it is', async () => {
      const jobId = await jobThatIs(t.store, 'PAUSED');
      expect(await t.store.requestControl(jobId, 'PAUSE')).toMatchObject({
        status: 'PAUSED',
        pauseReason: 'Asked a person.',
      });
    });

    it('writes the wish on a running one', async () => {
      const jobId = await jobThatIs(t.store, 'RUNNING');
      expect(await t.store.requestControl(jobId, 'PAUSE')).toMatchObject({
        status: 'RUNNING',
        control: 'PAUSE',
      });
    });
  });

  it.each([
    ['COMPLETED', 'CANCEL'],
    ['COMPLETED', 'PAUSE'],
    ['FAILED', 'CANCEL'],
    ['FAILED', 'PAUSE'],
    ['CANCELLED', 'PAUSE'],
  ] as const)('a job that is %s refuses %s', async (status, control) => {
    const jobId = await jobThatIs(t.store, status);
    const before = await jobOf(t.store, jobId);
    await expect(t.store.requestControl(jobId, control)).rejects.toMatchObject({ code: 'JOB_COMPLETED' });
    expect(await t.store.getJob(jobId)).toEqual(before);
  });

  it('an unknown job refuses everything', async () => {
    const { store } = t;
    await expect(store.requestControl('nobody', 'CANCEL')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(store.requestControl('nobody', 'PAUSE')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(store.continueJob('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(store.decideToolCall('nobody', 'a', { kind: 'RUN' })).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
  });

  describe('continuing', () => {
    it('queues a paused job anew, under a new delivery, where it stands', async () => {
      const { store } = t;
      const jobId = await jobThatIs(store, 'PAUSED');
      const { delivery } = await jobOf(store, jobId);
      const job = await store.continueJob(jobId);
      expect(job).toMatchObject({ status: 'QUEUED', pauseReason: null, control: null, version: 1 });
      expect(job.delivery).toBeGreaterThan(delivery);
      expect(await store.getJob(jobId)).toEqual(job);
      expect(await store.takeChores(10, 0)).toEqual([{ kind: 'QUEUE', jobId, state: null }]);
      expect(await store.commit(await take(store, jobId), answerOn(1))).toMatchObject({
        version: 2,
        epoch: 2,
      });
    });

    it.each([
      ['RUNNING', 'JOB_RUNNING'],
      ['QUEUED', 'JOB_QUEUED'],
      ['WAITING_RETRY', 'JOB_QUEUED'],
      ['COMPLETED', 'JOB_COMPLETED'],
      ['FAILED', 'JOB_COMPLETED'],
      ['CANCELLED', 'JOB_COMPLETED'],
    ] as const)('refuses a job that is %s with %s', async (status, code) => {
      const jobId = await jobThatIs(t.store, status);
      const before = await jobOf(t.store, jobId);
      await expect(t.store.continueJob(jobId)).rejects.toMatchObject({ code });
      expect(await t.store.getJob(jobId)).toEqual(before);
      expect(await t.store.takeChores(10, 0)).toEqual([]);
    });

    it('is done once when many ask at once', async () => {
      const { store } = t;
      const jobId = await jobThatIs(store, 'PAUSED');
      const { delivery } = await jobOf(store, jobId);
      const asked = await Promise.allSettled(Array.from({ length: 10 }, () => store.continueJob(jobId)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await jobOf(store, jobId)).delivery).toBe(delivery + 1);
    });
  });

  describe('deciding about a tool call', () => {
    /** Paused with `begun` open, `asked` not begun, and `done` answered. */
    async function waiting(awaits: string[] = []): Promise<string> {
      const { store } = t;
      const lease = await runningJob(store);
      const ids = ['begun', 'asked', 'done'];
      await store.commit(
        lease,
        answerOn(0, { messages: [answer('Look', ids)], toolCalls: ids.map((id) => pending(id)) }),
      );
      await store.recordIntents(lease, [openCall('begun', 1), openCall('done', 1)]);
      await store.commit(
        lease,
        answerOn(1, {
          step: 'TOOL_RESULT',
          messages: [result('done')],
          toolCalls: [pending('begun', 'RUNNING'), pending('asked'), pending('done', 'DONE')],
        }),
      );
      await store.letGo(lease, { to: 'PAUSED', reason: 'Asks.', awaits });
      return lease.jobId;
    }

    it.each<ToolDecision>([
      { kind: 'RUN' },
      { kind: 'RUN', arguments: { path: 'é"\u0000', list: [] } },
      { kind: 'RESULT', result: 'As I "say".' },
      { kind: 'REJECT', reason: null },
      { kind: 'REJECT', reason: 'No.' },
    ])('records %j on one that was begun', async (decision) => {
      const { store } = t;
      const jobId = await waiting();
      expect(await store.decideToolCall(jobId, 'begun', decision)).toEqual(await store.getJob(jobId));
      expect((await store.load(jobId))?.openToolCalls).toEqual([openCall('begun', 1, { decision })]);
      expect(await store.getJob(jobId)).toMatchObject({ status: 'PAUSED', version: 2 });
    });

    it('opens one that was asked for and never begun', async () => {
      const { store } = t;
      const jobId = await waiting();
      await store.decideToolCall(jobId, 'asked', { kind: 'RUN' });
      const open = (await store.load(jobId))?.openToolCalls.find((call) => call.id === 'asked');
      expect(open).toEqual({
        id: 'asked',
        name: 'read_file',
        policy: 'PURE',
        startedAt: null,
        epoch: 1,
        evidence: null,
        editedArguments: null,
        decision: { kind: 'RUN' },
      });
    });

    it('can be changed in a job that was paused on request, until it is continued', async () => {
      const { store } = t;
      const jobId = await waiting();
      await store.decideToolCall(jobId, 'begun', { kind: 'RUN' });
      await store.decideToolCall(jobId, 'begun', { kind: 'REJECT', reason: 'After all not.' });
      await store.continueJob(jobId);
      await expect(store.decideToolCall(jobId, 'begun', { kind: 'RUN' })).rejects.toMatchObject({
        code: 'JOB_RUNNING',
      });
      await take(store, jobId);
      expect((await store.load(jobId))?.openToolCalls.map((call) => call.decision)).toEqual([
        { kind: 'REJECT', reason: 'After all not.' },
      ]);
    });

    it('lets the job go on with the last decision that it waited for', async () => {
      const { store } = t;
      const jobId = await waiting(['begun', 'asked']);
      await dropChores(store);
      const { delivery } = await jobOf(store, jobId);
      expect(await store.decideToolCall(jobId, 'asked', { kind: 'RUN' })).toMatchObject({
        status: 'PAUSED',
        awaits: ['begun'],
      });
      expect(await store.takeChores(10, 0)).toEqual([]);

      const job = await store.decideToolCall(jobId, 'begun', { kind: 'RESULT', result: 'So.' });
      expect(job).toMatchObject({ status: 'QUEUED', awaits: [], pauseReason: null, delivery: delivery + 1 });
      expect(await store.getJob(jobId)).toEqual(job);
      expect(await store.takeChores(10, 0)).toEqual([{ kind: 'QUEUE', jobId, state: null }]);
      expect(await store.continueJob(jobId)).toEqual(job);
      await take(store, jobId);
      expect(await store.continueJob(jobId)).toMatchObject({ status: 'RUNNING', delivery: delivery + 1 });
      expect(
        (await store.load(jobId))?.openToolCalls.map(({ id, decision }) => [id, decision?.kind]),
      ).toEqual([
        ['begun', 'RESULT'],
        ['asked', 'RUN'],
      ]);
    });

    it('stands while the job waits for other calls, and is answered again when it is the same', async () => {
      const { store } = t;
      const jobId = await waiting(['asked']);
      const first: ToolDecision = { kind: 'RUN', arguments: { path: '\ud800', 10: 1, 9: [-0] } };
      const others: ToolDecision[] = [
        { kind: 'RUN' },
        { kind: 'RUN', arguments: { path: 'other' } },
        { kind: 'RESULT', result: 'So.' },
        { kind: 'REJECT', reason: null },
      ];
      // Not one that the job waits for: its first decision, too, is one of those that come at once.
      const raced = await Promise.allSettled(
        others.map((decision) => store.decideToolCall(jobId, 'begun', decision)),
      );
      expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);

      const both = await waiting(['begun', 'asked']);
      const decided = await store.decideToolCall(both, 'asked', first);
      expect(decided).toMatchObject({ status: 'PAUSED', awaits: ['begun'] });
      for (const other of others) {
        await expect(store.decideToolCall(both, 'asked', other)).rejects.toMatchObject({
          code: 'JOB_RUNNING',
          message: expect.stringContaining('taken already'),
        });
      }
      expect(await store.decideToolCall(both, 'asked', first)).toEqual(decided);
      expect(await store.getJob(both)).toEqual(decided);
      const open = (await store.load(both))?.openToolCalls.find(({ id }) => id === 'asked');
      expect(JSON.stringify(open?.decision)).toBe(JSON.stringify(first));
      expect(await store.decideToolCall(both, 'begun', { kind: 'RUN' })).toMatchObject({ status: 'QUEUED' });
    });

    it('is done once when the last decisions come at once', async () => {
      const { store } = t;
      const jobId = await waiting(['begun', 'asked']);
      const { delivery } = await jobOf(store, jobId);
      const decided = await Promise.allSettled(
        ['begun', 'asked', 'begun', 'asked'].map((id) => store.decideToolCall(jobId, id, { kind: 'RUN' })),
      );
      expect(decided.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(2);
      expect(await jobOf(store, jobId)).toMatchObject({ status: 'QUEUED', delivery: delivery + 1 });
      expect((await store.load(jobId))?.openToolCalls.map(({ decision }) => decision)).toEqual([
        { kind: 'RUN' },
        { kind: 'RUN' },
      ]);
    });

    it('leaves a job paused that waits for more than decisions', async () => {
      const { store } = t;
      const onRequest = await waiting();
      for (const id of ['begun', 'asked']) await store.decideToolCall(onRequest, id, { kind: 'RUN' });
      expect(await jobOf(store, onRequest)).toMatchObject({ status: 'PAUSED', awaits: [] });

      const lease = await runningJob(store);
      await store.commit(
        lease,
        answerOn(0, { messages: [answer('Look', ['a'])], toolCalls: [pending('a')] }),
      );
      await store.requestControl(lease.jobId, 'PAUSE');
      const wished = await store.letGo(lease, { to: 'PAUSED', reason: 'Asks.', awaits: ['a'] });
      expect(wished).toMatchObject({ status: 'PAUSED', pauseReason: 'Paused on request.', awaits: [] });
      expect(await store.decideToolCall(lease.jobId, 'a', { kind: 'RUN' })).toMatchObject({
        status: 'PAUSED',
      });
    });

    it('waits for none any more once the job goes on or is over', async () => {
      const { store } = t;
      const continued = await waiting(['asked']);
      expect(await store.continueJob(continued)).toMatchObject({ awaits: [] });
      await expect(store.continueJob(continued)).rejects.toMatchObject({ code: 'JOB_QUEUED' });
      const cancelled = await waiting(['asked']);
      expect(await store.requestControl(cancelled, 'CANCEL')).toMatchObject({ awaits: [] });
    });

    it.each(['done', 'nobody', '', '__proto__', 'constructor'])(
      'refuses %j, which does not wait for a result',
      async (id) => {
        const { store } = t;
        const jobId = await waiting();
        const before = await store.load(jobId);
        await expect(store.decideToolCall(jobId, id, { kind: 'RUN' })).rejects.toMatchObject({
          code: 'INVALID_INPUT',
        });
        expect(await store.load(jobId)).toEqual(before);
      },
    );

    it.each([
      ['QUEUED', 'JOB_RUNNING'],
      ['RUNNING', 'JOB_RUNNING'],
      ['WAITING_RETRY', 'JOB_RUNNING'],
      ['COMPLETED', 'JOB_COMPLETED'],
      ['FAILED', 'JOB_COMPLETED'],
      ['CANCELLED', 'JOB_COMPLETED'],
    ] as const)('refuses a job that is %s with %s', async (status, code) => {
      const jobId = await jobThatIs(t.store, status);
      await expect(t.store.decideToolCall(jobId, 'a', { kind: 'RUN' })).rejects.toMatchObject({ code });
    });

    it('refuses a paused job that has no version', async () => {
      const { jobId } = await newJob(t.store);
      await t.store.requestControl(jobId, 'PAUSE');
      await expect(t.store.decideToolCall(jobId, 'a', { kind: 'RUN' })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    });
  });

  it('refreshing live jobs harms none', async () => {
    const { store } = t;
    const running = await runningJob(store);
    await commitAnswers(store, running, 1);
    const { jobId } = await failedJob(store, 1);
    const before = [await store.load(running.jobId), await store.load(jobId)];
    expect(await store.refreshLiveJobs()).toBeGreaterThanOrEqual(0);
    expect([await store.load(running.jobId), await store.load(jobId)]).toEqual(before);
  });
}
