import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

/** Held until it is released or its process ends, by whatever signal. */
export interface FileLock {
  release(): void;
}

export type LockMode = 'exclusive' | 'shared';

const SQLITE_BUSY = 5;
const POLL_MS = 10;

/**
 * A lock between processes on a file that is made for it. The kernel lets go of it when the holder dies, so there are
 * no stale locks to judge. Node offers no file locks of its own; SQLite's are just that (fcntl), and the file stays
 * empty, since nothing is ever written or committed.
 *
 * @param waitMs blocks the thread that long at most
 * @returns null when somebody else holds it
 * @throws Error when the file cannot be opened
 */
export function tryLock(path: string, mode: LockMode, waitMs = 0): FileLock | null {
  const database = new DatabaseSync(path, { timeout: waitMs });
  try {
    // A journal on disk would be left behind by a holder that is killed.
    database.exec('PRAGMA journal_mode = MEMORY');
    if (mode === 'exclusive') {
      database.exec('BEGIN EXCLUSIVE');
    } else {
      // A transaction takes its shared lock with the first read.
      database.exec('BEGIN');
      database.prepare('SELECT count(*) FROM sqlite_master').get();
    }
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}

/**
 * As `tryLock`, but waits for its turn.
 *
 * @throws Error when it did not come within `timeoutMs`
 */
export async function lock(path: string, mode: LockMode, timeoutMs: number): Promise<FileLock> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const held = tryLock(path, mode);
    if (held !== null) return held;
    if (performance.now() > deadline) {
      throw new Error(`Another process has held ${path} for ${timeoutMs / 1000} s; end it and start again.`);
    }
    await delay(POLL_MS);
  }
}
