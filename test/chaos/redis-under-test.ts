import { join } from 'node:path';
import { pino } from 'pino';
import { type EmbeddedRedis, openEmbeddedRedis } from '../../src/redis/embedded.ts';
import { startRedis } from '../support/redis.ts';
import { RedisProxy } from './proxy/proxy.ts';

/**
 * OWN: a Redis of the round's. PROXIED: the same, and a proxy before it. PROXIED_EACH: the same, and a proxy for each
 * process. EMBEDDED: the private one, which the processes themselves start and revive.
 */
export type RedisKind = 'OWN' | 'PROXIED' | 'PROXIED_EACH' | 'EMBEDDED';

/** Processes of a round that may have a proxy of their own. */
const PROXIES = 60;

/** The Redis of a round. */
export interface RedisUnderTest {
  /** For the kit itself. */
  readonly url: string;
  /** For the next process; null: it finds the private one by DATA_DIR. */
  nextAddress(): string | null;
  /** The one at this address. */
  proxyAt(address: string): RedisProxy | null;
  readonly pid: number | null;
  /** The one that all processes share. */
  readonly proxy: RedisProxy | null;
  /** SIGKILL, and the same data again. The private one is revived by those who use it. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param folder of the round */
export async function openRedis(kind: RedisKind, folder: string): Promise<RedisUnderTest> {
  if (kind === 'EMBEDDED') return embedded(folder);
  const server = await startRedis();
  const count = kind === 'PROXIED' ? 1 : kind === 'PROXIED_EACH' ? PROXIES : 0;
  const proxies = await Promise.all(Array.from({ length: count }, () => RedisProxy.listen(server.url)));
  let processes = 0;
  return {
    url: server.url,
    nextAddress: () => proxies[processes++ % proxies.length]?.url ?? server.url,
    proxyAt: (address) => proxies.find(({ url }) => url === address) ?? null,
    get pid() {
      return server.pid;
    },
    proxy: kind === 'PROXIED' ? (proxies[0] ?? null) : null,
    restart: () => server.restart(),
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await server.stop();
    },
  };
}

/** The kit joins it too, so that somebody is there whose other work is done. */
async function embedded(folder: string): Promise<RedisUnderTest> {
  const log = pino({ level: 'silent' });
  const server: EmbeddedRedis = await openEmbeddedRedis({ dataDir: join(folder, 'data'), log });
  return {
    url: server.url,
    nextAddress: () => null,
    proxyAt: () => null,
    get pid() {
      return server.pid;
    },
    proxy: null,
    restart: async () => killProcess(server.pid),
    close: () => server.close(),
  };
}

function killProcess(pid: number | null): void {
  try {
    if (pid !== null) process.kill(pid, 'SIGKILL');
  } catch {
    // It was just killed before.
  }
}
