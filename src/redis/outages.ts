import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/**
 * Says once for all connections of a process that Redis is away, and once that it is back: not for each connection, nor
 * for each attempt.
 */
export class Outages {
  readonly #log: Logger;
  readonly #message: string;
  readonly #away = new Set<Redis>();

  /** @param message what is said when Redis goes */
  constructor(log: Logger, message = 'Redis cannot be reached; trying again until it is back') {
    this.#log = log;
    this.#message = message;
  }

  watch(redis: Redis): void {
    redis.on('error', (error: Error) => this.#gone(redis, error));
    redis.on('ready', () => this.#back(redis));
    redis.on('end', () => this.#away.delete(redis));
  }

  #gone(redis: Redis, error: Error): void {
    if (this.#away.size === 0) this.#log.warn({ reason: reasonOf(error) }, this.#message);
    this.#away.add(redis);
  }

  #back(redis: Redis): void {
    if (this.#away.delete(redis) && this.#away.size === 0) this.#log.info('Redis is back');
  }
}

/** Whether an error only says that Redis is away, which is said already: by the connections, or by whoever waits. */
export function isOutage(error: Error): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return /^E[A-Z]+$/.test(code) || error.message === 'Connection is closed.';
}

/** Node reports a host with several addresses as an AggregateError without a message of its own. */
function reasonOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  return error.message === '' && code !== undefined ? code : error.message;
}
