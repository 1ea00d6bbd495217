import type { Redis } from 'ioredis';
import { CheckpointManager } from '../src/agent/checkpoint.ts';
import type { RunWatch } from '../src/agent/watch.ts';
import type { Sample } from '../src/metrics/ledger.ts';
import { Recorder } from '../src/metrics/recorder.ts';
import { RedisLedger } from '../src/metrics/redis-ledger.ts';
import { countRuns } from '../src/metrics/run-metrics.ts';
import { readInstallation, sampleOf } from '../src/metrics/sampling.ts';
import { timelineOf } from '../src/metrics/timeline.ts';
import type { Lease } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';
import type { RedisStore } from '../src/store/redis-store.ts';
import type { Bench, BenchContext, Finding } from './support/bench.ts';
import { commitStep, takenJob } from './support/jobs.ts';
import { interleaved } from './support/measure.ts';
import { commitsOfRun } from './support/run-of-messages.ts';

/** What counting costs those who work, and reading those who look. */
export const metricsBench: Bench = {
  name: 'metrics',
  about: 'a commit that is counted against one that is not; a report; reading all metrics, with a timeline',
  async run(context) {
    return [...(await counting(context)), ...(await reading(context))];
  },
};

async function counting(context: BenchContext): Promise<Finding[]> {
  const rounds = context.short ? 1000 : 5000;
  context.progress(`${rounds} rounds of counted and uncounted commits`);
  const { store, redis } = await context.openStore();
  const recorder = new Recorder();
  const commits = commitsOfRun(400);
  const plain = new CheckpointManager(store);
  const [leaseA, leaseB] = [await takenJob(store), await takenJob(store)];
  const counted = watchOf(recorder, leaseB, (await store.getJob(leaseB.jobId)) as JobRecord);
  const next = new Map([leaseA, leaseB].map((lease) => [lease, 0]));
  const step = (lease: Lease, checkpoints: CheckpointManager, round: number) => {
    const basedOn = next.get(lease) ?? 0;
    next.set(lease, basedOn + 1);
    return commitStep(storeOf(checkpoints), lease, basedOn, commits[round % commits.length] ?? []);
  };
  const watched = counted.watchCheckpoints(plain);
  const took = await interleaved(rounds, {
    plain: (round) => step(leaseA, plain, round),
    counted: (round) => step(leaseB, watched, round),
  });
  const alone = await costOf(redis, () => step(leaseA, plain, 0));
  const with_ = await costOf(redis, () => step(leaseB, watched, 0));

  const ledger = new RedisLedger(redis, 'bench-metrics');
  const counts = recorder.drain();
  const report = { processId: 'bench', number: 1, counts, subscribers: 0 };
  const sending = await costOf(redis, () => ledger.add(report));
  return [
    { what: 'a commit, median', value: took.plain.median, unit: 'ms' },
    {
      what: 'a counted commit against one that is not',
      value: took.counted.median / took.plain.median,
      unit: 'x',
      goal: { name: 'counting', atMost: 1.05 },
    },
    {
      what: 'round trips that counting adds to a commit',
      value: with_.commands - alone.commands,
      unit: '',
      goal: { name: 'none', atMost: 0 },
    },
    { what: 'bytes that it adds to a commit', value: with_.sent - alone.sent, unit: 'B' },
    {
      what: `bytes of the report of ${rounds.toLocaleString('en')} commits (one a second)`,
      value: sending.sent,
      unit: 'B',
    },
    { what: 'round trips of a report', value: sending.commands, unit: '', goal: { name: 'one', atMost: 1 } },
  ];
}

/** `commitStep` speaks to a store; what counts is what the loop calls. */
function storeOf(checkpoints: CheckpointManager): RedisStore {
  return {
    commit: (...args: Parameters<CheckpointManager['saveCheckpoint']>) => checkpoints.saveCheckpoint(...args),
  } as unknown as RedisStore;
}

function watchOf(recorder: Recorder, lease: Lease, job: JobRecord): RunWatch {
  const { signal } = new AbortController();
  return countRuns(recorder, async () => null).runBegins({ before: job, job, lease, signal });
}

async function reading(context: BenchContext): Promise<Finding[]> {
  const rounds = context.short ? 200 : 1000;
  context.progress(`${rounds} rounds of reading metrics, with a day of samples`);
  const { store, redis, tenant } = await context.openStore();
  const ledger = new RedisLedger(redis, tenant);
  const source = { store, ledger, workers: async () => 1 };
  for (let i = 0; i < 50; i++) await takenJob(store);
  const counts = new Map(NAMES.map((name): [string, number] => [name, 1000]));
  await ledger.add({ processId: 'bench', number: 1, counts, subscribers: 2 });
  const now = sampleOf(await readInstallation(source));
  for (let minute = 1440; minute >= 1; minute--) {
    await ledger.keepSample({ ...now, at: now.at - minute * 60_000 } satisfies Sample);
  }
  const look = async (minutes: number) => {
    const [samples, installation] = await Promise.all([
      ledger.samples(minutes + 2),
      readInstallation(source),
    ]);
    return timelineOf(samples, sampleOf(installation), 1);
  };
  const took = await interleaved(rounds, {
    ping: () => redis.ping(),
    metrics: () => readInstallation(source),
    hour: () => look(60),
  });
  const day = await interleaved(20, { day: () => look(1440) });
  return [
    { what: 'PING, median', value: took.ping.median, unit: 'ms' },
    { what: 'reading all metrics, median', value: took.metrics.median, unit: 'ms' },
    { what: 'with a timeline of an hour', value: took.hour.median, unit: 'ms' },
    { what: 'with a timeline of a day', value: day.day.median, unit: 'ms' },
  ];
}

/** As many names as a busy installation has. */
const NAMES = [
  ...['0.00025', '0.0005', '0.001', '0.0025', '0.005', '0.01', 'us'].map((le) => `commit-time ${le}`),
  ...Array.from({ length: 20 }, (_, i) =>
    ['input', 'output', 'reasoning', 'cached', 'total', 'calls'].map(
      (k) => `tokens provider/model-${i} ${k}`,
    ),
  ).flat(),
  ...Array.from({ length: 8 }, (_, i) =>
    ['0.01', '0.1', '1', 'us'].map((le) => `tool-time tool-${i} ${le}`),
  ).flat(),
];

interface Cost {
  sent: number;
  commands: number;
}

async function costOf(redis: Redis, work: () => Promise<unknown>): Promise<Cost> {
  await redis.ping();
  const stream = redis.stream as unknown as { bytesWritten: number };
  const before = stream.bytesWritten;
  let commands = 0;
  const { sendCommand } = redis;
  redis.sendCommand = (...args) => {
    commands++;
    return sendCommand.apply(redis, args);
  };
  await work();
  redis.sendCommand = sendCommand;
  return { sent: stream.bytesWritten - before, commands };
}
