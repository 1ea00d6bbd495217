import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Sees to it that a folder that a setting names is there, made when missing, and may be written to.
 *
 * @param setting its name, and what else an operator may do than to name another folder
 * @throws Error with one line that says what to do
 */
export function prepareFolder(path: string, setting: { name: string; orElse?: string; mode?: number }): void {
  try {
    makeFolders(path, setting.mode);
    accessSync(path, constants.W_OK);
  } catch (error) {
    const { name, orElse = '' } = setting;
    throw new Error(
      `${name} (${path}) cannot be used: ${whyUnusable(error)}. Set ${name} to a folder that you may write to${orElse}.`,
      { cause: error },
    );
  }
}

/** What an error of the file system says of a folder, as half a sentence. */
export function whyUnusable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? code;
}

/** One by one: Node's own `recursive` never comes back where no folder can be made, as in `/proc`. */
function makeFolders(path: string, mode: number | undefined): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolders(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const REASONS: Record<string, string> = {
  EACCES: 'it may not be written to',
  EPERM: 'it belongs to somebody else',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'its disk is full',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
};
