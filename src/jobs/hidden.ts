import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, sep } from 'node:path';
import { parseRedisUrl } from '../redis/address.ts';

/**
 * What the commands of a job must not see of this installation: its settings, its data, and its Redis where that is
 * reached through a socket, whose user may read and change all jobs.
 *
 * @param installation.redisUrl of the Redis that is used, also when it is the private one
 */
export function hiddenFromCommands(installation: { dataDir: string; redisUrl: string }): string[] {
  const redis = parseRedisUrl(installation.redisUrl);
  return ['.env', installation.dataDir, ...(redis.kind === 'unix' ? hiddenWith(redis.path) : [])];
}

/**
 * A socket with its folder: when a Redis starts again it makes a new one, which nothing would hide from a command that
 * runs already. But a folder that others need as well is left, and the socket alone is hidden.
 */
function hiddenWith(socket: string): string[] {
  const folder = dirname(realOf(socket));
  return isForAll(folder) ? [socket] : [folder, socket];
}

/** The socket may be yet to come, its folder too. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === sep
      ? path
      : `${realOf(dirname(path)).replace(/\/$/, '')}${path.slice(path.lastIndexOf(sep))}`;
  }
}

const SYSTEM_FOLDERS = [
  '/',
  '/dev',
  '/etc',
  '/home',
  '/mnt',
  '/opt',
  '/run',
  '/srv',
  '/usr',
  '/var',
  '/var/lib',
];

function isForAll(folder: string): boolean {
  const holds = (path: string) => path === folder || path.startsWith(`${folder}${sep}`);
  return SYSTEM_FOLDERS.includes(folder) || isSticky(folder) || holds(homedir()) || holds(process.cwd());
}

/** As `/tmp` is: everybody may make files in it. */
function isSticky(folder: string): boolean {
  try {
    return (statSync(folder).mode & 0o1000) !== 0;
  } catch {
    return false;
  }
}
