import { constants, zstdCompressSync } from 'node:zlib';
import type { Redis } from 'ioredis';
import { Keys } from '../src/store/keys.ts';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { jobWith } from './support/jobs.ts';
import { interleaved, longestStall } from './support/measure.ts';
import { commitsOfRun } from './support/run-of-messages.ts';

const TURNS = 1000;

/** What a run of 1,000 turns costs to keep, and to read again. */
export const storageBench: Bench = {
  name: 'storage',
  about:
    'a run of 1,000 turns: stored bytes against one zstd stream, load against GET and JSON.parse; the event loop at 50 MB',
  async run(context) {
    return [...(await keepingAndLoading(context)), ...(await stalls(context))];
  },
};

/** P3 and P4. */
async function keepingAndLoading({ short, progress, openStore }: BenchContext): Promise<Finding[]> {
  progress(`a run of ${TURNS} turns`);
  const { store, redis, tenant } = await openStore();
  const commits = commitsOfRun(2 * TURNS);
  const json = JSON.stringify(commits.flat());
  const stream = zstdCompressSync(json, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }).length;
  const { jobId } = await jobWith(store, commits);
  const running = await sizesOf(redis, tenant, jobId);
  await store.settle();
  const packed = await sizesOf(redis, tenant, jobId);

  const record = (await store.getCheckpoint(jobId))?.record;
  for (const version of [1, 2, 777, 1500, 2 * TURNS]) {
    const loaded = await store.load(jobId, version);
    if (JSON.stringify(loaded?.messages) !== JSON.stringify(commits.slice(0, version).flat())) {
      throw new Error(`Version ${version} does not read as it was written.`);
    }
  }

  progress('loading');
  await redis.set('naive', json);
  const took = await interleaved(short ? 20 : 60, {
    naive: async () => JSON.parse((await redis.get('naive')) ?? ''),
    load: () => store.load(jobId),
  });
  return [
    { what: 'the run as JSON', value: Buffer.byteLength(json), unit: 'B' },
    { what: 'as one zstd-3 stream', value: stream, unit: 'B' },
    { what: 'log in Redis, as the run ends', value: running.log, unit: 'B' },
    { what: 'log in Redis, packed', value: packed.log, unit: 'B' },
    { what: 'records of the 2,000 versions', value: packed.versions, unit: 'B' },
    {
      what: 'packed log against one stream',
      value: packed.log / stream,
      unit: 'x',
      goal: { name: 'P3', atMost: 1.15 },
    },
    { what: 'log and records against one stream', value: (packed.log + packed.versions) / stream, unit: 'x' },
    {
      what: 'storedBytes of the record against the log',
      value: (record?.storedBytes ?? 0) / packed.log,
      unit: 'x',
    },
    { what: 'GET and JSON.parse, median', value: took.naive.median, unit: 'ms' },
    { what: 'load, median', value: took.load.median, unit: 'ms' },
    {
      what: 'load against GET and JSON.parse',
      value: took.load.median / took.naive.median,
      unit: 'x',
      goal: { name: 'P4', atMost: 1 },
    },
  ];
}

/** In Redis' memory, with its own overhead. */
async function sizesOf(
  redis: Redis,
  tenant: string,
  jobId: string,
): Promise<{ log: number; versions: number }> {
  const keys = new Keys(tenant).ofJob(jobId);
  const [log, versions] = await Promise.all(
    [keys.log, keys.versions].map((key) => redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0')),
  );
  return { log: Number(log), versions: Number(versions) };
}

/** P4: a history of 50 MB must not keep the event loop. */
async function stalls({ short, progress, openStore }: BenchContext): Promise<Finding[]> {
  progress('a history of 50 MB');
  const { store, redis } = await openStore();
  const { jobId } = await jobWith(store, commitsOfRun(11_000, 2));
  const rounds = short ? 1 : 5;
  const raw = await worst(rounds, () => longestStall(() => store.load(jobId)));
  await store.settle();
  const packed = await worst(rounds, () => longestStall(() => store.load(jobId)));
  const loaded = await store.load(jobId);
  const json = JSON.stringify(loaded?.messages);
  await redis.set('naive', json);
  const naive = await longestStall(async () => JSON.parse((await redis.get('naive')) ?? ''));
  return [
    { what: 'the history as JSON', value: Buffer.byteLength(json), unit: 'B' },
    {
      what: 'longest stall while it is loaded, not packed',
      value: raw,
      unit: 'ms',
      goal: { name: 'P4', atMost: 50 },
    },
    {
      what: 'longest stall while it is loaded, packed',
      value: packed,
      unit: 'ms',
      goal: { name: 'P4', atMost: 50 },
    },
    { what: 'longest stall of GET and JSON.parse', value: naive, unit: 'ms' },
  ];
}

async function worst(rounds: number, measure: () => Promise<number>): Promise<number> {
  let worstOfAll = 0;
  for (let round = 0; round < rounds; round++) worstOfAll = Math.max(worstOfAll, await measure());
  return worstOfAll;
}
