import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/contract.ts';
import {
  COMPLETED,
  claimOf,
  commitAnswers,
  FAILED,
  FAILURE,
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

/** What happens to jobs is counted in the step that it happens in. */
export function tally(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);
  /** What an action added to the tally; how long something was put off is no count. */
  const added = async (action: (store: Store) => Promise<unknown>) => {
    const before = await t.store.tally();
    await action(t.store);
    const after = Object.entries(await t.store.tally()).filter(([name]) => !name.startsWith('put-off-ms'));
    return Object.fromEntries(
      after.flatMap(([name, count]) => {
        const by = count - (before[name] ?? 0);
        return by === 0 ? [] : [[name, by]];
      }),
    );
  };
  /** Of answers, by `usageOf`. */
  const saved = (answers: number) => ({
    'saved scripted/first input': 100 * answers,
    'saved scripted/first output': 10 * answers,
    'saved scripted/first total': 110 * answers,
    'saved-turns': answers,
  });

  it('is empty at first', async () => {
    expect(await t.store.tally()).toEqual({});
  });

  it('counts jobs that are made and that end, and commits not at all', async () => {
    const lease = await runningJob(t.store);
    expect(await t.store.tally()).toEqual({ 'created NEW': 1 });
    expect(await added((store) => commitAnswers(store, lease, 3))).toEqual({});
    expect(await added((store) => store.finish(lease, COMPLETED))).toEqual({ 'ended COMPLETED STRAIGHT': 1 });
    expect(await added((store) => store.finish(lease, COMPLETED))).toEqual({});
    const { jobId } = await newJob(t.store);
    expect(await added((store) => store.requestControl(jobId, 'CANCEL'))).toEqual({
      'ended CANCELLED STRAIGHT': 1,
    });
    expect(await added((store) => store.requestControl(jobId, 'CANCEL'))).toEqual({});
  });

  it('counts a lost worker when the job is taken again, and what was saved', async () => {
    const { jobId } = await newJob(t.store);
    const first = await take(t.store, jobId);
    await commitAnswers(t.store, first, 2);
    const again = { workerId: 'worker-2', nonce: 'the nonce' };
    const crash = { 'resumed CRASH': 1, ...saved(2) };
    expect(await added((store) => store.acquire(jobId, again))).toEqual(crash);
    expect(await added((store) => store.acquire(jobId, again))).toEqual({});
    expect(await added((store) => take(store, jobId))).toEqual({
      ...crash,
      'resume-ended CRASH CRASHED': 1,
    });
    const last = await take(t.store, jobId);
    expect(await added((store) => store.finish(last, FAILED))).toEqual({
      'ended FAILED INTERRUPTED': 1,
      'failed RATE_LIMIT': 1,
      'resume-ended CRASH FAILED': 1,
    });
  });

  it('tells a run that begins anew from one that goes on', async () => {
    const { jobId } = await runningJob(t.store);
    expect(await added((store) => take(store, jobId))).toEqual({ 'restarted CRASH': 1 });
    const lease = await take(t.store, jobId);
    expect(await added((store) => store.finish(lease, COMPLETED))).toEqual({
      'ended COMPLETED INTERRUPTED': 1,
    });
  });

  it('counts attempts that are put off by cause, how long, and that they are made again', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    const until = new Date(Date.now() + 90_000);
    const putOff = (store: Store) =>
      store.letGo(lease, { to: 'WAITING_RETRY', until, failure: { ...FAILURE, code: 'RATE_LIMITED' } });
    expect(await added(putOff)).toEqual({ 'put-off RATE_LIMITED': 1 });
    expect(await added(putOff)).toEqual({});
    const waited = (await t.store.tally())['put-off-ms RATE_LIMITED'];
    expect(waited).toBeGreaterThan(30_000);
    expect(waited).toBeLessThanOrEqual(90_000);
    expect(await added((store) => take(store, lease.jobId))).toEqual({ 'resumed RETRY': 1, ...saved(1) });
    const [second, failure] = [await take(t.store, lease.jobId), { ...FAILURE, code: 'TIMEOUT' }];
    expect(await added((store) => store.letGo(second, { to: 'WAITING_RETRY', until, failure }))).toEqual({
      'put-off TIMEOUT': 1,
      'resume-ended CRASH PUT_OFF': 1,
    });
  });

  it('counts hand-overs, and pauses apart from failures', async () => {
    const lease = await runningJob(t.store);
    const { jobId } = lease;
    await commitAnswers(t.store, lease, 1);
    expect(await added((store) => store.letGo(lease, { to: 'QUEUED' }))).toEqual({});
    const once = await take(t.store, jobId);
    expect(await t.store.tally()).toMatchObject({ 'resumed HAND_OVER': 1, ...saved(1) });
    expect(await added((store) => store.letGo(once, { to: 'QUEUED' }))).toEqual({
      'resume-ended HAND_OVER HANDED_OVER': 1,
    });
    const handedOver = await take(t.store, jobId);
    expect(
      await added((store) => store.letGo(handedOver, { to: 'PAUSED', reason: 'A person has to look.' })),
    ).toEqual({ 'resume-ended HAND_OVER PAUSED': 1 });
    await t.store.continueJob(jobId);
    expect(await added((store) => take(store, jobId))).toEqual({ 'resumed PAUSE': 1 });
  });

  it('a pause alone is no interruption', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await t.store.letGo(lease, { to: 'PAUSED', reason: 'A person has to look.' });
    await t.store.continueJob(lease.jobId);
    const again = await take(t.store, lease.jobId);
    expect(await added((store) => store.finish(again, COMPLETED))).toEqual({
      'ended COMPLETED STRAIGHT': 1,
      'resume-ended PAUSE COMPLETED': 1,
    });
  });

  it('counts a wish that is carried out when the job is let go as what it was', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    const again = await take(t.store, lease.jobId);
    await t.store.requestControl(lease.jobId, 'CANCEL');
    expect(await added((store) => store.letGo(again, { to: 'QUEUED' }))).toEqual({
      'ended CANCELLED INTERRUPTED': 1,
      'resume-ended CRASH CANCELLED': 1,
    });
  });

  it('counts a resume of a cancelled job apart: a cancellation is no failure', async () => {
    const source = await runningJob(t.store);
    await commitAnswers(t.store, source, 2);
    await t.store.finish(source, { status: 'CANCELLED' });
    const { seen, spec } = claimOf(t.store, await jobOf(t.store, source.jobId));
    await t.store.claimResume(seen, spec);
    const lease = await take(t.store, spec.jobId);
    const copy = (store: Store) => store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' });
    expect(await added(copy)).toEqual({ 'resumed RESUME_CANCELLED': 1, ...saved(2) });
    expect(await added((store) => store.finish(lease, COMPLETED))).toEqual({
      'ended COMPLETED INTERRUPTED': 1,
      'resume-ended RESUME_CANCELLED COMPLETED': 1,
    });
  });

  it('counts a resume by hand once, when the checkpoint is copied', async () => {
    const source = await failedJob(t.store, 2);
    const { seen, spec } = claimOf(t.store, await jobOf(t.store, source.jobId));
    const claim = (store: Store) => store.claimResume(seen, spec);
    expect(await added(claim)).toEqual({ 'created RESUME': 1 });
    expect(await added(claim)).toEqual({});
    const lease = await take(t.store, spec.jobId);
    const copy = (store: Store) => store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' });
    expect(await added(copy)).toEqual({ 'resumed RESUME': 1, ...saved(2) });
    expect(await added(copy)).toEqual({});
    expect(await added((store) => store.finish(lease, COMPLETED))).toEqual({
      'ended COMPLETED INTERRUPTED': 1,
      'resume-ended RESUME COMPLETED': 1,
    });
  });

  it('counts forks, which save nothing', async () => {
    const source = await failedJob(t.store, 2);
    const origin = { jobId: source.jobId, version: 1, prompt: null };
    const jobId = t.store.newJobId(source.jobId);
    expect(await added((store) => store.createFork(origin, specOf(jobId)))).toEqual({ 'created FORK': 1 });
    const lease = await take(t.store, jobId);
    const copy = (store: Store) =>
      store.copyCheckpoint({ jobId: source.jobId, version: 1 }, lease, { step: 'FORKED' });
    expect(await added(copy)).toEqual({ 'resumed FORK': 1 });
  });

  it('counts tokens that are saved for the model that goes on', async () => {
    const source = await failedJob(t.store, 1);
    const { jobId } = await resumed(t.store, source.jobId, { model: 'scripted/second' });
    const lease = await take(t.store, jobId);
    const copied = await added((store) =>
      store.copyCheckpoint({ jobId: source.jobId }, lease, { step: 'RESUMED' }),
    );
    expect(copied).toMatchObject({ 'saved scripted/second total': 110 });
  });

  it('counts decisions about tool calls, each once', async () => {
    const lease = await runningJob(t.store);
    await commitAnswers(t.store, lease, 1);
    await t.store.recordIntents(lease, [openCall('a', lease.epoch)]);
    await t.store.letGo(lease, { to: 'PAUSED', reason: 'A person has to look.' });
    const decide = (store: Store) => store.decideToolCall(lease.jobId, 'a', { kind: 'REJECT', reason: null });
    expect(await added(decide)).toEqual({ 'decided REJECT': 1 });
    expect(await added(decide)).toEqual({});
    expect(await added((store) => store.decideToolCall(lease.jobId, 'a', { kind: 'RUN' }))).toEqual({
      'decided RUN': 1,
    });
  });

  describe('what is refused', () => {
    it('counts nothing', async () => {
      const lease = await runningJob(t.store);
      await commitAnswers(t.store, lease, 1);
      await take(t.store, lease.jobId);
      for (const refused of [
        (store: Store) => store.finish(lease, COMPLETED),
        (store: Store) => store.letGo(lease, { to: 'QUEUED' }),
        (store: Store) => commitAnswers(store, lease, 1, 1),
      ]) {
        expect(await added((store) => refused(store).catch(() => undefined))).toEqual({});
      }
    });
  });
}
