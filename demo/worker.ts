import { configureSandbox } from '../src/agent/sandbox.ts';
import { loadConfig } from '../src/config.ts';
import { hiddenFromCommands } from '../src/jobs/hidden.ts';
import { startWorker } from '../src/jobs/worker.ts';
import { createLogger } from '../src/log.ts';
import { openRedis } from '../src/redis/open.ts';
import { RedisStore } from '../src/store/redis-store.ts';
import { ledgerObserver } from './ledger.ts';

/** A worker as `src/jobs/main.ts` starts it, that also notes what its runs do. */
const config = loadConfig();
const log = createLogger({ level: config.logLevel, name: 'worker' });
const redis = await openRedis(config, log);
configureSandbox({ hidden: hiddenFromCommands({ dataDir: config.dataDir, redisUrl: redis.url }) });
const store = new RedisStore({ redis: redis.connect('blocking', { name: 'retoma:store' }) });
const worker = await startWorker({
  config,
  redis,
  store,
  tenant: 'default',
  log,
  observer: () => ledgerObserver,
});

process.once('SIGTERM', async () => {
  await worker.close();
  await store.close();
  await redis.close();
  process.exit(0);
});
process.send?.({ type: 'ready' });
