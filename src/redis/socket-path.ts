import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** unix(7): 108 bytes with the closing zero; macOS has 104. */
const LONGEST = process.platform === 'darwin' ? 103 : 107;

/**
 * Where the socket of the private Redis is: in its folder, or, when that path is too long for a socket, in a short
 * private folder elsewhere, which is noted in the file `socket` so that every process finds the same.
 * Call it under the lock.
 */
export function socketPathFor(home: string): string {
  const inHome = join(home, 'redis.sock');
  if (Buffer.byteLength(inHome) <= LONGEST) return inHome;
  const note = join(home, 'socket');
  const noted = readNote(note);
  if (noted !== null && isPrivateFolder(dirname(noted))) return noted;
  const chosen = join(makeShortFolder(), 'redis.sock');
  writeFileSync(note, chosen);
  return chosen;
}

function readNote(note: string): string | null {
  try {
    return readFileSync(note, 'utf8');
  } catch {
    return null;
  }
}

/** In a place that all may write to, a folder of that name could be somebody else's. Made again if it was cleaned away. */
function isPrivateFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid?.() && (mode & 0o077) === 0 && lstatSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function makeShortFolder(): string {
  const name = `retoma-${randomBytes(6).toString('hex')}`;
  const parent = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'].find(
    (folder) => folder && Buffer.byteLength(join(folder, name, 'redis.sock')) <= LONGEST,
  );
  const folder = join(parent ?? '/tmp', name);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
