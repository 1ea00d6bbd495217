import { createHash } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rename, unlink } from 'node:fs/promises';
import type { WhenMayAct } from '../may-act.ts';
import { codeOf, JailError, quote } from './errors.ts';
import { type Folder, type Jail, lstatOrNull, openFolder, type Place, walk } from './walk.ts';

const { O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Names like this are our own half-written files; listings leave them out. */
export const TEMPORARY_NAME = /^\.retoma-[0-9a-f]{24}\.tmp$/;

export interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: Stats;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** Opens a regular file for reading while `use` runs. Hard-linked files are refused: their other name may be outside. */
export function withFile<T>(jail: Jail, path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  return walk(jail, path, {}, (place) => readPlace(place, path, use));
}

/** As `withFile`; null when there is no such file (nor the folder that it would be in). */
export async function withFileIfAny<T>(
  jail: Jail,
  path: string,
  use: (file: OpenFile) => Promise<T>,
): Promise<T | null> {
  try {
    return await walk(jail, path, {}, async (place) =>
      place.name !== null && place.stats === null ? null : readPlace(place, path, use),
    );
  } catch (error) {
    if (error instanceof JailError && codeOf(error.cause) === 'ENOENT') return null;
    throw error;
  }
}

function readPlace<T>(place: Place, path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const { folder, name } = place;
  if (name === null) throw new JailError(`${quote(path)} is a folder.`);
  if (place.stats === null) throw new JailError(`${quote(path)} does not exist.`);
  // Before it is opened: only to open a device can have an effect.
  checkRegular(place.stats, path);
  return readEntry(folder, name, path, use);
}

/** As `withFile`, for an entry of an open folder. `path` is only for messages. */
export async function readEntry<T>(
  folder: Folder,
  name: string,
  path: string,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  // Without O_NONBLOCK, a FIFO put in the file's place by now would hold this thread for ever.
  const handle = await open(folder.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  try {
    const stats = await handle.stat();
    checkRegular(stats, path);
    return await use({ handle, stats });
  } finally {
    await handle.close();
  }
}

function checkRegular(stats: Stats, path: string): void {
  if (stats.isDirectory()) throw new JailError(`${quote(path)} is a folder.`);
  if (!stats.isFile()) throw new JailError(`${quote(path)} is not a regular file.`);
  if (stats.nlink > 1) {
    throw new JailError(
      `${quote(path)} is a hard link (the file has ${stats.nlink} names), which may lead outside the workspace; copy it to a name of its own first.`,
    );
  }
}

/**
 * Makes the file's content this, in one step: a temporary file in the same folder, synced, then renamed over it. Missing
 * folders are made; the mode (and the owner, where allowed) of a file that was there is kept.
 *
 * @param whenMayAct the rename is made in it; a rejection leaves the file as it was
 */
export function replaceFile(
  jail: Jail,
  path: string,
  content: Uint8Array,
  whenMayAct: WhenMayAct,
): Promise<void> {
  return walk(jail, path, { makeFolders: true }, async ({ folder, name, stats }) => {
    if (name === null) throw new JailError(`${quote(path)} is a folder.`);
    if (stats !== null) checkRegular(stats, path);
    const temporary = folder.at(temporaryName(name, content));
    const handle = await openTemporary(temporary);
    try {
      await handle.writeFile(content);
      if (stats !== null) await keepOwnerAndMode(handle, stats);
      await handle.sync();
      await whenMayAct(() => rename(temporary, folder.at(name)));
    } catch (error) {
      await removeOwn(temporary, handle);
      throw error;
    } finally {
      await handle.close();
    }
    await folder.handle.sync();
  });
}

/** The same for the same write, so that a write that is run again after a crash takes the place of what was left. */
function temporaryName(name: string, content: Uint8Array): string {
  const digest = createHash('sha256').update(name).update('\0').update(content).digest('hex');
  return `.retoma-${digest.slice(0, 24)}.tmp`;
}

async function openTemporary(path: string): Promise<FileHandle> {
  if ((await lstatOrNull(path)) !== null) await unlink(path);
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
}

async function keepOwnerAndMode(handle: FileHandle, old: Stats): Promise<void> {
  const now = await handle.stat();
  if (now.uid !== old.uid || now.gid !== old.gid) {
    try {
      await handle.chown(old.uid, old.gid);
    } catch (error) {
      if (codeOf(error) !== 'EPERM') throw error;
    }
  }
  await handle.chmod(old.mode & 0o777);
}

/** Removes the temporary file unless a worker that took over has by now put its own in its place. */
async function removeOwn(path: string, handle: FileHandle): Promise<void> {
  try {
    const [there, ours] = await Promise.all([lstat(path), handle.stat()]);
    if (there.ino === ours.ino) await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Opens a folder while `use` runs. */
export function withFolder<T>(jail: Jail, path: string, use: (folder: Folder) => Promise<T>): Promise<T> {
  return walk(jail, path, {}, async ({ folder, name, stats }) => {
    if (name === null) return use(folder);
    if (stats === null) throw new JailError(`${quote(path)} does not exist.`);
    if (!stats.isDirectory()) throw new JailError(`${quote(path)} is not a folder.`);
    const opened: Folder[] = [];
    try {
      return await use(await openFolder(jail, folder, name, opened));
    } finally {
      await Promise.all(opened.map((each) => each.handle.close()));
    }
  });
}

/** The entries of an open folder, sorted by name, our own temporary files left out. */
export async function entriesOf(folder: Folder): Promise<Entry[]> {
  const entries = await readdir(folder.at('.'), { withFileTypes: true });
  return entries
    .filter((entry) => !TEMPORARY_NAME.test(entry.name))
    .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function kindOf(entry: Dirent<string> | Dirent<Buffer>): Entry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** Hex SHA-256 of the file; null when there is none. */
export function hashFile(jail: Jail, path: string): Promise<string | null> {
  return withFileIfAny(jail, path, async ({ handle }) => {
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk);
    return hash.digest('hex');
  });
}
