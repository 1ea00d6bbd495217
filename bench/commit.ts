import type { Redis } from 'ioredis';
import type { Lease } from '../src/store/contract.ts';
import type { RedisStore } from '../src/store/redis-store.ts';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { commitStep, jobWith, takenJob } from './support/jobs.ts';
import { interleaved } from './support/measure.ts';
import { commitsOfRun } from './support/run-of-messages.ts';

const TURNS = 1000;

/** What one commit costs, at the beginning of a run and at its end. */
export const commitBench: Bench = {
  name: 'commit',
  about:
    'one commit at 10 and at 1,000 turns: bytes, round trips, time against PING; commits a second of 32 runs',
  async run(context) {
    return [...(await costs(context)), ...(await times(context)), ...(await throughput(context))];
  },
};

/** What goes over the wire for one commit of the very same messages. */
async function costs({ openStore, progress }: BenchContext): Promise<Finding[]> {
  progress('bytes and round trips');
  const { store, redis } = await openStore();
  const commits = commitsOfRun(1000);
  const probe = commits[9] ?? [];
  const lease = await takenJob(store);
  const costAt = new Map<number, Cost>();
  for (const [basedOn, messages] of commits.entries()) {
    const measured = basedOn === 10 || basedOn === 999;
    const work = () => commitStep(store, lease, basedOn, measured ? probe : messages);
    if (measured) costAt.set(basedOn, await costOf(redis, work));
    else await work();
  }
  const [early, late] = [costAt.get(10), costAt.get(999)];
  if (early === undefined || late === undefined) throw new Error('Two commits were measured.');
  return [
    { what: 'bytes sent for a commit at 10 messages', value: early.sent, unit: 'B' },
    { what: 'bytes sent for the same commit at 1,000 messages', value: late.sent, unit: 'B' },
    {
      what: 'bytes sent at 1,000 against 10',
      value: late.sent / early.sent,
      unit: 'x',
      goal: { name: 'grows not', atMost: 1.02 },
    },
    { what: 'bytes received for a commit at 1,000 messages', value: late.received, unit: 'B' },
    { what: 'round trips of a commit', value: late.commands, unit: '', goal: { name: 'one', atMost: 1 } },
  ];
}

interface Cost {
  sent: number;
  received: number;
  commands: number;
}

async function costOf(redis: Redis, work: () => Promise<unknown>): Promise<Cost> {
  await redis.ping();
  const { bytesWritten, bytesRead } = redis.stream as unknown as { bytesWritten: number; bytesRead: number };
  let commands = 0;
  const { sendCommand } = redis;
  redis.sendCommand = (...args) => {
    commands++;
    return sendCommand.apply(redis, args);
  };
  await work();
  redis.sendCommand = sendCommand;
  const after = redis.stream as unknown as { bytesWritten: number; bytesRead: number };
  return { sent: after.bytesWritten - bytesWritten, received: after.bytesRead - bytesRead, commands };
}

/** P1. */
async function times(context: BenchContext): Promise<Finding[]> {
  const { short, progress } = context;
  const rounds = short ? 300 : 1000;
  progress(`a run of ${TURNS} turns, then ${rounds} rounds against PING`);
  const { store, redis } = await context.openStore();
  const commits = commitsOfRun(2 * TURNS);
  const started = performance.now();
  const long = await jobWith(store, commits);
  const wholeRun = performance.now() - started;
  await store.settle();
  const young = await Promise.all(Array.from({ length: 40 }, () => jobWith(store, commits.slice(0, 20))));
  const naive = JSON.stringify(commits.flat());
  const next = new Map<string, number>([
    [long.jobId, commits.length],
    ...young.map((lease): [string, number] => [lease.jobId, 20]),
  ]);

  const step = (lease: Lease, round: number) => {
    const basedOn = next.get(lease.jobId) ?? 0;
    next.set(lease.jobId, basedOn + 1);
    return commitStep(store, lease, basedOn, commits[100 + (round % 400)] ?? []);
  };
  const bare = bareScript(redis);
  const took = await interleaved(rounds, {
    ping: () => redis.ping(),
    bare: (round) => bare(Buffer.from(JSON.stringify(commits[100 + (round % 400)]))),
    early: (round) => step(young[round % young.length] as Lease, round),
    late: (round) => step(long, round),
  });
  const whole = await interleaved(short ? 5 : 20, {
    set: () => redis.set('naive', naive),
    ping: () => redis.ping(),
  });
  const { ping, bare: floor, early, late } = took;
  return [
    { what: 'PING, median', value: ping.median, unit: 'ms' },
    { what: 'commit at 10 turns, median', value: early.median, unit: 'ms' },
    { what: 'commit at 1,000 turns, median', value: late.median, unit: 'ms' },
    {
      what: 'commit at 1,000 turns against PING',
      value: late.median / ping.median,
      unit: 'x',
      goal: { name: 'P1', atMost: 1.7 },
    },
    { what: 'a bare script of the same commands against PING', value: floor.median / ping.median, unit: 'x' },
    { what: 'commit at 1,000 turns against that script', value: late.median / floor.median, unit: 'x' },
    {
      what: 'commit at 1,000 turns against 10',
      value: late.median / early.median,
      unit: 'x',
      goal: { name: 'P1', atMost: 1.05 },
    },
    {
      what: 'commit at 1,000 turns, p99 against median',
      value: late.p99 / late.median,
      unit: 'x',
      goal: { name: 'P1', atMost: 4 },
    },
    { what: 'PING, p99 against median', value: ping.p99 / ping.median, unit: 'x' },
    { what: 'SET of the whole state at 1,000 turns, median', value: whole.set.median, unit: 'ms' },
    { what: 'a whole run of 1,000 turns, its commits only', value: wholeRun, unit: 'ms' },
  ];
}

/** What ioredis and Redis take for the commands of a commit alone: no fence, no records, no codec, no checksum. */
function bareScript(redis: Redis): (payload: Buffer) => Promise<unknown> {
  redis.defineCommand('bareCommit', {
    numberOfKeys: 4,
    lua: `
      redis.call('HMGET', KEYS[1], 'status', 'epoch', 'nonce', 'version', 'head')
      redis.call('TIME')
      redis.call('RPUSH', KEYS[2], ARGV[1])
      redis.call('RPUSH', KEYS[3], ARGV[2])
      redis.call('HSET', KEYS[1], 'version', 1, 'head', ARGV[2], 'progress', ARGV[2])
      redis.call('ZADD', KEYS[4], 1, 'a job')
      redis.call('PUBLISH', 'a job', ARGV[2])
      redis.call('PUBLISH', 'all jobs', ARGV[2])`,
  });
  // `defineCommand` adds methods that the client's type does not know.
  const { bareCommit } = redis as unknown as { bareCommit(...args: (string | Buffer)[]): Promise<unknown> };
  const record = 'x'.repeat(100);
  return (payload) =>
    bareCommit.call(redis, 'bare:job', 'bare:log', 'bare:versions', 'bare:active', payload, record);
}

/** P6, from one process. */
async function throughput({ short, progress, openStore }: BenchContext): Promise<Finding[]> {
  const runs = 32;
  const each = short ? 300 : 1000;
  progress(`${runs} runs at once, ${each} commits each`);
  const { store } = await openStore();
  const commits = commitsOfRun(each);
  const leases = await Promise.all(Array.from({ length: runs }, () => takenJob(store)));
  await runAll(store, leases, commits, 0, 50);
  const started = performance.now();
  await runAll(store, leases, commits, 50, each);
  const seconds = (performance.now() - started) / 1000;
  return [
    {
      what: `commits a second, ${runs} runs in one process`,
      value: (runs * (each - 50)) / seconds,
      unit: '/s',
      goal: { name: 'P6', atLeast: 15_000 },
    },
  ];
}

async function runAll(
  store: RedisStore,
  leases: readonly Lease[],
  commits: ReturnType<typeof commitsOfRun>,
  from: number,
  to: number,
): Promise<void> {
  await Promise.all(
    leases.map(async (lease) => {
      for (let basedOn = from; basedOn < to; basedOn++)
        await commitStep(store, lease, basedOn, commits[basedOn] ?? []);
    }),
  );
}
