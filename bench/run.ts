import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { RedisStore } from '../src/store/redis-store.ts';
import { startRedis } from '../test/support/redis.ts';
import { commitBench } from './commit.ts';
import { dashboardBench } from './dashboard.ts';
import { graphqlBench } from './graphql.ts';
import { listingBench } from './listing.ts';
import { metricsBench } from './metrics.ts';
import { storageBench } from './storage.ts';
import { streamsBench } from './streams.ts';
import { type Bench, type BenchContext, type Finding, isMet } from './support/bench.ts';

const BENCHES: readonly Bench[] = [
  commitBench,
  storageBench,
  listingBench,
  metricsBench,
  streamsBench,
  graphqlBench,
  dashboardBench,
];

const HELP = `Measures Retoma on a Redis of its own, and sets it against the goals.

  npm run bench                          all of them
  npm run bench -- commit storage        some of them
  npm run bench -- --short               a quick look, under a minute
  npm run bench -- listing --jobs 1000000

${BENCHES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

  --short       fewer rounds, smaller numbers
  --jobs <n>    how many jobs the listing is measured among (100,000; short: 10,000)
  --always      Redis writes every change to disk at once (appendfsync always)
  --help        this text

Ratios (x) are medians of calls made in turn, and travel between machines; times do not.
The figures are also written to bench/results/, one file per benchmark.`;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    always: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const unknown = names.filter((name) => BENCHES.every((bench) => bench.name !== name));
const jobs = Number(options.jobs ?? (options.short ? 10_000 : 100_000));
if (options.help) {
  console.log(HELP);
} else if (unknown.length > 0 || !Number.isSafeInteger(jobs) || jobs < 1) {
  console.error(
    `${unknown.length > 0 ? `There is no benchmark "${unknown[0]}".` : '--jobs takes a number of jobs.'}\n\n${HELP}`,
  );
  process.exitCode = 1;
} else {
  for (const bench of BENCHES) {
    if (names.length === 0 || names.includes(bench.name)) await measure(bench);
  }
}

/** Runs one benchmark on a Redis that nobody else uses. */
async function measure(bench: Bench): Promise<void> {
  console.log(`\n${bench.name}: ${bench.about}`);
  const server = await startRedis(options.always ? {} : { args: ['--appendonly', 'no'] });
  const opened: { store: RedisStore; redis: Redis }[] = [];
  const context: BenchContext = {
    short: options.short,
    jobs,
    redisUrl: server.url,
    progress: (text) => process.stderr.write(`  … ${text}\n`),
    async openStore() {
      const redis = new Redis(server.url);
      const tenant = `bench-${opened.length}`;
      const store = new RedisStore({ redis, tenant });
      opened.push({ store, redis });
      await redis.ping();
      return { store, redis, tenant };
    },
  };
  try {
    const findings = await bench.run(context);
    for (const finding of findings) console.log(lineOf(finding));
    keep(bench, findings);
  } finally {
    for (const { store, redis } of opened) {
      await store.close();
      redis.disconnect();
    }
    await server.stop();
  }
}

function lineOf(finding: Finding): string {
  const { what, value, unit, goal } = finding;
  const met = isMet(finding);
  const wanted =
    goal === undefined
      ? ''
      : 'atMost' in goal
        ? `${goal.name}: at most ${goal.atMost}`
        : `${goal.name}: at least ${goal.atLeast}`;
  const mark = met === null ? ' ' : met ? '✓' : '✗';
  return `  ${mark} ${what.padEnd(54)} ${shown(value).padStart(12)} ${unit.padEnd(3)} ${wanted}`.trimEnd();
}

function shown(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function keep(bench: Bench, findings: readonly Finding[]): void {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const machine = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: cpus().length,
  };
  const { short, always } = options;
  const results = { bench: bench.name, at: new Date().toISOString(), machine, short, always, findings };
  writeFileSync(join(folder, `${bench.name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}
