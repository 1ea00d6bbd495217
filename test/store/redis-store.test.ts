import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import type { Wakeup } from '../../src/store/contract.ts';
import { liveChannel } from '../../src/store/keys.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { openRedisStore } from '../support/redis-store.ts';
import { storeConformance } from './conformance.ts';

let server: RedisForTests;

beforeAll(async () => {
  server = await startRedis({ args: ['--appendonly', 'no'] });
});

afterAll(() => server.stop());

storeConformance('the Redis store', async (limits) => {
  const { store, tenant, dispose } = openRedisStore(server.url, limits);
  return {
    store,
    dispose,
    async onWakeup(listener) {
      const subscriber = new Redis(server.url);
      subscriber.on('message', (_, message: string) => listener(JSON.parse(message) as Wakeup));
      await subscriber.subscribe(liveChannel(tenant));
      return () => void subscriber.quit();
    },
  };
});
