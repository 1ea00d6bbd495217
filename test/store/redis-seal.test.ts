import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Scripts } from '../../src/store/scripts.ts';
import { sealSegments } from '../../src/store/seal.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore, type RedisStoreForTests } from '../support/redis-store.ts';
import { until } from '../support/wait.ts';
import {
  answer,
  answerOn,
  commitAnswers,
  FAILED,
  newJob,
  result,
  runningJob,
  take,
  user,
} from './conformance/setup.ts';

let server: RedisForTests;
let t: RedisStoreForTests;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
});
afterAll(() => server.stop());
beforeEach(() => {
  t = openRedisStore(server.url);
});
afterEach(() => t.dispose());

/** Everything that can be read of a job; of its states, those of some versions all along the way. */
async function everything(jobId: string) {
  const { records } = await t.store.versionsAfter(jobId, 0, 10_000);
  const at = records
    .filter(({ version }) => version % 17 === 0 || version < 3 || version > records.length - 3)
    .map(({ version }) => ({ jobId, version }));
  return {
    records,
    states: await Promise.all(at.map(async ({ version }) => (await t.store.load(jobId, version))?.messages)),
    turns: await t.store.latestTurns(at),
  };
}

async function framesOf(jobId: string) {
  return t.redis.lrangeBuffer(t.keys.ofJob(jobId).log, 0, -1);
}

async function first(log: string): Promise<Buffer> {
  return (await t.redis.lindexBuffer(log, 0)) ?? Buffer.alloc(0);
}

async function exchange(log: string, a: number, b: number) {
  const [left, right] = [await t.redis.lindexBuffer(log, a), await t.redis.lindexBuffer(log, b)];
  await t.redis.lset(log, a, right ?? '');
  await t.redis.lset(log, b, left ?? '');
}

function bytesOf(frames: readonly Buffer[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 0);
}

/** An answer and a result in turn. */
async function commitTurns(lease: Awaited<ReturnType<typeof runningJob>>, versions: number, from = 0) {
  for (let basedOn = from; basedOn < from + versions; basedOn++) {
    const isAnswer = basedOn % 2 === 0;
    const messages = isAnswer
      ? [answer(`Answer ${basedOn}`, ['a'])]
      : [result('a', { output: `${basedOn}` })];
    await t.store.commit(
      lease,
      answerOn(basedOn, { step: isAnswer ? 'MODEL_RESPONSE' : 'TOOLS_DONE', messages }),
    );
  }
}

describe('packing older segments', () => {
  it('changes nothing that is read, leaves the latest turn as it is, and takes less', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 300);
    const before = await everything(lease.jobId);
    const plain = await framesOf(lease.jobId);
    const memory = await t.redis.memory('USAGE', t.keys.ofJob(lease.jobId).log, 'SAMPLES', 0);
    await t.store.settle();
    const packed = await framesOf(lease.jobId);
    expect(packed.filter((frame) => frame.length > 0).length).toBeLessThan(10);
    expect(packed).toHaveLength(300);
    expect(packed.slice(-2)).toEqual(plain.slice(-2));
    expect(await everything(lease.jobId)).toEqual(before);
    expect(Number(await t.redis.memory('USAGE', t.keys.ofJob(lease.jobId).log, 'SAMPLES', 0))).toBeLessThan(
      Number(memory) / 3,
    );
    const view = await t.store.getCheckpoint(lease.jobId);
    const kept = bytesOf(packed);
    expect(view?.record.storedBytes).toBe(kept);
    expect((await t.store.load(lease.jobId))?.storedBytes).toBe(kept);
  });

  it('can go on and on, and be done by the way', async () => {
    const lease = await runningJob(t.store);
    for (let part = 0; part < 4; part++) {
      await commitTurns(lease, 150, part * 150);
      await until(
        async () => (await framesOf(lease.jobId)).filter((frame) => frame.length > 0).length < 160,
        {
          what: 'the store packs by itself',
        },
      );
    }
    for (const version of [1, 127, 128, 129, 300, 599, 600]) {
      expect((await t.store.load(lease.jobId, version))?.messages).toHaveLength(version);
    }
  });

  it('keeps the TTL of the log', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 200);
    const { log, versions } = t.keys.ofJob(lease.jobId);
    await t.store.settle();
    expect(Math.abs((await t.redis.pttl(log)) - (await t.redis.pttl(versions)))).toBeLessThan(1000);
  });

  it('is done at a failure, however short the log', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 9);
    const before = await everything(lease.jobId);
    await t.store.finish(lease, FAILED);
    await t.store.settle();
    expect((await framesOf(lease.jobId)).filter((frame) => frame.length > 0)).toHaveLength(2);
    expect(await everything(lease.jobId)).toEqual(before);
  });

  it('does not lose what is committed meanwhile, nor a log that is begun anew', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 400);
    const packing = t.store.settle();
    await commitTurns(lease, 20, 400);
    await packing;
    expect((await t.store.load(lease.jobId))?.messages).toHaveLength(420);

    const again = t.store.settle();
    await t.store.discardCheckpoint(lease);
    await commitAnswers(t.store, lease, 2);
    await again;
    expect(await framesOf(lease.jobId)).toHaveLength(2);
    expect((await t.store.load(lease.jobId))?.messages).toHaveLength(2);
  });

  it('is not done twice, nor on another log than the one that was read', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 200);
    const scripts = new Scripts(t.redis);
    const { job, log, versions } = t.keys.ofJob(lease.jobId);
    const reply = await scripts.runBuffer('read-unsealed', [job, log, versions]);
    const [logId, sealedTo, blockAt, frames] = reply as [Buffer, number, number, Buffer[]];
    const sealed = await sealSegments(frames, { jobId: lease.jobId });
    const seal = () => scripts.run('seal', [job, log], [logId, sealedTo, blockAt, 0, 0, ...sealed]);
    expect(await seal()).toBe(1);
    expect(await seal()).toBe(0);

    await t.store.discardCheckpoint(lease);
    await commitTurns(lease, 300);
    const before = await framesOf(lease.jobId);
    expect(await seal()).toBe(0);
    expect(await framesOf(lease.jobId)).toEqual(before);
  });

  it('leaves a damaged log alone', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 200);
    await t.redis.lset(t.keys.ofJob(lease.jobId).log, 50, 'garbage');
    const before = await framesOf(lease.jobId);
    await t.store.settle();
    expect(await framesOf(lease.jobId)).toEqual(before);
  });

  it.each([
    ['two segments exchanged', async (log: string) => exchange(log, 0, 1)],
    ['two segments exchanged further on', async (log: string) => exchange(log, 202, 205)],
    ['the last segment gone', async (log: string) => void (await t.redis.rpop(log))],
    ['the first segment gone', async (log: string) => void (await t.redis.lpop(log))],
    [
      'a segment twice',
      async (log: string) => void (await t.redis.linsert(log, 'AFTER', await first(log), await first(log))),
    ],
    ['the latest record gone', async (_: string, versions: string) => void (await t.redis.rpop(versions))],
  ])('does not seal damage in: %s', async (_, damage) => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 200);
    await t.store.settle();
    await commitTurns(lease, 10, 200);
    await t.store.finish(lease, FAILED);
    const { log, versions } = t.keys.ofJob(lease.jobId);
    await damage(log, versions);
    const before = await framesOf(lease.jobId);
    await t.store.settle();
    expect(await framesOf(lease.jobId)).toEqual(before);
    await expect(t.store.load(lease.jobId)).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    expect((await t.store.getCheckpoint(lease.jobId))?.damage).toMatch(/^CORRUPT: /);
  });

  it('does not go on from segments that were exchanged, packed or not', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 6);
    const { log } = t.keys.ofJob(lease.jobId);
    await exchange(log, 2, 3);
    await expect(t.store.load(lease.jobId)).rejects.toMatchObject({ version: 3 });
    await expect(t.store.load(lease.jobId, 3)).rejects.toMatchObject({ version: 3 });
    expect((await t.store.load(lease.jobId, 2))?.messages).toHaveLength(2);
  });

  it('stops where a compaction begins, and goes on behind it', async () => {
    const lease = await runningJob(t.store);
    await commitTurns(lease, 200);
    await t.store.settle();
    await commitTurns(lease, 50, 200);
    await t.store.commit(lease, answerOn(250, { step: 'COMPACTED', messages: [user('All so far.')] }));
    for (let basedOn = 251; basedOn < 451; basedOn++) await t.store.commit(lease, answerOn(basedOn));
    const before = await everything(lease.jobId);
    await t.store.settle();
    const frames = await framesOf(lease.jobId);
    expect(frames.filter((frame) => frame.length > 0).length).toBeLessThan(80);
    expect(await everything(lease.jobId)).toEqual(before);
    expect((await t.store.getCheckpoint(lease.jobId))?.record.storedBytes).toBe(bytesOf(frames.slice(250)));
  });
});

describe('a copy of a packed log', () => {
  it.each([1, 77, 128, 299, 300])('from version %i goes on as any other', async (version) => {
    const source = await runningJob(t.store);
    await commitTurns(source, 300);
    await t.store.settle();
    const from = { jobId: source.jobId, version, prompt: null };
    const { jobId } = await t.store.createFork(from, {
      ...(await newJob(t.store)),
      jobId: t.store.newJobId(source.jobId),
      workspace: { path: 'of-the-fork' },
    });
    const lease = await take(t.store, jobId);
    const append = [user('Now this.')];
    await t.store.copyCheckpoint(from, lease, { step: 'FORKED', append });
    const wanted = [...((await t.store.load(source.jobId, version))?.messages ?? []), ...append];
    expect((await t.store.load(jobId))?.messages).toEqual(wanted);
    // Of an earlier version it is what was taken when that was written, before it was packed.
    if (version === 300) {
      const { record } = (await t.store.getCheckpoint(jobId)) ?? {};
      expect(record?.storedBytes).toBe(bytesOf(await framesOf(jobId)));
    }
    await commitAnswers(t.store, lease, 300, 1);
    const before = await everything(jobId);
    await t.store.settle();
    expect((await framesOf(jobId)).filter((frame) => frame.length > 0).length).toBeLessThan(12);
    expect(await everything(jobId)).toEqual(before);
    expect(before.states.at(-1)).toHaveLength(wanted.length + 300);
  });
});
