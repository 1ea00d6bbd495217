import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { Keys } from '../../src/store/keys.ts';
import { RedisStore, type RedisStoreOptions } from '../../src/store/redis-store.ts';

/** A Redis store that holds nothing, with all that a test may want to look at behind it. */
export interface RedisStoreForTests {
  store: RedisStore;
  redis: Redis;
  tenant: string;
  keys: Keys;
  dispose(): Promise<void>;
}

/** @param url of a `startRedis()` */
export function openRedisStore(
  url: string,
  options: Omit<RedisStoreOptions, 'redis' | 'tenant'> = {},
): RedisStoreForTests {
  const redis = new Redis(url);
  const tenant = `test-${randomUUID()}`;
  const store = new RedisStore({ redis, tenant, ...options });
  return {
    store,
    redis,
    tenant,
    keys: new Keys(tenant),
    async dispose() {
      await store.close();
      await redis.quit();
    },
  };
}
