import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { isSupportedVersion } from '../../src/redis/find.ts';
import { type OpenRedis, openRedis } from '../../src/redis/open.ts';
import { freePort, type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';

const log = createLogger({ level: 'silent', name: 'test' });
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function server(...args: string[]): Promise<RedisForTests> {
  const redis = await startRedis({ args });
  cleanUps.push(() => redis.stop());
  return redis;
}

async function open(redisUrl: string | null, dataDir = '/nowhere'): Promise<OpenRedis> {
  const redis = await openRedis({ redisUrl, dataDir }, log);
  cleanUps.push(() => redis.close());
  return redis;
}

describe('what a Redis of the user does with acknowledged data', () => {
  it.each([
    ['ALWAYS', ['--appendonly', 'yes', '--appendfsync', 'always']],
    ['EVERYSEC', ['--appendonly', 'yes', '--appendfsync', 'everysec']],
    ['SNAPSHOT', ['--appendonly', 'yes', '--appendfsync', 'no']],
    ['SNAPSHOT', ['--appendonly', 'no', '--save', '3600 1']],
    ['NONE', ['--appendonly', 'no', '--save', '']],
  ])('%s for %j', async (level, args) => {
    const { url } = await server(...args);
    const { durability } = await open(url);
    expect(durability).toMatchObject({ level, evictsKeys: false });
    expect(durability.detail).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    [true, ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']],
    [true, ['--maxmemory', '100mb', '--maxmemory-policy', 'volatile-ttl']],
    [false, ['--maxmemory', '100mb', '--maxmemory-policy', 'noeviction']],
    [false, ['--maxmemory', '0', '--maxmemory-policy', 'allkeys-lru']],
  ])('evicts keys: %s for %j', async (evictsKeys, args) => {
    const { url } = await server(...args);
    const { durability } = await open(url);
    expect(durability.evictsKeys).toBe(evictsKeys);
    expect(durability.detail.includes('noeviction')).toBe(evictsKeys);
  });

  it.each([
    ['UNKNOWN', ['--appendonly', 'yes'], true],
    ['UNKNOWN', ['--appendonly', 'no'], true],
  ])('%s where CONFIG is not offered, with what INFO tells', async (level, args, evictsKeys) => {
    const forbidden = ['--rename-command', 'CONFIG', ''];
    const eviction = ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lfu'];
    const { url } = await server(...args, ...forbidden, ...eviction);
    expect((await open(url)).durability).toMatchObject({ level, evictsKeys });
  });

  it('is UNKNOWN where neither CONFIG nor INFO is allowed', async () => {
    const { url } = await server();
    const admin = connectRedis(url, { role: 'commands', log });
    cleanUps.push(() => admin.disconnect());
    await admin.call('ACL', 'SETUSER', 'app', 'on', '>pw', '~*', '+@all', '-config', '-info');
    const { durability } = await open(`redis+unix://app:pw@${url}`);
    expect(durability).toMatchObject({ level: 'UNKNOWN', evictsKeys: false });
    expect(durability.detail).toMatch(/^Redis does not tell/);
  });

  it('is read when the Redis comes after the start', async () => {
    const port = await freePort();
    const redis = await open(`redis://127.0.0.1:${port}`);
    expect(redis.durability.level).toBe('UNKNOWN');
    await server('--port', String(port));
    await until(() => redis.durability.level === 'ALWAYS', { what: 'the settings are read' });
  });
});

describe('openRedis', () => {
  it('opens the private Redis when none is named', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'retoma-open-'));
    cleanUps.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const redis = await open(null, dataDir);
    expect(redis).toMatchObject({ embedded: true, durability: { level: 'ALWAYS' } });
    expect(await redis.connect('commands').ping()).toBe('PONG');
  });

  it('closes the connections that it made', async () => {
    const { url } = await server();
    const redis = await open(url);
    expect(redis.embedded).toBe(false);
    const connection = redis.connect('blocking', { name: 'mine' });
    expect(await connection.client('GETNAME')).toBe('mine');
    await redis.close();
    await until(() => connection.status === 'end', { what: 'the connection ends' });
  });

  it('refuses a wrong password in one line that does not repeat it', async () => {
    const redis = await startRedis({ port: true });
    cleanUps.push(() => redis.stop());
    const admin = connectRedis(redis.url, { role: 'commands', log });
    cleanUps.push(() => admin.disconnect());
    await admin.config('SET', 'requirepass', 'right');
    const wrong = redis.url.replace('//', '//:hunter2@');
    await expect(open(wrong)).rejects.toThrow(
      /^The Redis at redis:\/\/127\.0\.0\.1:\d+ refuses the login .*Correct REDIS_URL\.$/,
    );
    await expect(open(redis.url)).rejects.toThrow(/refuses the login/);
    expect((await open(redis.url.replace('//', '//:right@'))).durability.level).toBe('ALWAYS');
  });

  it.each([
    ['redis_version:6.2.0', true],
    ['redis_version:7.0.15', true],
    ['Redis server v=6.0.16 sha=00000000:0', false],
    ['Valkey server v=8.0.1 sha=00000000:0', true],
    ['redis_version:5.0.7', false],
    ['redis_version:10.0.0', true],
    ['something else', false],
  ])('%s is new enough: %s', (text, expected) => {
    expect(isSupportedVersion(text)).toBe(expected);
  });
});
