import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';
import { metricsKeys } from '../store/keys.ts';
import { storeUnavailable } from '../store/script-errors.ts';
import {
  KEPT_SAMPLES,
  type Ledger,
  type LedgerState,
  type Memory,
  type Report,
  type Sample,
  SILENT_AFTER_MS,
} from './ledger.ts';

/** Every key is kept for so long after the last report: 90 days. */
const KEPT_MS = 90 * 24 * 3600 * 1000;
/** Of a process that is gone. Its number is kept as long as a report may be sent again. */
const FORGET_PROCESS_MS = 3600_000;
/** Names of models are the callers' to choose; beyond so many names the further ones count as `other`. */
const MAX_NAMES = 2000;

interface Commands {
  add(...args: (string | number)[]): Promise<number>;
  keepSample(...args: (string | number)[]): Promise<number>;
}

/** The ledger in Redis: three keys in one slot of a cluster. Every call is one round trip. */
export class RedisLedger implements Ledger {
  readonly #redis: Redis | Cluster;
  readonly #keys: ReturnType<typeof metricsKeys>;
  readonly #commands: Commands;

  /** The client stays the caller's. @throws TypeError for a tenant that would break out of its keys */
  constructor(redis: Redis | Cluster, tenant: string) {
    this.#redis = redis;
    this.#keys = metricsKeys(tenant);
    redis.defineCommand('retoma:metrics:add', script('add-2'));
    redis.defineCommand('retoma:metrics:keep-sample', script('keep-sample-1'));
    const commands = redis as unknown as Record<string, Commands['add']>;
    this.#commands = {
      add: async (...args) => commands['retoma:metrics:add']?.(...args) ?? 0,
      keepSample: async (...args) => commands['retoma:metrics:keep-sample']?.(...args) ?? 0,
    };
  }

  async add({ processId, number, counts, subscribers }: Report): Promise<void> {
    const { totals, processes } = this.#keys;
    await reach(
      this.#commands.add(
        ...[totals, processes, processId, number, subscribers],
        ...[KEPT_MS, MAX_NAMES, FORGET_PROCESS_MS],
        ...[...counts].flat(),
      ),
    );
  }

  async read(): Promise<LedgerState> {
    const [fields, processes, time] = await reach(
      Promise.all([
        this.#redis.hgetall(this.#keys.totals),
        this.#redis.hvals(this.#keys.processes),
        this.#redis.time(),
      ]),
    );
    const readAt = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
    const totals = new Map(Object.entries(fields).map(([name, count]) => [name, Number(count)]));
    const beganAt = totals.get('began-at') ?? null;
    totals.delete('began-at');
    let subscribers = 0;
    for (const process of processes) {
      const [at = 0, , open = 0] = process.split(' ').map(Number);
      if (readAt - at <= SILENT_AFTER_MS) subscribers += open;
    }
    return { readAt, beganAt, totals, subscribers };
  }

  async keepSample(sample: Sample): Promise<boolean> {
    const minute = Math.floor(sample.at / 60_000);
    const args = [minute, JSON.stringify(sample), KEPT_SAMPLES, KEPT_MS];
    return (await reach(this.#commands.keepSample(this.#keys.samples, ...args))) === 1;
  }

  async samples(count: number): Promise<Sample[]> {
    const lines = await reach(this.#redis.lrange(this.#keys.samples, 0, count - 1));
    return lines.map((line) => JSON.parse(line.slice(line.indexOf(' ') + 1)) as Sample);
  }

  async memory(): Promise<Memory | null> {
    try {
      const info = await this.#redis.info('memory');
      const field = (name: string) =>
        Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? Number.NaN);
      const [usedBytes, maxBytes] = [field('used_memory'), field('maxmemory')];
      return Number.isNaN(usedBytes) ? null : { usedBytes, maxBytes: maxBytes > 0 ? maxBytes : null };
    } catch (error) {
      // Managed ones may forbid the question.
      const refusal = storeUnavailable(error);
      if (refusal.code === 'INTERNAL') return null;
      throw refusal;
    }
  }
}

function script(file: string): { lua: string; numberOfKeys: number } {
  const lua = readFileSync(new URL(`lua/${file}.lua`, import.meta.url), 'utf8');
  return { lua, numberOfKeys: Number(file.slice(file.lastIndexOf('-') + 1)) };
}

async function reach<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    throw storeUnavailable(error);
  }
}
