import { describe, expect, it } from 'vitest';
import { resumeCheckpoint } from '../../resolvers/resume-checkpoint.ts';
import { submitJob } from '../../resolvers/submit-job.ts';
import type { CheckpointView, LoadedCheckpoint, Store } from '../../src/store/contract.ts';
import { CheckpointCorruptError } from '../../src/store/errors.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { contextOf, type TestDeps, testDeps } from '../support/api.ts';
import { type Script, workByHand } from '../support/work-by-hand.ts';

/** Its checkpoints fail their checksum, which is noted by the first who reads one. */
class DamagedStore extends MemoryStore {
  #damage: string | null = null;

  override async load(jobId: string): Promise<LoadedCheckpoint | null> {
    this.#damage = 'CORRUPT: checksum';
    throw new CheckpointCorruptError(jobId, 1, 'checksum');
  }

  override async getCheckpoint(jobId: string): Promise<CheckpointView | null> {
    const view = await super.getCheckpoint(jobId);
    return view === null ? null : { ...view, damage: this.#damage };
  }
}

async function stopped(
  script: Script = { turns: 2 },
  store: Store = new MemoryStore(),
): Promise<{ deps: TestDeps; jobId: string }> {
  const deps = testDeps({ store });
  const { job } = await submitJob(
    { prompt: 'Do it.', callback: { url: 'http://127.0.0.1:9/done' }, maxTurns: 9, onInterrupted: 'FAIL' },
    contextOf(deps),
  );
  await workByHand(deps.store, job.jobId, script);
  deps.queue.jobs.length = 0;
  return { deps, jobId: job.jobId };
}

describe('resumeCheckpoint', () => {
  it.each(['FAILED', 'CANCELLED'] as const)(
    'makes a job that continues a %s one, and queues it',
    async (end) => {
      const { deps, jobId } = await stopped({ turns: 2, end });
      const resumed = await resumeCheckpoint({ jobId }, contextOf(deps));
      expect(resumed).toMatchObject({ resumedFrom: jobId, version: 4, turns: 2 });
      expect(resumed.job).toMatchObject({
        status: 'QUEUED',
        resumedFrom: jobId,
        maxTurns: 9,
        onInterrupted: 'FAIL',
        callback: { url: 'http://127.0.0.1:9/done', secret: null },
      });
      expect(resumed.job.jobId).not.toBe(jobId);
      expect(deps.queue.jobs.map((job) => job.jobId)).toEqual([resumed.job.jobId]);
      expect((await deps.store.getJob(jobId))?.resumedBy).toBe(resumed.job.jobId);
    },
  );

  it('takes another callback, model and number of turns', async () => {
    const { deps, jobId } = await stopped();
    const given = { callback: { url: 'https://[::1]/other' }, model: 'anthropic/claude-x', maxTurns: 3 };
    const { job } = await resumeCheckpoint({ jobId, ...given }, contextOf(deps));
    expect(job).toMatchObject({ ...given, callback: { url: 'https://[::1]/other', secret: null } });
  });

  it('starts one run for 20 calls at once, and the same for later ones', async () => {
    const { deps, jobId } = await stopped();
    const resume = () => resumeCheckpoint({ jobId }, contextOf(deps));
    const answers = await Promise.all(Array.from({ length: 20 }, resume));
    answers.push(await resume());
    await workByHand(deps.store, answers[0]?.job.jobId ?? '', { end: 'RUNNING' });
    answers.push(await resume());
    expect(new Set(answers.map(({ job }) => job.jobId)).size).toBe(1);
    expect(answers.every(({ version, turns }) => version === 4 && turns === 2)).toBe(true);
    expect(deps.queue.jobs).toHaveLength(1);
  });

  it('refuses a version that is not the latest, also once it is resumed', async () => {
    const { deps, jobId } = await stopped();
    const stale = () => resumeCheckpoint({ jobId, version: 3 }, contextOf(deps));
    await expect(stale()).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    const { job } = await resumeCheckpoint({ jobId, version: 4 }, contextOf(deps));
    await expect(stale()).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    const again = await resumeCheckpoint({ jobId, version: 4 }, contextOf(deps));
    expect(again.job.jobId).toBe(job.jobId);
  });

  it('names the job that went further when that has failed with a checkpoint', async () => {
    const { deps, jobId } = await stopped();
    const { job } = await resumeCheckpoint({ jobId }, contextOf(deps));
    await workByHand(deps.store, job.jobId);
    await expect(resumeCheckpoint({ jobId }, contextOf(deps))).rejects.toMatchObject({
      code: 'ALREADY_RESUMED',
      message: expect.stringContaining(job.jobId),
    });
  });

  it('is ready again when the job that continued it led nowhere', async () => {
    const { deps, jobId } = await stopped();
    const first = await resumeCheckpoint({ jobId }, contextOf(deps));
    await workByHand(deps.store, first.job.jobId, { turns: 0 });
    const calls = Array.from({ length: 20 }, () => resumeCheckpoint({ jobId }, contextOf(deps)));
    const second = new Set((await Promise.all(calls)).map(({ job }) => job.jobId));
    expect(second.size).toBe(1);
    expect(second.has(first.job.jobId)).toBe(false);
  });

  it.each([
    ['RUNNING', 'JOB_RUNNING'],
    ['PAUSED', 'JOB_RUNNING'],
    ['WAITING_RETRY', 'JOB_QUEUED'],
    ['COMPLETED', 'JOB_COMPLETED'],
  ] as const)('refuses a job that is %s with %s', async (end, code) => {
    const { deps, jobId } = await stopped({ end });
    await expect(resumeCheckpoint({ jobId }, contextOf(deps))).rejects.toMatchObject({ code });
    expect(deps.queue.jobs).toEqual([]);
  });

  it('refuses a queued, a deleted, an unknown job and one without a checkpoint', async () => {
    const deps = testDeps();
    const { job } = await submitJob({ prompt: 'x' }, contextOf(deps));
    const codeOf = (jobId: string) =>
      resumeCheckpoint({ jobId }, contextOf(deps)).catch((error: { code: string }) => error.code);
    expect(await codeOf(job.jobId)).toBe('JOB_QUEUED');
    expect(await codeOf('unknown')).toBe('CHECKPOINT_NOT_FOUND');
    await workByHand(deps.store, job.jobId, { turns: 0 });
    expect(await codeOf(job.jobId)).toBe('CHECKPOINT_NOT_FOUND');
    const { deps: others, jobId } = await stopped();
    await others.store.deleteCheckpoint(jobId);
    await expect(resumeCheckpoint({ jobId }, contextOf(others))).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_FOUND',
    });
  });

  it('refuses one that has run out, as one that is not there', async () => {
    const clock = { now: Date.now() };
    const { deps, jobId } = await stopped(
      { turns: 1 },
      new MemoryStore({ ttlSeconds: 5, now: () => clock.now }),
    );
    clock.now += 5_000;
    await expect(resumeCheckpoint({ jobId }, contextOf(deps))).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_FOUND',
      message: expect.stringContaining('expired; submit the job again'),
    });
    expect(deps.queue.jobs).toEqual([]);
  });

  it('does not claim a damaged checkpoint', async () => {
    const { deps, jobId } = await stopped({}, new DamagedStore());
    await expect(resumeCheckpoint({ jobId }, contextOf(deps))).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
    });
    expect((await deps.store.getJob(jobId))?.resumedBy).toBeNull();
  });

  it('is accepted when the queue refuses, and left to the sweeper', async () => {
    const { deps, jobId } = await stopped();
    deps.queue.fail = new Error('Connection is closed.');
    const { job } = await resumeCheckpoint({ jobId }, contextOf(deps));
    const chores = await deps.store.takeChores(10, 1000);
    expect(chores).toContainEqual(expect.objectContaining({ kind: 'QUEUE', jobId: job.jobId }));
  });

  it('refuses a model or a callback that cannot be, and claims nothing', async () => {
    const { deps, jobId } = await stopped();
    for (const wrong of [{ model: 'nobody/x' }, { callback: { url: 'http://192.168.1.1/' } }]) {
      await expect(resumeCheckpoint({ jobId, ...wrong }, contextOf(deps))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
    expect((await deps.store.getJob(jobId))?.resumedBy).toBeNull();
  });
});
