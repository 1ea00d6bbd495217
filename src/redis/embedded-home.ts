import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The folder of the private Redis within the data folder, for this user only.
 *
 * @throws Error with one line that says what to do
 */
export function prepareHome(dataDir: string): string {
  const home = join(dataDir, 'redis');
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chmodSync(home, 0o700);
    accessSync(home, constants.W_OK);
    return home;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Error(
      `DATA_DIR (${dataDir}) cannot be used: ${REASONS[code] ?? code}. Set DATA_DIR to a folder that you may write to, or REDIS_URL to a Redis of your own.`,
      { cause: error },
    );
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'it may not be written to',
  EPERM: 'it belongs to somebody else',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'its disk is full',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
};
