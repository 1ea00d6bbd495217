import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, readdir, readlink, symlink } from 'node:fs/promises';
import { codeOf } from './errors.ts';
import { kindOf, TEMPORARY_NAME } from './files.ts';
import { type Folder, type Jail, openFolder } from './walk.ts';

const { COPYFILE_EXCL, COPYFILE_FICLONE, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

export interface Copied {
  files: number;
  /**
   * Not copied: sockets, FIFOs, devices, hard links, whose content may belong outside, and what was gone by the time it
   * was its turn.
   */
  skipped: number;
}

/**
 * Copies what is in an open folder into another open one, folder by folder, so that a swap while it runs leads nowhere.
 * Links are copied as links, names as the bytes that they are, which need not be UTF-8. Files share their blocks with the original where the file system can do that.
 */
export async function copyFolder(jail: Jail, from: Folder, to: Folder, copied: Copied): Promise<void> {
  const entries = await readdir(from.at('.'), { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries) {
    const { name } = entry;
    const kind = kindOf(entry);
    if (TEMPORARY_NAME.test(name.toString())) continue;
    try {
      if (kind === 'folder' && canBeWalked(jail, name)) await copySubfolder(jail, from, to, name, copied);
      else if (kind === 'link') await copyLink(from, to, name);
      else if (kind === 'file' && (await copyOne(from, to, name))) copied.files++;
      else copied.skipped++;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      copied.skipped++;
    }
  }
}

/** What is found by its path is found by a text. */
function canBeWalked(jail: Jail, name: Buffer): boolean {
  return jail.anchoring === 'descriptor' || isUtf8(name);
}

async function copyLink(from: Folder, to: Folder, name: Buffer): Promise<void> {
  const target = await readlink(from.bytesAt(name), { encoding: 'buffer' });
  await symlink(target, to.bytesAt(name));
}

async function copySubfolder(
  jail: Jail,
  from: Folder,
  to: Folder,
  name: Buffer,
  copied: Copied,
): Promise<void> {
  const opened: Folder[] = [];
  try {
    const source = await openFolder(jail, from, name, opened);
    await mkdir(to.bytesAt(name));
    const target = await openFolder(jail, to, name, opened);
    await copyFolder(jail, source, target, copied);
    await target.handle.chmod((await source.handle.stat()).mode & 0o777);
  } finally {
    await Promise.all(opened.map((folder) => folder.handle.close()));
  }
}

async function copyOne(from: Folder, to: Folder, name: Buffer): Promise<boolean> {
  const path = from.bytesAt(name);
  if (!(await lstat(path)).isFile()) return false;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.nlink > 1) return false;
    // The open file itself, whatever its name leads to by now.
    const source = from.at('.').startsWith('/proc/') ? `/proc/self/fd/${handle.fd}` : path;
    await copyFile(source, to.bytesAt(name), COPYFILE_EXCL | COPYFILE_FICLONE);
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
