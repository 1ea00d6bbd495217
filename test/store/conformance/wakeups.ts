import { beforeEach, describe, expect, it } from 'vitest';
import type { Lease, Store, Wakeup } from '../../../src/store/contract.ts';
import { until } from '../../support/wait.ts';
import {
  answerOn,
  COMPLETED,
  commitAnswers,
  FAILED,
  failedJob,
  type MakeStore,
  newJob,
  resumed,
  runningJob,
  type StoreUnderTest,
  take,
} from './setup.ts';

type Change = (store: Store, lease: Lease) => Promise<unknown>;

/** Each begins with a running job at version 1. `version` and `status` are the job's after it. */
const CHANGES: Record<string, [Change, Partial<Wakeup>]> = {
  commit: [(store, lease) => store.commit(lease, answerOn(1)), { version: 2, status: 'RUNNING' }],
  complete: [(store, lease) => store.finish(lease, COMPLETED), { version: 1, status: 'COMPLETED' }],
  fail: [(store, lease) => store.finish(lease, FAILED), { version: 1, status: 'FAILED' }],
  'let go': [(store, lease) => store.letGo(lease, { to: 'QUEUED' }), { version: 1, status: 'QUEUED' }],
  'take over': [(store, lease) => take(store, lease.jobId), { version: 1, status: 'RUNNING' }],
  discard: [(store, lease) => store.discardCheckpoint(lease), { version: null, status: 'RUNNING' }],
  'ask to cancel': [
    (store, lease) => store.requestControl(lease.jobId, 'CANCEL'),
    { version: 1, status: 'RUNNING' },
  ],
};

export function wakeups(makeStore: MakeStore): void {
  let made: StoreUnderTest;
  const heard: Wakeup[] = [];

  beforeEach(async () => {
    made = await makeStore();
    heard.length = 0;
    const stop = await made.onWakeup?.((wakeup) => heard.push(wakeup));
    return async () => {
      stop?.();
      await made.dispose();
    };
  });

  const hear = (wanted: Partial<Wakeup>) =>
    until(
      () =>
        heard.find((wakeup) =>
          Object.entries(wanted).every(([key, value]) => wakeup[key as keyof Wakeup] === value),
        ),
      {
        what: `a wake-up like ${JSON.stringify(wanted)}; heard ${JSON.stringify(heard)}`,
      },
    );

  it('tell of a new job', async ({ skip }) => {
    skip(made.onWakeup === undefined, 'the store under test does not say how to hear it');
    const { jobId } = await newJob(made.store);
    expect(await hear({ jobId })).toEqual({ jobId, version: null, status: 'QUEUED' });
  });

  it.each(Object.keys(CHANGES))('tell of: %s', async (name) => {
    const lease = await runningJob(made.store);
    await commitAnswers(made.store, lease, 1);
    const { jobId } = lease;
    if (made.onWakeup) await hear({ jobId, version: 1 });
    heard.length = 0;
    const [change, wanted] = CHANGES[name] ?? [];
    await change?.(made.store, lease);
    if (made.onWakeup) expect(await hear({ jobId })).toEqual({ jobId, ...wanted });
  });

  describe('of what a person does', () => {
    it('reach the watchers too', async () => {
      if (!made.onWakeup) return;
      const { jobId } = await failedJob(made.store, 1);
      const next = await resumed(made.store, jobId);
      await hear({ jobId: next.jobId, status: 'QUEUED' });
      await made.store.requestControl(next.jobId, 'PAUSE');
      await hear({ jobId: next.jobId, status: 'PAUSED' });
      heard.length = 0;
      await made.store.continueJob(next.jobId);
      await hear({ jobId: next.jobId, status: 'QUEUED' });
      await made.store.requestControl(next.jobId, 'CANCEL');
      await hear({ jobId: next.jobId, status: 'CANCELLED' });
      heard.length = 0;
      await made.store.deleteCheckpoint(jobId);
      await hear({ jobId, status: 'FAILED' });
    });
  });
}
