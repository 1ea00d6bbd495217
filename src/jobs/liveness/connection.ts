import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { parseRedisUrl } from '../../redis/address.ts';
import { DEATH_KEPT_MS, deathKey } from './deaths.ts';
import { ownProcess, type ProcessOfWorker, parseProcess } from './process.ts';
import { ABOUT, type AboutWorker, CONNECTIONS, WORKERS } from './roster.ts';

const RECONNECT_MS = 100;

function connect(url: string): Redis {
  const options = {
    retryStrategy: () => RECONNECT_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectionName: 'retoma:liveness',
    // While Redis reads its data ioredis waits a second and more before it looks again: long enough to be taken for dead
    // by those who came back a moment later.
    maxLoadingRetryTime: RECONNECT_MS,
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
  /** '' for one that did not say. */
  connectionId: string;
  /** Null for one that did not say. */
  process: ProcessOfWorker | null;
}

/** ALIVE: it has beaten since, or was struck off. AGAIN: it was declared dead before. */
export type Burial = 'ALIVE' | 'AGAIN' | 'FIRST';

interface BeatCommands {
  beat(...args: (string | number)[]): Promise<string[] | null>;
  bury(...args: (string | number)[]): Promise<number>;
  leave(...args: string[]): Promise<number>;
}

/**
 * The liveness thread's own connection. It comes back fast and never queues: a beat that waits in a buffer would say
 * later that the worker lives now.
 */
export class LivenessConnection {
  readonly redis: Redis;
  readonly #commands: BeatCommands;
  /** Id of the connection and, behind a blank, the process; '' when it is not known. */
  #place = '';

  /** @param onClose the connection is gone; it comes back by itself */
  constructor(url: string, { onError, onClose }: { onError(error: Error): void; onClose(): void }) {
    this.redis = connect(url);
    this.redis.on('error', onError);
    this.redis.on('close', () => {
      this.#place = '';
      onClose();
    });
    this.redis.defineCommand('beat', script('beat-4'));
    this.redis.defineCommand('bury', script('bury-2'));
    this.redis.defineCommand('leave', script('leave-3'));
    this.#commands = this.redis as Redis & BeatCommands;
  }

  get ready(): boolean {
    return this.redis.status === 'ready';
  }

  /**
   * @param gateMs 0: only beat.
   * @param silentMs Silence from which on others are reported.
   * @returns null: others have declared this worker dead.
   */
  async beat(workerId: string, gateMs: number, silentMs: number): Promise<SilentWorker[] | null> {
    if (this.#place === '') {
      this.#place = `${await this.redis.client('ID')} ${JSON.stringify(ownProcess())}`;
    }
    const flat = await this.#commands.beat(
      WORKERS,
      CONNECTIONS,
      GATE,
      deathKey(workerId),
      workerId,
      this.#place,
      gateMs,
      silentMs,
    );
    if (flat === null) return null;
    const silent: SilentWorker[] = [];
    for (let i = 0; i + 3 < flat.length; i += 4) {
      const [id = '', beat = '', silentFor = '0', place = ''] = flat.slice(i, i + 4);
      const [connectionId = ''] = place.split(' ', 1);
      const process = parseProcess(place.slice(connectionId.length + 1));
      silent.push({ workerId: id, beat, silentMs: Number(silentFor), connectionId, process });
    }
    return silent;
  }

  /**
   * Declares a silent worker dead.
   * @param beat The beat that it was judged by.
   */
  async bury(workerId: string, beat: string): Promise<Burial> {
    const code = await this.#commands.bury(WORKERS, deathKey(workerId), workerId, beat, DEATH_KEPT_MS);
    return code === 0 ? 'ALIVE' : code === 1 ? 'AGAIN' : 'FIRST';
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
