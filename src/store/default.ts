import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { type OpenRedis, openRedis } from '../redis/open.ts';
import type { Store } from './contract.ts';
import { Keys } from './keys.ts';
import { newJobId } from './redis/jobs.ts';
import { RedisStore } from './redis-store.ts';

/**
 * The store that the environment names, for scripts that use the ready-made `checkpointManager`. It is opened by the
 * first call, joins the private Redis when `REDIS_URL` is unset, and does not keep the process alive between calls.
 * After `close()` the next call opens it again.
 *
 * Its methods throw ConfigError as well, when the environment is wrong.
 */
export function defaultStore(): Store {
  shared ??= lazyStore();
  return shared;
}

let shared: Store | undefined;

interface Opened {
  store: RedisStore;
  redis: OpenRedis;
}

function lazyStore(): Store {
  let opening: Promise<Opened> | undefined;
  const opened = () => {
    opening ??= open().catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const names = Object.getOwnPropertyNames(RedisStore.prototype).filter((name) => name !== 'constructor');
  const methods = names.map((name) => [
    name,
    (...args: unknown[]) =>
      keepingProcessAlive(async () => {
        const { store } = await opened();
        return (store as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args);
      }),
  ]);
  const byHand: Pick<Store, 'newJobId' | 'close'> = {
    newJobId: (near) => newJobId({ keys: new Keys('default') }, near),
    close: () =>
      keepingProcessAlive(async () => {
        const open = await opening?.catch(() => undefined);
        opening = undefined;
        await open?.store.close();
        await open?.redis.close();
      }),
  };
  return { ...Object.fromEntries(methods), ...byHand };
}

async function open(): Promise<Opened> {
  const config = loadConfig();
  // Standard output is the script's own.
  const level = config.logLevel === 'silent' ? 'silent' : 'warn';
  const log = createLogger({ level, name: 'retoma', destination: process.stderr });
  const redis = await openRedis(config, log, { unref: true });
  const store = new RedisStore({
    redis: redis.connect('commands'),
    ttlSeconds: config.checkpointTtlSeconds,
    completedRetentionSeconds: config.completedRetentionSeconds,
    historyLimit: config.checkpointHistory,
  });
  return { store, redis };
}

/** The connections do not count as a reason to go on, so a call that is under way has to. */
async function keepingProcessAlive<T>(call: () => Promise<T>): Promise<T> {
  const reason = setInterval(() => {}, 2 ** 30);
  try {
    return await call();
  } finally {
    clearInterval(reason);
  }
}
