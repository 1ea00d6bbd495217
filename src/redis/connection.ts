import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { parseRedisUrl, type RedisAddress } from './address.ts';
import { Outages } from './outages.ts';

/**
 * What a connection is for, which decides what its commands do while Redis is away:
 * - `commands`: they fail after about two seconds, so that a request is answered with an error rather than not at all.
 * - `blocking`: they wait until Redis is back, however long. BullMQ's workers demand it, and the commits of a running
 *   job want it: a restart of Redis must not end the job.
 * - `subscriber`: waits as well, and subscribes again to what it was subscribed to.
 */
export type RedisRole = 'commands' | 'blocking' | 'subscriber';

export interface ConnectOptions {
  role: RedisRole;
  log: Logger;
  /** Shown in `CLIENT LIST`. @default retoma:<role> */
  name?: string;
  /** The connection does not keep the process alive. Whoever waits for a reply has to do so by other means. */
  unref?: boolean;
  /** Who says that Redis is away, where several connections share that. @default one of its own */
  outages?: Outages;
}

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1000;
const COMMAND_TIMEOUT_MS = 2000;

/**
 * A connection that reconnects for ever and never emits an unhandled `error`. It connects by itself; commands may be
 * sent at once.
 *
 * @param url `redis://`, `rediss://`, `redis+unix://` or the path of a unix socket
 * @throws Error when the URL is none of these
 */
export function connectRedis(url: string, options: ConnectOptions): Redis {
  const address = parseRedisUrl(url);
  const settings = {
    ...SETTINGS,
    ...BY_ROLE[options.role],
    connectionName: options.name ?? `retoma:${options.role}`,
  };
  const redis =
    address.kind === 'tcp'
      ? new PromptRedis(address.url, settings)
      : new PromptRedis({ ...settings, ...socketOf(address) });
  if (options.unref) redis.on('connect', () => redis.stream.unref());
  (options.outages ?? new Outages(options.log)).watch(redis);
  return redis;
}

/**
 * What timed out while it waited for the connection stays in ioredis' queue and would be sent when Redis is back: the
 * caller was told that it failed, and it would happen all the same, late. So it is dropped when its turn comes.
 */
class PromptRedis extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    return command.isSettled ? command.promise : super.sendCommand(command, stream);
  }
}

function socketOf({ path, db, username, password }: RedisAddress & { kind: 'unix' }): Settings {
  return { path, db, username, password };
}

/** `replyMapping` is a type parameter of `Redis` in ioredis 6; ours is the default. */
type Settings = Omit<RedisOptions, 'replyMapping'>;

const SETTINGS: Settings = {
  retryStrategy: (times) => Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LONGEST_RETRY_MS),
  // A half-open connection (a host that vanished) is noticed by the kernel.
  keepAlive: 5000,
  connectTimeout: 5000,
  // While Redis reads its data: the time that it says it needs may be much longer than it does.
  maxLoadingRetryTime: LONGEST_RETRY_MS,
  // A primary that became a replica in a failover: connect anew, and send the command again.
  reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
};

const BY_ROLE: Record<RedisRole, Settings> = {
  // Retries after 50, 100, 200, 400 and 800 ms; the timeout covers a Redis that is there but does not answer.
  commands: { maxRetriesPerRequest: 5, commandTimeout: COMMAND_TIMEOUT_MS },
  blocking: { maxRetriesPerRequest: null },
  subscriber: { maxRetriesPerRequest: null, autoResubscribe: true },
};
