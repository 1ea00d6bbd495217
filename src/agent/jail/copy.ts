import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, readlink, symlink } from 'node:fs/promises';
import { entriesOf } from './files.ts';
import { type Folder, type Jail, openFolder } from './walk.ts';

const { COPYFILE_EXCL, COPYFILE_FICLONE, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

export interface Copied {
  files: number;
  /** Not copied: sockets, FIFOs, devices, and hard links, whose content may belong outside. */
  skipped: number;
}

/**
 * Copies what is in an open folder into another open one, folder by folder, so that a swap while it runs leads nowhere.
 * Links are copied as links. Files share their blocks with the original where the file system can do that.
 */
export async function copyFolder(jail: Jail, from: Folder, to: Folder, copied: Copied): Promise<void> {
  for (const { name, kind } of await entriesOf(from)) {
    if (kind === 'folder') await copySubfolder(jail, from, to, name, copied);
    else if (kind === 'link') await symlink(await readlink(from.at(name)), to.at(name));
    else if (kind === 'file' && (await copyOne(from, to, name))) copied.files++;
    else copied.skipped++;
  }
}

async function copySubfolder(
  jail: Jail,
  from: Folder,
  to: Folder,
  name: string,
  copied: Copied,
): Promise<void> {
  const opened: Folder[] = [];
  try {
    const source = await openFolder(jail, from, name, opened);
    await mkdir(to.at(name));
    const target = await openFolder(jail, to, name, opened);
    await copyFolder(jail, source, target, copied);
    await target.handle.chmod((await source.handle.stat()).mode & 0o777);
  } finally {
    await Promise.all(opened.map((folder) => folder.handle.close()));
  }
}

async function copyOne(from: Folder, to: Folder, name: string): Promise<boolean> {
  if (!(await lstat(from.at(name))).isFile()) return false;
  const handle = await open(from.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.nlink > 1) return false;
    // The open file itself, whatever its name leads to by now.
    const source = from.at(name).startsWith('/proc/') ? `/proc/self/fd/${handle.fd}` : from.at(name);
    await copyFile(source, to.at(name), COPYFILE_EXCL | COPYFILE_FICLONE);
    return true;
  } finally {
    await handle.close();
  }
}

export function copyingPrefix(tag: string): string {
  return `.retoma-copy-${tag}-`;
}

export function copyingName(tag: string): string {
  return `${copyingPrefix(tag)}${randomBytes(6).toString('hex')}`;
}
