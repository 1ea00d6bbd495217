import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { processIdentity } from '../../src/process-identity.ts';
import { parseRedisUrl } from '../../src/redis/address.ts';
import { connectRedis } from '../../src/redis/connection.ts';
import { type EmbeddedRedis, openEmbeddedRedis } from '../../src/redis/embedded.ts';
import { tryLock } from '../../src/redis/file-lock.ts';
import { until } from '../support/wait.ts';

const log = createLogger({ level: 'silent', name: 'test' });
const USER = new URL('../support/embedded-user.ts', import.meta.url);

let dataDir: string;
let opened: EmbeddedRedis[];
let clients: Redis[];
let children: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'retoma-embedded-'));
  [opened, clients, children] = [[], [], []];
});

afterEach(async () => {
  for (const client of clients) client.disconnect();
  for (const child of children) child.kill('SIGKILL');
  for (const redis of opened) await redis.close();
  for (const pid of serversOf(dataDir)) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(folder = dataDir): Promise<EmbeddedRedis> {
  const redis = await openEmbeddedRedis({ dataDir: folder, log });
  opened.push(redis);
  return redis;
}

function client(redis: { url: string }): Redis {
  const connection = connectRedis(redis.url, { role: 'blocking', log });
  clients.push(connection);
  return connection;
}

function startUser(): ChildProcess {
  const child = fork(USER, { env: { ...process.env, DATA_DIR: dataDir, REDIS_URL: '' }, execArgv: [] });
  children.push(child);
  return child;
}

async function joined(child: ChildProcess): Promise<{ url: string; pid: number }> {
  const [message] = await once(child, 'message');
  expect(message).not.toHaveProperty('error');
  return message;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The processes that work in the folder, whatever any record says. */
function serversOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes('redis-server') && command.includes(folder) && isAlive(pid);
      } catch {
        return false;
      }
    });
}

const isAlive = (pid: number) => processIdentity(pid) !== null;

function tailOfLog(): string {
  const folder = join(dataDir, 'redis/appendonlydir');
  const name = readdirSync(folder).find((file) => file.endsWith('.incr.aof'));
  return join(folder, name ?? '');
}

describe('the private Redis', () => {
  it('loses nothing that it acknowledged, is on a private socket alone, and ends with its last user', async () => {
    const redis = await open();
    const config = async (name: string) => ((await client(redis).config('GET', name)) as string[])[1];
    expect(await config('appendonly')).toBe('yes');
    expect(await config('appendfsync')).toBe('always');
    expect(await config('maxmemory-policy')).toBe('noeviction');
    expect(await config('port')).toBe('0');
    expect(statSync(join(dataDir, 'redis')).mode & 0o777).toBe(0o700);

    const pid = redis.pid as number;
    await redis.close();
    expect(isAlive(pid)).toBe(false);
    expect(serversOf(dataDir)).toEqual([]);
  });

  it('is started once, however many processes start at the same time', async () => {
    const users = await Promise.all(Array.from({ length: 4 }, () => joined(startUser())));
    expect(new Set(users.map(({ pid }) => pid)).size).toBe(1);
    expect(serversOf(dataDir)).toEqual([users[0]?.pid]);
  });

  it('is started once, however often it is opened at the same time in one process', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => open()));
    expect(serversOf(dataDir)).toEqual([all[0]?.pid]);
  });

  it('stays as long as somebody uses it, and ends with the last', async () => {
    const [first, second] = [startUser(), startUser()];
    const [{ pid }] = await Promise.all([joined(first), joined(second)]);
    first.send('leave');
    await once(first, 'exit');
    expect(isAlive(pid)).toBe(true);
    second.send('leave');
    await once(second, 'exit');
    expect(isAlive(pid)).toBe(false);
  });

  it('does not keep a process alive, and ends with one that simply ends', async () => {
    const user = startUser();
    const { pid } = await joined(user);
    user.send('end');
    const [code] = await once(user, 'exit');
    expect(code).toBe(0);
    await until(() => !isAlive(pid), { what: 'the server ends' });
  });

  it('is started again with its data when it is killed, also under writes', async () => {
    const redis = await open();
    const other = await open();
    const connection = client(redis);
    const before = redis.pid as number;
    let acknowledged = 0;
    for (; acknowledged < 200; acknowledged++) {
      if (acknowledged === 100) process.kill(before, 'SIGKILL');
      await connection.set(`key:${acknowledged}`, 'x'.repeat(1000));
    }
    expect(redis.pid).not.toBe(before);
    expect(other.pid).toBe(redis.pid);
    expect(serversOf(dataDir)).toHaveLength(1);
    const kept = await connection.exists(...Array.from({ length: acknowledged }, (_, i) => `key:${i}`));
    expect(kept).toBe(acknowledged);
  });

  it('is started again as often as it is killed', async () => {
    const redis = await open();
    const connection = client(redis);
    for (let kills = 1; kills <= 3; kills++) {
      process.kill(redis.pid as number, 'SIGKILL');
      expect(await connection.incr('kills')).toBe(kills);
    }
  });

  it('is adopted by the next to start after all its users were killed', async () => {
    const user = startUser();
    const { pid, url } = await joined(user);
    await client({ url }).set('key', 'value');
    await kill(user);
    expect(isAlive(pid)).toBe(true);

    const redis = await open();
    expect(redis.pid).toBe(pid);
    expect(await client(redis).get('key')).toBe('value');
    await redis.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('does not count a killed user', async () => {
    const killed = startUser();
    await joined(killed);
    const redis = await open();
    const pid = redis.pid as number;
    await kill(killed);
    await redis.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts after users and server were all killed', async () => {
    const user = startUser();
    const { pid, url } = await joined(user);
    await client({ url }).set('key', 'value');
    await kill(user);
    process.kill(pid, 'SIGKILL');
    const redis = await open();
    expect(await client(redis).get('key')).toBe('value');
  });

  it('is not started while another process holds the lock, and is as soon as that one is killed', async () => {
    mkdirSync(join(dataDir, 'redis'));
    const module = JSON.stringify(new URL('../../src/redis/file-lock.ts', import.meta.url).href);
    const path = JSON.stringify(join(dataDir, 'redis/lock'));
    const code = `import(${module}).then((m) => { globalThis.held = m.tryLock(${path}, 'exclusive'); process.send('held'); setInterval(() => {}, 1e6); })`;
    const holder = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    children.push(holder);
    await once(holder, 'message');
    expect(tryLock(join(dataDir, 'redis/lock'), 'exclusive')).toBeNull();

    const opening = open();
    await kill(holder);
    expect((await opening).pid).toBeTypeOf('number');
  });

  it('lives elsewhere, in a folder of its own, when the path is too long for a socket', async () => {
    const deep = join(dataDir, 'd'.repeat(60), 'ç'.repeat(60));
    const [redis, other] = [await open(deep), await open(deep)];
    const address = parseRedisUrl(redis.url);
    if (address.kind !== 'unix') throw new Error('not a socket');
    expect(Buffer.byteLength(address.path)).toBeLessThanOrEqual(107);
    expect(statSync(dirname(address.path)).mode & 0o777).toBe(0o700);
    expect(other.url).toBe(redis.url);
    expect(await client(redis).set('a', 'b')).toBe('OK');
    expect(readdirSync(join(deep, 'redis'))).toContain('appendonlydir');
    await redis.close();
    await other.close();
    expect((await open(deep)).url).toBe(redis.url);
    rmSync(dirname(address.path), { recursive: true });
  });

  it('works in a folder whose name is awkward', async () => {
    const redis = await open(join(dataDir, `a "b" \\ 'c' # d? ü`));
    expect(await client(redis).set('a', 'b')).toBe('OK');
  });

  it('starts when a kill left half an entry at the end of its log', async () => {
    const redis = await open();
    await client(redis).set('whole', 'value');
    process.kill(redis.pid as number, 'SIGSTOP');
    process.kill(redis.pid as number, 'SIGKILL');
    await redis.close();
    const file = tailOfLog();
    appendFileSync(file, '*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$100\r\nabc');
    expect(await client(await open()).exists('whole', 'half')).toBe(1);
  });

  it('says what is wrong when its log is damaged, and leaves the log as it is', async () => {
    const redis = await open();
    await client(redis).set('a', 'b');
    await redis.close();
    const file = tailOfLog();
    const damaged = Buffer.concat([Buffer.from('garbage\r\n'), readFileSync(file)]);
    writeFileSync(file, damaged);
    await expect(open()).rejects.toThrow(
      /private Redis ended while it started:.*Bad file format.*redis-check-aof/,
    );
    expect(readFileSync(file)).toEqual(damaged);
    expect(serversOf(dataDir)).toEqual([]);
    truncateSync(file);
    await open();
  });

  it('is replaced when its socket was removed while it ran: never two on one log', async () => {
    const user = startUser();
    const { pid, url } = await joined(user);
    await client({ url }).set('key', 'value');
    await kill(user);
    rmSync(join(dataDir, 'redis/redis.sock'));
    const redis = await open();
    expect(redis.pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    expect(await client(redis).get('key')).toBe('value');
  });

  it('does not touch a process that was given the number of a dead server', async () => {
    const redis = await open();
    await redis.close();
    const bystander = startUser();
    await joined(bystander);
    bystander.send('leave');
    const file = join(dataDir, 'redis/server.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...record, pid: process.pid, stopping: false }));
    const again = await open();
    expect(again.pid).not.toBe(process.pid);
  });

  it('leaves the server of the original alone when it is opened in a copy of the folder', async () => {
    const original = await open();
    await client(original).set('key', 'value');
    const copy = join(dataDir, 'copy');
    cpSync(join(dataDir, 'redis'), join(copy, 'redis'), {
      recursive: true,
      filter: (path) => !path.endsWith('.sock'),
    });
    const pid = original.pid;
    const copied = await open(copy);
    expect(await client(copied).get('key')).toBe('value');
    expect(copied.pid).not.toBe(pid);
    expect(original.pid).toBe(pid);
  });

  it('waits for the end of a server that was told to end, rather than join it', async () => {
    const user = startUser();
    const { pid, url } = await joined(user);
    await client({ url }).set('key', 'value');
    await kill(user);
    const file = join(dataDir, 'redis/server.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...record, stopping: true }));
    const opening = open();
    process.kill(pid, 'SIGTERM');
    const redis = await opening;
    expect(redis.pid).not.toBe(pid);
    expect(redis.pid).toBeTypeOf('number');
    expect(await client(redis).get('key')).toBe('value');
  });

  it('does not outlive its folder', async () => {
    const redis = await open();
    const pid = redis.pid as number;
    rmSync(dataDir, { recursive: true });
    await redis.close();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('says in one line that the folder cannot be used', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toThrow(
      /^DATA_DIR \(.*\) cannot be used: a part of the path is a file\. Set DATA_DIR/,
    );
  });
});
