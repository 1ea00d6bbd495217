import { flushCompileCache } from 'node:module';
import { configureSandbox, describeSandbox } from '../agent/sandbox.ts';
import { watchTogether } from '../agent/watch.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { Recorder } from '../metrics/recorder.ts';
import { RedisLedger } from '../metrics/redis-ledger.ts';
import { Reporter } from '../metrics/reporter.ts';
import { countRuns } from '../metrics/run-metrics.ts';
import { openRedis } from '../redis/open.ts';
import { RedisStore } from '../store/redis-store.ts';
import { openTracing } from '../tracing/open.ts';
import { prepareFolder } from '../usable-folder.ts';
import { within } from '../within.ts';
import { hiddenFromCommands } from './hidden.ts';
import { secondsSinceDeath } from './liveness/deaths.ts';
import { ROSTER_SILENCE_MS, readRoster } from './liveness/roster.ts';
import { type StartWorkerOptions, startWorker } from './worker.ts';

const TENANT = 'default';

/** So long after the shutdown timeout the process ends, however far it came: longer than the last words of its runs. */
const DEADLINE_MS = 6_500;
/** What still waits for Redis at the end is given up. */
const TIDY_MS = 500;

/**
 * Makes this process a worker. SIGTERM or SIGINT: it takes no more jobs, hands over those that run, and ends, with exit
 * code 1 when it could not hand them over since Redis is away; a second one ends it at once, which loses nothing either.
 * It also ends, with exit code 1, when other workers have declared it dead: it was frozen, or cut off from Redis, for too
 * long. Tells a parent that listens when it is ready.
 *
 * @param options What its runs have beside what every worker's have.
 * @throws Error whose message says in a line what to do, where that is foreseen
 */
export async function runWorkerProcess(
  options: Pick<StartWorkerOptions, 'tools' | 'observer'> = {},
): Promise<void> {
  const config = loadConfig();
  prepareFolder(config.workspaceRoot, { name: 'WORKSPACE_ROOT' });
  const log = createLogger({ level: config.logLevel, name: 'worker' });
  const redis = await openRedis(config, log);
  configureSandbox({ hidden: hiddenFromCommands({ dataDir: config.dataDir, redisUrl: redis.url }) });
  const recorder = new Recorder();
  const store = new RedisStore({
    // Waits out a restart of Redis, so that a commit that is under way does not fail with it.
    redis: redis.connect('blocking', { name: 'retoma:store' }),
    ttlSeconds: config.checkpointTtlSeconds,
    completedRetentionSeconds: config.completedRetentionSeconds,
    historyLimit: config.checkpointHistory,
    onRoundTrip: () => recorder.addQuietly('round-trips WORKER'),
  });
  const besides = redis.connect('commands', { name: 'retoma:metrics' });
  const ledger = new RedisLedger(besides, TENANT);
  const workers = async () => (await readRoster(besides, ROSTER_SILENCE_MS)).length;
  const reporter = new Reporter({ recorder, ledger, installation: { store, ledger, workers }, log });
  const deathClock = (workerId: string) => secondsSinceDeath(besides, workerId);
  const tracing = await openTracing(config, { service: 'retoma-worker', deathClock, log });
  const counted = countRuns(recorder, deathClock);
  const watch = tracing === null ? counted : watchTogether([counted, tracing.watch]);
  const worker = await startWorker({
    ...{ config, redis, store, tenant: TENANT, log, watch, ...options },
    // At once, with all commands that run: whatever this process still did could only be in the way.
    onDeclaredDead: () => process.exit(1),
  });

  const close = async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'closing: running jobs are handed over');
    let left: readonly string[] | null = null;
    const end = () => {
      if (left?.length !== 0) {
        log.warn({ jobs: left }, 'closed, and jobs were not handed over: other workers take them over');
        process.exit(1);
      }
      log.info('closed');
      process.exit(0);
    };
    setTimeout(end, config.shutdownTimeoutMs + DEADLINE_MS);
    left = await worker.close();
    await Promise.all([reporter.close(), tracing?.close(), within(TIDY_MS, store.close())]);
    await redis.close();
    end();
  };
  let signals = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(1);
      void close(signal);
    });
  }

  const { pid } = process;
  const sandbox = await describeSandbox();
  worker.introduce(sandbox);
  log.info(
    {
      workerId: worker.workerId,
      concurrency: config.workerConcurrency,
      sandbox: sandbox.tier,
      redis: redis.embedded ? 'embedded' : 'own',
      durability: redis.durability.level,
    },
    'the worker takes jobs',
  );
  process.send?.({ type: 'ready', pid, workerId: worker.workerId });
  // Now and not at its end, which may be sudden: the next worker starts in half the time.
  flushCompileCache();
}
