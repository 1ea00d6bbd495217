import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { displayRedisUrl } from './address.ts';
import { type ConnectOptions, connectRedis, type RedisRole } from './connection.ts';
import {
  type Durability,
  EMBEDDED_DURABILITY,
  readDurability,
  readInfo,
  UNKNOWN_DURABILITY,
} from './durability.ts';
import { openEmbeddedRedis } from './embedded.ts';
import { isSupportedVersion } from './find.ts';
import { Outages } from './outages.ts';

/** The Redis that this process works with: the private one or the user's own. */
export interface OpenRedis {
  readonly url: string;
  readonly embedded: boolean;
  /** What it does with acknowledged data. `UNKNOWN` for one that has not been reached yet. */
  readonly durability: Durability;
  /** A connection of the process's own making; whatever is still open is closed by `close()`. */
  connect(role: RedisRole, options?: Pick<ConnectOptions, 'name' | 'unref'>): Redis;
  close(): Promise<void>;
}

const FIRST_ANSWER_MS = 2000;
const EMBEDDED_AWAY = 'the private Redis cannot be reached; it is started again';

/** What an operator is told while the Redis of their own is away. */
export function awayMessage(redisUrl: string): string {
  return `Redis at ${displayRedisUrl(redisUrl)} (REDIS_URL) cannot be reached; waiting for it. Start it, or correct REDIS_URL.`;
}

/**
 * Opens the Redis that the configuration names. A Redis of the user's own need not be there yet: it is waited for a
 * moment, then the start goes on and commands fail until it comes.
 *
 * @throws Error with one line: the private Redis cannot be started; the given one is too old or refuses the login
 */
export async function openRedis(
  config: { redisUrl: string | null; dataDir: string },
  log: Logger,
  options: { unref?: boolean } = {},
): Promise<OpenRedis> {
  const { redisUrl, dataDir } = config;
  const outages = new Outages(log, redisUrl === null ? EMBEDDED_AWAY : awayMessage(redisUrl));
  const server =
    redisUrl === null
      ? await joinEmbedded(dataDir, log)
      : await reachOwn(redisUrl, log, { outages, unref: options.unref === true });
  const connections = new Set<Redis>();
  return {
    url: server.url,
    embedded: redisUrl === null,
    get durability() {
      return server.durability;
    },
    connect(role, connectOptions = {}) {
      const redis = connectRedis(server.url, { role, log, outages, ...options, ...connectOptions });
      connections.add(redis);
      redis.once('end', () => connections.delete(redis));
      return redis;
    },
    async close() {
      for (const redis of connections) redis.disconnect();
      await server.close();
    },
  };
}

interface Server {
  readonly url: string;
  readonly durability: Durability;
  close(): Promise<void>;
}

async function joinEmbedded(dataDir: string, log: Logger): Promise<Server> {
  const embedded = await openEmbeddedRedis({ dataDir, log });
  return { url: embedded.url, durability: EMBEDDED_DURABILITY, close: () => embedded.close() };
}

/** Its settings are read anew whenever it comes back: it may have been configured in between. */
async function reachOwn(
  url: string,
  log: Logger,
  options: { outages: Outages; unref: boolean },
): Promise<Server> {
  const server = { url, durability: UNKNOWN_DURABILITY, close: async () => probe.disconnect() };
  const probe = connectRedis(url, { role: 'commands', log, name: 'retoma:settings', ...options });
  const shown = displayRedisUrl(url);

  const look = async () => {
    const info = await readInfo(probe);
    if (info !== null && !isSupportedVersion(info)) {
      throw new UnusableRedisError(
        `The Redis at ${shown} is older than 6.2. Upgrade it, or unset REDIS_URL to use a private one.`,
      );
    }
    server.durability = await readDurability(probe);
    const { level, evictsKeys, detail } = server.durability;
    log[level === 'ALWAYS' && !evictsKeys ? 'info' : 'warn']({ redis: shown, durability: level }, detail);
  };

  const first = Promise.withResolvers<void>();
  const refuse = (error: UnusableRedisError) => {
    probe.disconnect();
    log.error({ redis: shown }, error.message);
    first.reject(error);
  };
  probe.on('ready', () => {
    look().then(first.resolve, (error: unknown) => {
      if (error instanceof UnusableRedisError) refuse(error);
      else log.warn({ err: error, redis: shown }, 'the settings of Redis could not be read');
    });
  });
  probe.on('error', ({ message }) => {
    if (!/^(WRONGPASS|NOAUTH|NOPERM)/.test(message)) return;
    refuse(
      new UnusableRedisError(`The Redis at ${shown} refuses the login (${message}). Correct REDIS_URL.`),
    );
  });
  const waited = setTimeout(first.resolve, FIRST_ANSWER_MS);
  await first.promise.finally(() => clearTimeout(waited));
  return server;
}

class UnusableRedisError extends Error {}
