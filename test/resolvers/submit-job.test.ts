import { describe, expect, it } from 'vitest';
import type { SubmitJobInput } from '../../resolvers/inputs.ts';
import { submitJob } from '../../resolvers/submit-job.ts';
import { loadConfig } from '../../src/config.ts';
import { installFailpoints } from '../../src/failpoints.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord, JobSpec } from '../../src/store/records.ts';
import { contextOf, testDeps } from '../support/api.ts';

const INPUT: SubmitJobInput = { prompt: 'Do it.' };

/** Dies where a job is to be written. */
class CrashingStore extends MemoryStore {
  crashes = true;

  override async createJob(spec: JobSpec): Promise<JobRecord> {
    if (this.crashes) throw new Error('crash');
    return super.createJob(spec);
  }
}

describe('submitJob', () => {
  it('writes the record with its defaults, then queues it', async () => {
    const deps = testDeps();
    const { job, created } = await submitJob(INPUT, contextOf(deps));
    expect(created).toBe(true);
    expect(job).toMatchObject({
      status: 'QUEUED',
      prompt: 'Do it.',
      model: 'deepseek/deepseek-v4-pro',
      maxTurns: 50,
      resumeFromCheckpoint: true,
      onInterrupted: 'REPORT',
      onPartial: 'ASK_AGAIN',
      requireApproval: [],
      callback: null,
    });
    expect(await deps.store.getJob(job.jobId)).toEqual(job);
    expect(deps.queue.jobs).toEqual([job]);
  });

  it('keeps what it was told', async () => {
    const input: SubmitJobInput = {
      prompt: 'Do it.',
      jobId: 'mine',
      model: 'openai/gpt-6',
      workspace: { path: 'a/b' },
      callback: { url: 'http://127.0.0.1:9/done' },
      maxTurns: 7,
      resumeFromCheckpoint: false,
      onInterrupted: 'PAUSE',
      onPartial: 'CONTINUE',
      requireApproval: ['run_command'],
    };
    const { job } = await submitJob(input, contextOf(testDeps()));
    expect(job).toMatchObject({ ...input, callback: { url: 'http://127.0.0.1:9/done', secret: null } });
  });

  it('is accepted when the queue refuses, and left to the sweeper', async () => {
    const deps = testDeps();
    deps.queue.fail = new Error('Connection is closed.');
    const { job } = await submitJob(INPUT, contextOf(deps));
    expect(job.status).toBe('QUEUED');
    const chores = await deps.store.takeChores(10, 1000);
    expect(chores).toMatchObject([{ kind: 'QUEUE', jobId: job.jobId }]);
    expect(deps.logged.join()).toContain(job.jobId);
  });

  it('does not wait for a queue that never answers', async () => {
    const deps = testDeps();
    const never = { enqueue: () => new Promise<void>(() => undefined) };
    const { job } = await submitJob(INPUT, { ...contextOf(deps), queue: never });
    expect(job.status).toBe('QUEUED');
  });

  it.each([
    ['no model at all', INPUT, { defaultModel: null }, 'MODEL_REQUIRED', /DEFAULT_MODEL/],
    ['an unknown provider', { ...INPUT, model: 'nobody/x' }, {}, 'INVALID_INPUT', /deepseek/],
    ['a script that is missing', { ...INPUT, model: 'scripted/nope' }, {}, 'INVALID_INPUT', /nope/],
    ['a workspace outside', { ...INPUT, workspace: { path: '../x' } }, {}, 'INVALID_INPUT', /workspace/],
    ['an unknown tool', { ...INPUT, requireApproval: ['rm'] }, {}, 'INVALID_INPUT', /run_command/],
    [
      'a callback to a private address',
      { ...INPUT, callback: { url: 'http://10.0.0.1/' } },
      {},
      'INVALID_INPUT',
      /public/,
    ],
    [
      'a callback to loopback of a server beyond it',
      { ...INPUT, callback: { url: 'http://127.0.0.1/' } },
      { host: '0.0.0.0' },
      'INVALID_INPUT',
      /public/,
    ],
  ])('refuses %s and writes nothing', async (_name, input, config, code, message) => {
    const deps = testDeps({ config });
    const error = await submitJob(input, contextOf(deps)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((await deps.store.listJobs({ first: 10 })).items).toEqual([]);
    expect(deps.queue.jobs).toEqual([]);
  });

  it('takes a callback to a host that the operator has allowed', async () => {
    const config = loadConfig({
      CALLBACK_ALLOWED_HOSTS: 'hooks.internal, 10.0.0.1',
      DEFAULT_MODEL: 'deepseek/deepseek-v4-pro',
    });
    const deps = testDeps({ config });
    const { job } = await submitJob({ ...INPUT, callback: { url: 'http://10.0.0.1/' } }, contextOf(deps));
    expect(job.callback).toEqual({ url: 'http://10.0.0.1/', secret: null });
    const other = submitJob({ ...INPUT, callback: { url: 'http://10.0.0.2/' } }, contextOf(deps));
    await expect(other).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('refuses an id that is taken, and a workspace that is in use', async () => {
    const deps = testDeps();
    await submitJob({ ...INPUT, jobId: 'a', workspace: { path: 'w' } }, contextOf(deps));
    await expect(submitJob({ ...INPUT, jobId: 'a' }, contextOf(deps))).rejects.toMatchObject({
      code: 'JOB_EXISTS',
    });
    await expect(submitJob({ ...INPUT, workspace: { path: 'w' } }, contextOf(deps))).rejects.toMatchObject({
      code: 'WORKSPACE_BUSY',
    });
  });
});

describe('submitJob with an idempotency key', () => {
  const options = { idempotencyKey: 'key-1' };

  it('makes one job however often and however concurrently it is called', async () => {
    const deps = testDeps();
    const calls = Array.from({ length: 20 }, () => submitJob(INPUT, contextOf(deps), options));
    const answers = [...(await Promise.all(calls)), await submitJob(INPUT, contextOf(deps), options)];
    expect(new Set(answers.map(({ job }) => job.jobId)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect((await deps.store.listJobs({ first: 10 })).items).toHaveLength(1);
  });

  it('takes null, absent and reordered fields for the same request', async () => {
    const deps = testDeps();
    const one = await submitJob({ prompt: 'x', maxTurns: 3 }, contextOf(deps), options);
    const two = await submitJob({ maxTurns: 3, model: null, prompt: 'x' }, contextOf(deps), options);
    expect(two).toMatchObject({ created: false, job: { jobId: one.job.jobId } });
  });

  it('refuses another request under the same key', async () => {
    const deps = testDeps();
    await submitJob(INPUT, contextOf(deps), options);
    await expect(submitJob({ prompt: 'Else.' }, contextOf(deps), options)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('is healed by the retry after a crash between the key and the record', async () => {
    const store = new CrashingStore();
    const deps = testDeps({ store });
    await expect(submitJob(INPUT, contextOf(deps), options)).rejects.toThrow('crash');
    store.crashes = false;
    const { job, created } = await submitJob(INPUT, contextOf(deps), options);
    expect(created).toBe(true);
    expect(deps.queue.jobs).toEqual([job]);
  });

  it('does not hand out a job of somebody else that has the chosen id', async () => {
    const deps = testDeps();
    await submitJob({ prompt: 'Theirs.', jobId: 'shared' }, contextOf(deps));
    const mine = { prompt: 'Mine.', jobId: 'shared' };
    for (const _ of [1, 2]) {
      await expect(submitJob(mine, contextOf(deps), options)).rejects.toMatchObject({ code: 'JOB_EXISTS' });
    }
  });

  it('finds its own job under a chosen id again', async () => {
    const deps = testDeps();
    const mine = { prompt: 'Mine.', jobId: 'chosen' };
    await submitJob(mine, contextOf(deps), options);
    expect(await submitJob(mine, contextOf(deps), options)).toMatchObject({ created: false });
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(256)])('refuses the key %j', async (idempotencyKey) => {
    await expect(submitJob(INPUT, contextOf(testDeps()), { idempotencyKey })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('An idempotency key must be'),
    });
  });
});

describe('the failpoint accepted-not-queued', () => {
  it('lies between the record and the queue', async () => {
    const deps = testDeps();
    const seen: unknown[] = [];
    installFailpoints(async (point, jobId) => {
      seen.push([point, (await deps.store.getJob(jobId))?.status, deps.queue.jobs.length]);
    });
    try {
      await submitJob(INPUT, contextOf(deps));
    } finally {
      installFailpoints(undefined);
    }
    expect(seen).toEqual([['accepted-not-queued', 'QUEUED', 0]]);
  });
});
