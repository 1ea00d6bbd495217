import { describe, expect, it } from 'vitest';
import { forkCheckpoint } from '../../resolvers/fork-checkpoint.ts';
import { submitJob } from '../../resolvers/submit-job.ts';
import { defaultWorkspaceFor } from '../../src/agent/workspace.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { contextOf, testDeps } from '../support/api.ts';
import { type Script, workByHand } from '../support/work-by-hand.ts';

async function source(script: Script, store = new MemoryStore()) {
  const deps = testDeps({ store });
  const context = contextOf(deps);
  const input = {
    prompt: 'Do it.',
    callback: { url: 'http://127.0.0.1:9/' },
    workspace: { path: 'src' },
    maxTurns: 4,
  };
  const { job } = await submitJob(input, context);
  await workByHand(deps.store, job.jobId, script);
  deps.queue.jobs.length = 0;
  return { deps, context, jobId: job.jobId };
}

describe('forkCheckpoint', () => {
  it('makes and queues a job of its own from an earlier version', async () => {
    const { deps, context, jobId } = await source({ turns: 2 });
    const forked = await forkCheckpoint({ jobId, version: 2, prompt: 'Otherwise.' }, context);
    expect(forked).toMatchObject({ forkedFrom: jobId, version: 2, turns: 1 });
    expect(forked.job).toMatchObject({
      status: 'QUEUED',
      prompt: 'Do it.',
      maxTurns: 4,
      callback: null,
      workspace: defaultWorkspaceFor(forked.job.jobId),
      forkedFrom: { jobId, version: 2, prompt: 'Otherwise.' },
      resumedFrom: null,
    });
    expect(deps.queue.jobs).toEqual([forked.job]);
    expect((await deps.store.getJob(jobId))?.resumedBy).toBeNull();
  });

  it.each(['RUNNING', 'COMPLETED', 'CANCELLED', 'PAUSED'] as const)(
    'starts from a %s job too',
    async (end) => {
      const { context, jobId } = await source({ end });
      const { job } = await forkCheckpoint({ jobId, version: 1, model: 'openai/gpt-6' }, context);
      expect(job).toMatchObject({ status: 'QUEUED', model: 'openai/gpt-6' });
    },
  );

  it('goes on in the workspace that is named, unless a live job is in it', async () => {
    const stopped = await source({});
    const input = { version: 1, workspace: { path: 'src' } };
    const { job } = await forkCheckpoint({ ...input, jobId: stopped.jobId }, stopped.context);
    expect(job.workspace).toEqual({ path: 'src' });
    const running = await source({ end: 'RUNNING' });
    await expect(forkCheckpoint({ ...input, jobId: running.jobId }, running.context)).rejects.toMatchObject({
      code: 'WORKSPACE_BUSY',
    });
  });

  it('refuses what is not there', async () => {
    const { deps, context, jobId } = await source({ turns: 1 });
    const codeOf = (id: string, version: number) =>
      forkCheckpoint({ jobId: id, version }, context).catch((error: { code: string }) => error.code);
    expect(await codeOf('unknown', 1)).toBe('CHECKPOINT_NOT_FOUND');
    expect(await codeOf(jobId, 3)).toBe('CHECKPOINT_NOT_FOUND');
    await deps.store.deleteCheckpoint(jobId);
    expect(await codeOf(jobId, 1)).toBe('CHECKPOINT_NOT_FOUND');
  });

  it('says of a version that was kept once that it is gone', async () => {
    const { context, jobId } = await source({ turns: 3 }, new MemoryStore({ historyLimit: 2 }));
    await expect(forkCheckpoint({ jobId, version: 1 }, context)).rejects.toMatchObject({
      code: 'VERSION_GONE',
    });
  });
});
