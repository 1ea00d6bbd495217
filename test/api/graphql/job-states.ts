import { deleteCheckpoint } from '../../../resolvers/delete-checkpoint.ts';
import { forkCheckpoint } from '../../../resolvers/fork-checkpoint.ts';
import { resumeCheckpoint } from '../../../resolvers/resume-checkpoint.ts';
import { submitJob } from '../../../resolvers/submit-job.ts';
import { contextOf, type TestDeps } from '../../support/api.ts';
import type { RedisStoreForTests } from '../../support/redis-store.ts';
import { type Script, workByHand } from '../../support/work-by-hand.ts';

export interface World {
  deps: TestDeps;
  redis: RedisStoreForTests;
}

const CUT_OFF: Script['cutOff'] = [
  { name: 'run_command', policy: 'REPORT', input: { command: 'make' } },
  { name: 'write_file', policy: 'VERIFY', input: { path: 'a.txt', content: 'A' } },
  { name: 'read_file', policy: 'PURE', input: { path: 'b.txt' } },
];

async function job({ deps }: World, script: Script | null): Promise<string> {
  const { job: made } = await submitJob({ prompt: 'Do it.' }, contextOf(deps));
  if (script !== null) await workByHand(deps.store, made.jobId, script);
  return made.jobId;
}

/** Makes a failed job that another continues, and works that one. Answers with both. */
async function continued(world: World, script: Script | null): Promise<{ source: string; next: string }> {
  const source = await job(world, { end: 'FAILED' });
  const { job: made } = await resumeCheckpoint({ jobId: source }, contextOf(world.deps));
  const { store } = world.deps;
  if (script !== null) {
    const { lease } = await store.acquire(made.jobId, { workerId: 'copy', nonce: 'copy' });
    if (lease === null) throw new Error('The new job cannot be taken.');
    await store.copyCheckpoint({ jobId: source }, lease, { step: 'RESUMED' });
    if (script.end === 'COMPLETED') {
      await store.finish(lease, { status: 'COMPLETED', result: 'Done.' });
      await store.clearSources(made.jobId);
    }
  }
  return { source, next: made.jobId };
}

async function damaged(world: World, at: number): Promise<string> {
  const jobId = await job(world, { turns: 2, end: 'FAILED' });
  const { redis, keys } = world.redis;
  const { log } = keys.ofJob(jobId);
  const frame = await redis.lindexBuffer(log, 1);
  if (frame === null) throw new Error('There is no such segment.');
  frame[at] = (frame[at] ?? 0) ^ 0x10;
  await redis.lset(log, 1, frame);
  return jobId;
}

/** A maker for each state that a job can be in. Each call makes another job. */
export const STATES: Record<string, (world: World) => Promise<string>> = {
  queued: (world) => job(world, null),
  'running, nothing saved': (world) => job(world, { turns: 0, end: 'RUNNING' }),
  running: (world) => job(world, { turns: 2, end: 'RUNNING' }),
  'running, calls begun': (world) => job(world, { cutOff: CUT_OFF, end: 'RUNNING' }),
  'waiting for a time': (world) => job(world, { cutOff: CUT_OFF, end: 'WAITING_RETRY' }),
  'paused, calls cut off': (world) => job(world, { cutOff: CUT_OFF, end: 'PAUSED' }),
  'waiting for a time, an answer cut off': (world) =>
    job(world, { turns: 2, says: 'I was about to', end: 'WAITING_RETRY' }),
  'running, an answer under way': (world) => job(world, { turns: 2, says: 'I am just', end: 'RUNNING' }),
  'paused, waiting for decisions': (world) =>
    job(world, { cutOff: CUT_OFF, awaits: ['cut-1', 'cut-2'], end: 'PAUSED' }),
  'paused, waiting for the last decision': (world) =>
    job(world, { cutOff: CUT_OFF, awaits: ['cut-1'], end: 'PAUSED' }),
  async 'paused, nothing saved'(world) {
    const jobId = await job(world, null);
    await world.deps.store.requestControl(jobId, 'PAUSE');
    return jobId;
  },
  completed: (world) => job(world, { turns: 2, end: 'COMPLETED' }),
  failed: (world) => job(world, { turns: 2, end: 'FAILED' }),
  'failed, its history repaired': (world) => job(world, { turns: 2, repair: 'A result was left out.' }),
  'failed, calls cut off': (world) => job(world, { cutOff: CUT_OFF, end: 'FAILED' }),
  'failed, nothing saved': (world) => job(world, { turns: 0, end: 'FAILED' }),
  cancelled: (world) => job(world, { cutOff: CUT_OFF, end: 'CANCELLED' }),
  'continued by a live job': async (world) => (await continued(world, null)).source,
  'continued by a completed job': async (world) => (await continued(world, { end: 'COMPLETED' })).source,
  'continuing another, queued': async (world) => (await continued(world, null)).next,
  'continuing another, running': async (world) => (await continued(world, { end: 'RUNNING' })).next,
  async 'forked from another'(world) {
    const source = await job(world, { turns: 2, end: 'COMPLETED' });
    return (await forkCheckpoint({ jobId: source, version: 2 }, contextOf(world.deps))).job.jobId;
  },
  async deleted(world) {
    const jobId = await job(world, { end: 'FAILED' });
    await deleteCheckpoint({ jobId }, contextOf(world.deps));
    return jobId;
  },
  'damaged, as nobody knows yet': (world) => damaged(world, 20),
  async 'damaged, as is known'(world) {
    const jobId = await damaged(world, 20);
    await world.deps.store.load(jobId).catch(() => null);
    return jobId;
  },
  'of a newer format, or damaged to look so': (world) => damaged(world, 0),
  unknown: async () => 'nobody',
};
