import picomatch from 'picomatch';
import { JailError } from '../jail/errors.ts';
import { type Entry, entriesOf, withFolder } from '../jail/files.ts';
import { type Folder, type Jail, partsOf } from '../jail/walk.ts';

/** Folders that are not gone into on the way; a path that leads into one is. */
const SKIPPED = new Set(['.git', 'node_modules']);
const MAX_ENTRIES = 100_000;

/** What a scan did not see. */
export interface Unseen {
  /** Why it ended early; null when it came to its end, or was stopped by its visitor. */
  cut: 'TIME' | 'ENTRIES' | null;
  /** Folders that could not be opened: no right to, gone meanwhile, or a name that is no text. */
  folders: number;
}

export interface Visit {
  folder: Folder;
  entry: Entry;
  /** Relative to the workspace. */
  path: string;
  /** Relative to the folder that the scan began in. */
  below: string;
  /** A folder that is not gone into. */
  skipped: boolean;
}

/**
 * Visits every entry below a folder, folder by folder, those nearest to the top first. Links are visited, never
 * followed.
 *
 * @param visit answers `false` to stop
 * @throws JailError when the folder that it begins in cannot be opened
 */
export async function visitTree(
  jail: Jail,
  start: string,
  deadline: number,
  visit: (visit: Visit) => Promise<boolean>,
): Promise<Unseen> {
  const base = partsOf(jail, start).join('/');
  const queue = [''];
  const unseen: Unseen = { cut: null, folders: 0 };
  let seen = 0;
  for (let at = 0; at < queue.length; at++) {
    const above = queue[at] ?? '';
    let stopped = false;
    const visitFolder = async (folder: Folder) => {
      for (const entry of await entriesOf(folder)) {
        if (performance.now() > deadline) unseen.cut = 'TIME';
        else if (++seen > MAX_ENTRIES) unseen.cut = 'ENTRIES';
        if (unseen.cut !== null) return;
        const below = join(above, entry.name);
        const skipped = entry.kind === 'folder' && SKIPPED.has(entry.name);
        if (!(await visit({ folder, entry, path: join(base, below), below, skipped }))) {
          stopped = true;
          return;
        }
        if (entry.kind === 'folder' && !skipped) queue.push(below);
      }
    };
    try {
      await withFolder(jail, join(base, above) || '.', visitFolder);
    } catch (error) {
      if (above === '' || !(error instanceof JailError)) throw error;
      unseen.folders++;
    }
    if (stopped || unseen.cut !== null) break;
  }
  return unseen;
}

function join(above: string, name: string): string {
  if (above === '') return name;
  return name === '' ? above : `${above}/${name}`;
}

/** Without a `/` a glob is about the name alone. */
export function matcherOf(glob: string | undefined): (below: string) => boolean {
  if (glob === undefined) return () => true;
  const matches = picomatch(glob.replace(/^\.?\//, ''), { dot: true, nonegate: true });
  return glob.includes('/') ? matches : (below) => matches(below.slice(below.lastIndexOf('/') + 1));
}

export function notesOn({ cut, folders }: Unseen): string[] {
  const notes = [];
  if (folders > 0) {
    notes.push(
      `[${folders} folder(s) could not be opened and were left out: not readable, gone, or a name that is no UTF-8.]`,
    );
  }
  if (cut === 'TIME') {
    notes.push('[Stopped for lack of time: not everything was looked at; narrow it with path or glob.]');
  }
  if (cut === 'ENTRIES') {
    notes.push(`[Only the first ${MAX_ENTRIES} entries were looked at; narrow it with path.]`);
  }
  return notes;
}

/** A name as one line, whatever is in it. */
export function printable(path: string): string {
  return /[\p{Cc}\p{Cs}]/u.test(path) ? JSON.stringify(path) : path;
}
