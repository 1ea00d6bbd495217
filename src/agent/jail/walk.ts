import { accessSync, constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readlink, realpath } from 'node:fs/promises';
import { codeOf, explain, JailError, outside, quote } from './errors.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
/** As in Linux's own path resolution. */
const MAX_LINKS = 40;
const MAX_PATH_LENGTH = 4096;

/**
 * A folder that nothing done through this module gets out of. Plain data, so that it can be sent to a worker thread.
 *
 * Every path is walked part by part from `root`, each part opened relative to the folder before it and never through a
 * symbolic link. Links are read and resolved here: a relative one whose target stays inside is followed, every other is
 * refused. A part that is swapped for a link in the middle of the walk makes the opening fail.
 *
 * `descriptor`: relative means `/proc/self/fd/<fd>/<name>`, Node's only `openat`; nothing can be swapped in between.
 * `path`: without `/proc`; the real path of a folder is compared before and after each use, which finds a swap but
 * cannot prevent that one operation went through it.
 */
export interface Jail {
  /** Real absolute path of the folder that all workspaces are in. Trusted. */
  readonly root: string;
  /** From `root` to the jail. Not trusted: another workspace may lie above this one. */
  readonly parts: readonly string[];
  readonly anchoring: 'descriptor' | 'path';
}

export function jailPath(jail: Jail): string {
  return [jail.root, ...jail.parts].join('/');
}

/** How this machine lets files be opened relative to an open folder. */
export function bestAnchoring(): Jail['anchoring'] {
  try {
    accessSync('/proc/self/fd', constants.R_OK);
    return 'descriptor';
  } catch {
    return 'path';
  }
}

/** An open folder of the jail, good for as long as the walk that opened it. */
export interface Folder {
  readonly handle: FileHandle;
  /** What to give to the file system for an entry of this folder; `.` is the folder itself. */
  at(name: string): string;
  /** The same for a name that need not be UTF-8. */
  bytesAt(name: Buffer): Buffer;
  readonly realPath: string;
}

/** Where a path leads. */
export interface Place {
  readonly folder: Folder;
  /** Entry of the folder; null when the path is the jail itself (or ends in `..`). Never a link when `stats` was taken. */
  readonly name: string | null;
  /** Of the entry itself; null when there is none. */
  readonly stats: Stats | null;
}

/**
 * Walks to `path` and keeps the folder open while `use` runs.
 *
 * @param options.makeFolders missing folders on the way are made
 * @throws JailError; other errors of the file system are turned into one
 */
export async function walk<T>(
  jail: Jail,
  path: string,
  options: { makeFolders?: boolean },
  use: (place: Place) => Promise<T>,
): Promise<T> {
  const parts = partsOf(jail, path);
  const opened: Folder[] = [];
  try {
    const place = await descend(jail, path, parts, opened, options.makeFolders ?? false);
    await checkUnmoved(jail, place.folder, path);
    const result = await use(place);
    await checkUnmoved(jail, place.folder, path);
    return result;
  } catch (error) {
    throw explain(error, path);
  } finally {
    await Promise.all(opened.map((folder) => folder.handle.close()));
  }
}

/** The parts of a path as a model gives it: relative, or absolute and within the jail (as `pwd` prints it). */
export function partsOf(jail: Jail, path: string): string[] {
  if (path.length > MAX_PATH_LENGTH) throw new JailError('The path is too long.');
  if (path.includes('\0') || !path.isWellFormed()) throw new JailError(`${quote(path)} is not a valid path.`);
  if (!path.startsWith('/')) return split(path);
  const inside = `${jailPath(jail)}/`;
  if (!`${path}/`.startsWith(inside)) throw outside(path);
  return split(path.slice(inside.length));
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

async function descend(
  jail: Jail,
  path: string,
  parts: readonly string[],
  opened: Folder[],
  makeFolders: boolean,
): Promise<Place> {
  const stack = [await openJail(jail, opened)];
  const todo = parts.toReversed();
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const folder = stack.at(-1);
    if (folder === undefined) throw outside(path);
    if (name === '..') {
      stack.pop();
      if (stack.length === 0) throw outside(path);
      continue;
    }
    const stats = await lstatOrNull(folder.at(name));
    if (stats?.isSymbolicLink()) {
      if (++links > MAX_LINKS) throw new JailError(`${quote(path)} leads through too many symbolic links.`);
      const target = await readlink(folder.at(name));
      if (target.startsWith('/')) throw outside(path);
      todo.push(...split(target).reverse());
    } else if (todo.length === 0) {
      return { folder, name, stats };
    } else {
      if (stats === null && makeFolders) await makeFolder(folder.at(name));
      stack.push(await openFolder(jail, folder, name, opened));
    }
  }
  const folder = stack.at(-1);
  if (folder === undefined) throw outside(path);
  return { folder, name: null, stats: null };
}

async function openJail(jail: Jail, opened: Folder[]): Promise<Folder> {
  const handle = await open(jail.root, O_RDONLY | O_DIRECTORY);
  let folder = folderOf(jail, handle, jail.root);
  opened.push(folder);
  for (const part of jail.parts) folder = await openFolder(jail, folder, part, opened);
  return folder;
}

/** Opens an entry of an open folder, which must be a folder itself and not a link to one. */
export async function openFolder(
  jail: Jail,
  parent: Folder,
  name: string | Buffer,
  opened: Folder[],
): Promise<Folder> {
  const path = typeof name === 'string' ? parent.at(name) : parent.bytesAt(name);
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const folder = folderOf(jail, handle, `${parent.realPath}/${name}`);
  opened.push(folder);
  return folder;
}

function folderOf(jail: Jail, handle: FileHandle, realPath: string): Folder {
  const base = jail.anchoring === 'descriptor' ? `/proc/self/fd/${handle.fd}` : realPath;
  return {
    handle,
    realPath,
    at: (name) => `${base}/${name}`,
    bytesAt: (name) => Buffer.concat([Buffer.from(`${base}/`), name]),
  };
}

/** Makes a folder; one that is there already is left as it is. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

async function checkUnmoved(jail: Jail, folder: Folder, path: string): Promise<void> {
  if (jail.anchoring === 'descriptor') return;
  if ((await realpath(folder.realPath)) !== folder.realPath) throw outside(path);
}

export async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
