import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { parseRedisUrl } from '../../redis/address.ts';
import { ABOUT, type AboutWorker, CONNECTIONS, WORKERS } from './roster.ts';

const RECONNECT_MS = 100;

function connect(url: string): Redis {
  const options = {
    retryStrategy: () => RECONNECT_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectionName: 'retoma:liveness',
  };
  const address = parseRedisUrl(url);
  if (address.kind === 'tcp') return new Redis(address.url, options);
  const { kind: _, ...socket } = address;
  return new Redis({ ...options, ...socket });
}

function script(file: string): { lua: string; numberOfKeys: number } {
  const lua = readFileSync(new URL(`./lua/${file}.lua`, import.meta.url), 'utf8');
  return { lua, numberOfKeys: Number(file.slice(file.lastIndexOf('-') + 1)) };
}

const GATE = '{retoma}:workers:sweep';

export interface SilentWorker {
  workerId: string;
  /** Its last beat, as Redis keeps it. */
  beat: string;
  silentMs: number;
  connectionId: string;
}

interface BeatCommands {
  beat(...args: (string | number)[]): Promise<string[]>;
  leave(...args: string[]): Promise<number>;
}

/**
 * The liveness thread's own connection. It comes back fast and never queues: a beat that waits in a buffer would say
 * later that the worker lives now.
 */
export class LivenessConnection {
  readonly redis: Redis;
  readonly #commands: BeatCommands;
  #connectionId = '';

  constructor(url: string, onError: (error: Error) => void) {
    this.redis = connect(url);
    this.redis.on('error', onError);
    this.redis.on('close', () => {
      this.#connectionId = '';
    });
    this.redis.defineCommand('beat', script('beat-3'));
    this.redis.defineCommand('leave', script('leave-3'));
    this.#commands = this.redis as Redis & BeatCommands;
  }

  get ready(): boolean {
    return this.redis.status === 'ready';
  }

  /** @param gateMs 0: only beat. @param silentMs Silence from which on others are reported. */
  async beat(workerId: string, gateMs: number, silentMs: number): Promise<SilentWorker[]> {
    if (this.#connectionId === '') this.#connectionId = String(await this.redis.client('ID'));
    const flat = await this.#commands.beat(
      WORKERS,
      CONNECTIONS,
      GATE,
      workerId,
      this.#connectionId,
      gateMs,
      silentMs,
    );
    const silent: SilentWorker[] = [];
    for (let i = 0; i + 3 < flat.length; i += 4) {
      const [id = '', beat = '', silentFor = '0', connectionId = ''] = flat.slice(i, i + 4);
      silent.push({ workerId: id, beat, silentMs: Number(silentFor), connectionId });
    }
    return silent;
  }

  /** What this worker says of itself, for those who ask who works. */
  async introduce(workerId: string, about: AboutWorker): Promise<void> {
    await this.redis.hset(ABOUT, workerId, JSON.stringify(about));
  }

  /** Which of these connections still exist. @throws when the server does not allow the question. */
  async connected(ids: readonly string[]): Promise<Set<string>> {
    const list = String(await this.redis.client('LIST', 'ID', ...ids));
    return new Set([...list.matchAll(/^id=(\d+) /gm)].map((match) => match[1] ?? ''));
  }

  /** @param beat The beat that it was judged by; it stays when it has beaten since. '': whatever its beat. */
  async leave(workerId: string, beat: string): Promise<boolean> {
    return (await this.#commands.leave(WORKERS, CONNECTIONS, ABOUT, workerId, beat)) === 1;
  }
}
