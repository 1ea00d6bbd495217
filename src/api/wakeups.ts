import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { WakeupListener, Wakeups } from '../../resolvers/context.ts';
import { jobChannel, liveChannel, outputChannel } from '../store/keys.ts';
import { JOB_STATUSES } from '../store/records.ts';
import { WakeupChannel } from './wakeup-channel.ts';

/** Every watcher is told to look again so often, whatever was lost on the way to it. */
const LOOK_AGAIN_MS = 15_000;
const RETRY_MS = 1000;

const wakeupSchema = z.object({
  jobId: z.string(),
  version: z.int().nullable(),
  status: z.enum(JOB_STATUSES),
});

export interface RedisWakeupsOptions {
  /** Of role `subscriber`, given up to this; it is the caller's to close, after `close()`. */
  connection: Redis;
  tenant: string;
  log: Logger;
  /** @default 15000 */
  lookAgainMs?: number;
}

/**
 * The wake-ups of jobs through Redis' pub/sub, for any number of watchers: one subscription per job and process. What
 * pub/sub may lose is made up for: watchers are told to look again when their subscription begins to hold, when Redis
 * is back after an outage, and every 15 s.
 */
export class RedisWakeups implements Wakeups {
  readonly #options: Required<RedisWakeupsOptions>;
  readonly #pubsub: RedisPubSub;
  readonly #channels = new Map<string, WakeupChannel>();
  readonly #timer: NodeJS.Timeout;
  readonly #onReady = () => void this.#afterOutage();

  constructor(options: RedisWakeupsOptions) {
    this.#options = { lookAgainMs: LOOK_AGAIN_MS, ...options };
    const { connection, log, lookAgainMs } = this.#options;
    const subscriber = harmlessSubscriber(connection, log);
    this.#pubsub = new RedisPubSub({ subscriber, publisher: subscriber });
    this.#timer = setInterval(() => this.#lookAgain(), lookAgainMs);
    this.#timer.unref();
    connection.on('ready', this.#onReady);
  }

  watch(jobId: string | null, listener: WakeupListener): () => void {
    const { tenant } = this.#options;
    const channel = this.#channel(jobId === null ? liveChannel(tenant) : jobChannel(tenant, jobId));
    return channel.add(listener);
  }

  watchOutput(jobId: string, listener: WakeupListener): () => void {
    return this.#channel(outputChannel(this.#options.tenant, jobId)).add(listener);
  }

  /** How many subscriptions are held, or are about to be. */
  get size(): number {
    return this.#channels.size;
  }

  /** Nobody is woken any more. */
  close(): void {
    clearInterval(this.#timer);
    this.#options.connection.off('ready', this.#onReady);
    for (const channel of this.#channels.values()) channel.clear();
  }

  #channel(name: string): WakeupChannel {
    const found = this.#channels.get(name);
    if (found !== undefined) return found;
    const made = new WakeupChannel({
      subscribe: (onMessage) =>
        this.#pubsub.subscribe(name, (message: unknown) => {
          const parsed = wakeupSchema.safeParse(message);
          // A channel is open to whoever can reach Redis.
          if (parsed.success) onMessage(parsed.data);
        }),
      unsubscribe: (id) => this.#pubsub.unsubscribe(id),
      onUnused: () => this.#channels.delete(name),
    });
    this.#channels.set(name, made);
    return made;
  }

  #lookAgain(): void {
    for (const channel of this.#channels.values()) channel.tell(null);
  }

  /** What is read before the subscriptions hold again may be old by the time that they do: so they come first. */
  async #afterOutage(): Promise<void> {
    const names = [...this.#channels].filter(([, channel]) => channel.isHeld).map(([name]) => name);
    if (names.length === 0) return;
    try {
      await this.#options.connection.subscribe(...names);
      this.#lookAgain();
    } catch {
      // The connection went away again: `ready` follows.
    }
  }
}

/**
 * What graphql-redis-subscriptions may do to the connection. It sends UNSUBSCRIBE without waiting for it, and keeps a
 * promise beside each SUBSCRIBE that nobody may be waiting for: the failure of either would end the process (its issue
 * 593). A failed SUBSCRIBE also leaves its entry behind, so it is not told of one: it is tried again here. PUNSUBSCRIBE,
 * which it sends with each UNSUBSCRIBE, has nothing to do, since nothing subscribes to patterns.
 */
function harmlessSubscriber(connection: Redis, log: Logger): Redis {
  const subscribe = (name: string, callback: (error: null) => void) => {
    connection.subscribe(name).then(
      () => callback(null),
      (error: unknown) => {
        if (connection.status === 'end') return;
        log.warn({ err: error }, 'a watch of jobs could not begin; it is tried again');
        setTimeout(subscribe, RETRY_MS, name, callback).unref();
      },
    );
  };
  const unsubscribe = (name: string) => {
    connection.unsubscribe(name).catch((error: unknown) => {
      log.debug({ err: error }, 'a watch of jobs could not be ended; it ends with its connection');
    });
  };
  const on = (event: string, listener: (...args: unknown[]) => void) => connection.on(event, listener);
  return { on, subscribe, unsubscribe, punsubscribe: () => undefined } as unknown as Redis;
}
