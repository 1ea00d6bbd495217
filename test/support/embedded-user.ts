import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { openEmbeddedRedis } from '../../src/redis/embedded.ts';

/**
 * A process that joins the private Redis of DATA_DIR. It tells its parent `{ url, pid }` of the server, or `{ error }`,
 * leaves at the message `leave`, and ends without leaving at `end`.
 */
const log = createLogger({ level: 'silent', name: 'user' });
try {
  const redis = await openEmbeddedRedis({ dataDir: loadConfig().dataDir, log });
  process.on('message', async (message) => {
    if (message === 'leave') await redis.close();
    process.disconnect();
  });
  process.send?.({ url: redis.url, pid: redis.pid });
} catch (error) {
  process.send?.({ error: (error as Error).message });
  process.disconnect();
}
