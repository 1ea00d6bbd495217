import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

const NAMES = ['redis-server', 'valkey-server'];

/** Where packages put servers, for shells whose PATH lacks them (Homebrew, /usr/sbin for plain users). */
const USUAL_PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];

const OLDEST = [6, 2] as const;

/** The absolute path of a `redis-server` or `valkey-server` of version 6.2 or later; null when there is none. */
export async function findRedisServer(folders = searchFolders()): Promise<string | null> {
  for (const path of folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))) {
    if (isExecutable(path) && (await isRecent(path))) return path;
  }
  return null;
}

/** Where a command is, as an absolute path; null when there is none. */
export function findCommand(name: string, folders = searchFolders()): string | null {
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function searchFolders(): string[] {
  const inPath = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return [...new Set([...inPath, ...USUAL_PLACES])];
}

/** Whether a version as Redis and Valkey print it (`v=7.0.15`, `redis_version:7.2.4`) is new enough. */
export function isSupportedVersion(text: string): boolean {
  const match = /(?:v=|_version:)(\d+)\.(\d+)/.exec(text);
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function isRecent(path: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5000 });
    return isSupportedVersion(stdout);
  } catch {
    return false;
  }
}
