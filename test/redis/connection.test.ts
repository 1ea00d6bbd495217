import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { displayRedisUrl, parseRedisUrl, socketUrl } from '../../src/redis/address.ts';
import { connectRedis, type RedisRole } from '../../src/redis/connection.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';

let server: RedisForTests;
let lines: string[] = [];
let connections: Redis[] = [];
const log = createLogger({
  level: 'info',
  name: 'test',
  destination: { write: (line) => void lines.push(line) },
});

beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const connection of connections) connection.disconnect();
  [connections, lines] = [[], []];
  await server.restart();
});
afterAll(() => server.stop());

function connect(role: RedisRole, url = server.url): Redis {
  const redis = connectRedis(url, { role, log });
  connections.push(redis);
  return redis;
}

describe('connectRedis', () => {
  it.each(['path', 'redis+unix', 'unix'])('connects to a socket given as %s', async (form) => {
    const urls: Record<string, string> = {
      path: server.url,
      'redis+unix': socketUrl(server.url),
      unix: `unix://${server.url}`,
    };
    expect(await connect('commands', urls[form]).ping()).toBe('PONG');
  });

  it('connects over TCP, to the database of the URL', async () => {
    const tcp = await startRedis({ port: true });
    try {
      await connect('commands', `${tcp.url}/3`).set('here', '1');
      expect(await connect('commands', tcp.url).exists('here')).toBe(0);
      expect(await connect('commands', `${tcp.url}/3`).exists('here')).toBe(1);
    } finally {
      await tcp.stop();
    }
  });

  it('is named after its role', async () => {
    expect(await connect('blocking').client('GETNAME')).toBe('retoma:blocking');
  });

  it('role commands: a command that has failed is not sent when Redis is back', async () => {
    const redis = connect('commands');
    await redis.set('key', 'value');
    await server.kill();
    // The first ones fail by the number of attempts; those after them time out while they wait to be sent.
    for (let n = 0; n < 3; n++) await expect(redis.del('key')).rejects.toThrow();
    await server.restart();
    const value = await until(() => redis.get('key'), { what: 'the key is there' });
    expect(value).toBe('value');
  });

  it('role commands: a command fails while Redis is away, and the next succeeds when it is back', async () => {
    const redis = connect('commands');
    await redis.ping();
    await server.kill();
    await expect(redis.get('a')).rejects.toThrow();
    await server.restart();
    await until(() => redis.ping(), { what: 'the connection is back' });
  });

  it('role commands: a command fails when Redis is there but does not answer', async () => {
    const redis = connect('commands');
    await redis.ping();
    process.kill(server.pid, 'SIGSTOP');
    await expect(redis.get('a')).rejects.toThrow('Command timed out');
  });

  it('role blocking: a command waits until Redis is back', async () => {
    const redis = connect('blocking');
    await redis.ping();
    await server.kill();
    const waiting = redis.set('a', 'b');
    await server.restart();
    expect(await waiting).toBe('OK');
  });

  it('role subscriber: subscribes again', async () => {
    const subscriber = connect('subscriber');
    const received: string[] = [];
    subscriber.on('message', (_channel, message: string) => received.push(message));
    await subscriber.subscribe('news');
    await server.restart();
    const publisher = connect('blocking');
    await until(async () => (await publisher.publish('news', 'hello')) > 0, { what: 'subscribed again' });
    await until(() => received.includes('hello'), { what: 'the message arrives' });
  });

  it('says once that Redis is away and once that it is back', async () => {
    const redis = connect('blocking');
    await redis.ping();
    await server.kill();
    let attempts = 0;
    redis.on('reconnecting', () => attempts++);
    await until(() => attempts >= 3, { what: 'three attempts to reconnect' });
    await server.restart();
    await redis.ping();
    const said = lines.map((line) => JSON.parse(line).msg);
    expect(said).toEqual(['Redis cannot be reached; trying again until it is back', 'Redis is back']);
  });

  it('does not keep the process alive when told so', async () => {
    const redis = connectRedis(server.url, { role: 'commands', log, unref: true });
    connections.push(redis);
    await redis.ping();
    expect((redis.stream as unknown as { _handle: { hasRef(): boolean } })._handle.hasRef()).toBe(false);
  });
});

describe('Redis URLs', () => {
  it('takes any path through a URL and back', () => {
    const path = `/a b/"c"/d?e#f/ü%20[x]`;
    expect(parseRedisUrl(socketUrl(path))).toEqual({ kind: 'unix', path, db: 0 });
  });

  it('reads user, password and database of a socket', () => {
    expect(parseRedisUrl('redis+unix://me:p%40ss@/run/redis.sock?db=2')).toEqual({
      kind: 'unix',
      path: '/run/redis.sock',
      db: 2,
      username: 'me',
      password: 'p@ss',
    });
  });

  it('shows an address without its secrets', () => {
    expect(displayRedisUrl('rediss://me:secret@example.org:6380/2')).toBe('rediss://example.org:6380/2');
    expect(displayRedisUrl('redis+unix://me:secret@/run/r.sock')).toBe('/run/r.sock');
  });
});
