import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureRedisServer, findRedisServer } from '../../src/redis/install.ts';

/** Commands of a machine that is not this one: each writes down that it was called. */
let bin: string;
let said: string[];

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'retoma-bin-'));
  said = [];
});
afterEach(() => rmSync(bin, { recursive: true }));

function command(name: string, script: string): string {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${bin}/calls\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const server = (version: string) => `echo "Redis server v=${version} sha=00000000:0 malloc=libc bits=64"`;
const ensure = () => ensureRedisServer({ folders: [bin], say: (line) => said.push(line) });
const calls = () => (existsSync(join(bin, 'calls')) ? readFileSync(join(bin, 'calls'), 'utf8') : '');

describe('findRedisServer', () => {
  it('finds redis-server or valkey-server, and passes over one that is too old or broken', async () => {
    expect(await findRedisServer([bin])).toBeNull();
    command('redis-server', server('5.0.7'));
    expect(await findRedisServer([bin])).toBeNull();
    command('redis-server', 'exit 1');
    expect(await findRedisServer([bin])).toBeNull();
    const valkey = command('valkey-server', 'echo "Valkey server v=8.1.1 sha=00000000:0"');
    expect(await findRedisServer([bin])).toBe(valkey);
    const redis = command('redis-server', server('6.2.0'));
    expect(await findRedisServer([bin])).toBe(redis);
  });
});

describe('ensureRedisServer', () => {
  it('says and does nothing when there is one', async () => {
    command('brew', 'exit 1');
    const path = command('redis-server', server('7.4.0'));
    expect(await ensure()).toBe(path);
    expect(said).toEqual([]);
    expect(calls()).not.toContain('brew');
  });

  it('installs the package where that needs no password, and says so', async () => {
    command(
      'brew',
      `printf '#!/bin/sh\\n${server('7.4.0')}\\n' > ${bin}/redis-server; chmod +x ${bin}/redis-server`,
    );
    expect(await ensure()).toBe(join(bin, 'redis-server'));
    expect(calls()).toContain('brew install --quiet redis');
    expect(said[0]).toMatch(
      /^Retoma needs redis-server and found none\. Installing the package \(brew install redis\)/,
    );
    expect(said.at(-1)).toMatch(/^Installed .*redis-server in \d+ s\.$/);
  });

  it('shows what went wrong when that fails', async () => {
    command('brew', 'echo "Error: no bottle available" >&2; exit 1');
    await expect(ensure()).rejects.toThrow(/failed, as shown above.*REDIS_URL/);
    expect(said.join('\n')).toContain('no bottle available');
  });

  it('says that what was installed is too old', async () => {
    command(
      'brew',
      `printf '#!/bin/sh\\n${server('6.0.16')}\\n' > ${bin}/redis-server; chmod +x ${bin}/redis-server`,
    );
    await expect(ensure()).rejects.toThrow(/older than 6\.2.*REDIS_URL/);
  });

  it.each([
    ['dnf', 'sudo dnf install redis'],
    ['apk', 'sudo apk add redis'],
    ['pacman', 'sudo pacman -S valkey'],
  ])('with %s says in one line what to type', async (name, typed) => {
    command(name, '');
    await expect(ensure()).rejects.toThrow(
      `Retoma needs redis-server 6.2 or later and found none. Type: ${typed}    (or set REDIS_URL`,
    );
    expect(calls()).toBe('');
  });

  it('where nothing is known says what is needed', async () => {
    await expect(ensure()).rejects.toThrow(/found none\. .*set REDIS_URL/);
  });
});

describe('node src/redis/install.ts', () => {
  it('is silent on this machine, which has one by now', () => {
    const script = fileURLToPath(new URL('../../src/redis/install.ts', import.meta.url));
    expect(execFileSync(process.execPath, [script], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  });
});
