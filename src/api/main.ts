import { schema } from '../../schema/index.ts';
import { CheckpointManager } from '../agent/checkpoint.ts';
import { loadConfig } from '../config.ts';
import { ROSTER_SILENCE_MS, readRoster } from '../jobs/liveness/roster.ts';
import { JobQueue } from '../jobs/queue.ts';
import { createLogger } from '../log.ts';
import { Recorder } from '../metrics/recorder.ts';
import { RedisLedger } from '../metrics/redis-ledger.ts';
import { Reporter } from '../metrics/reporter.ts';
import { openRedis } from '../redis/open.ts';
import { RedisStore } from '../store/redis-store.ts';
import { openTracing } from '../tracing/open.ts';
import { Dashboard, type DashboardState } from './dashboard/dashboard.ts';
import type { ApiDeps } from './deps.ts';
import { LiveStreams } from './graphql/streams/live-streams.ts';
import { listen } from './listen.ts';
import { createApi } from './server.ts';
import { RedisWakeups } from './wakeups.ts';

/** How long requests that are under way may still take once the process is told to end. */
const GRACE_MS = 5000;

/**
 * An API process. SIGTERM or SIGINT: it takes no more connections, answers what it was asked, and ends; a second one
 * ends it at once, which loses nothing either. Tells a parent that listens when it is ready.
 */
async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger({ level: config.logLevel, name: 'api' });
  const redis = await openRedis(config, log);
  const connection = redis.connect('commands', { name: 'retoma:api' });
  const recorder = new Recorder();
  const store = new RedisStore({
    redis: connection,
    ttlSeconds: config.checkpointTtlSeconds,
    completedRetentionSeconds: config.completedRetentionSeconds,
    historyLimit: config.checkpointHistory,
    onRoundTrip: () => recorder.addQuietly('round-trips API'),
  });
  const queue = new JobQueue(redis.connect('commands', { name: 'retoma:queue' }), store, log);
  const wakeups = new RedisWakeups({
    connection: redis.connect('subscriber', { name: 'retoma:wakeups' }),
    tenant: 'default',
    log,
  });
  const ledger = new RedisLedger(connection, 'default');
  const workers = () => readRoster(connection, ROSTER_SILENCE_MS);
  const streams = new LiveStreams(config.graphql);
  const reporter = new Reporter({
    subscribers: () => streams.size,
    recorder,
    ledger,
    installation: { store, ledger, workers: async () => (await workers()).length },
    log,
  });
  const dashboard = config.dashboard ? new Dashboard(log) : null;
  const tracing = await openTracing(config, { service: 'retoma-api', log });
  tracing?.traceGraphQL(schema);
  const parts: ApiDeps = {
    onJobEnded: tracing?.jobEnded,
    ledger,
    store,
    checkpoints: new CheckpointManager(store),
    queue,
    wakeups,
    config,
    log,
    server: {
      durability: () => redis.durability,
      workers,
    },
    ...(dashboard === null ? {} : { dashboard }),
  };
  const app = createApi(parts, {}, streams);
  const release = async () => {
    wakeups.close();
    await Promise.all([reporter.close(), tracing?.close()]);
    await queue.close().catch(() => undefined);
    await store.close();
    await redis.close();
  };
  const url = await listen(app, config).catch(async (error: unknown) => {
    await release();
    throw error;
  });

  const close = async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'closing');
    const impatient = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    clearTimeout(impatient);
    await release();
    log.info('closed');
    process.exit(0);
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
  log.info(
    { url, redis: redis.embedded ? 'embedded' : 'own', durability: redis.durability.level },
    'the API listens',
  );
  process.send?.({ type: 'ready', pid, url });
  if (dashboard !== null) {
    const tell = (state: DashboardState) => process.send?.({ type: 'dashboard', state });
    tell(await dashboard.open(() => tell('BUILDING')));
  }
}

try {
  await main();
} catch (error) {
  // What is foreseen says in a line what to do; a stack would only hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
