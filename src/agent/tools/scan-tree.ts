import picomatch from 'picomatch';
import { type Entry, entriesOf, withFolder } from '../jail/files.ts';
import { type Folder, type Jail, partsOf } from '../jail/walk.ts';

/** Folders that are not gone into on the way; a path that leads into one is. */
const SKIPPED = new Set(['.git', 'node_modules']);
const MAX_ENTRIES = 100_000;

/** Why a scan did not see everything. */
export type Cut = 'TIME' | 'ENTRIES' | null;

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
 * @returns why it ended early; null when everything was seen or `visit` stopped it
 */
export async function visitTree(
  jail: Jail,
  start: string,
  deadline: number,
  visit: (visit: Visit) => Promise<boolean>,
): Promise<Cut> {
  const base = partsOf(jail, start).join('/');
  const queue = [''];
  let seen = 0;
  for (let at = 0; at < queue.length; at++) {
    const above = queue[at] ?? '';
    let end: Cut | 'STOP' = null;
    await withFolder(jail, join(base, above) || '.', async (folder) => {
      for (const entry of await entriesOf(folder)) {
        if (performance.now() > deadline) end = 'TIME';
        else if (++seen > MAX_ENTRIES) end = 'ENTRIES';
        if (end !== null) return;
        const below = join(above, entry.name);
        const skipped = entry.kind === 'folder' && SKIPPED.has(entry.name);
        if (!(await visit({ folder, entry, path: join(base, below), below, skipped }))) {
          end = 'STOP';
          return;
        }
        if (entry.kind === 'folder' && !skipped) queue.push(below);
      }
    });
    if (end === 'STOP') return null;
    if (end !== null) return end;
  }
  return null;
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

export function cutNote(cut: Cut): string[] {
  if (cut === 'TIME')
    return ['[Stopped for lack of time: not everything was looked at; narrow it with path or glob.]'];
  if (cut === 'ENTRIES')
    return [`[Only the first ${MAX_ENTRIES} entries were looked at; narrow it with path.]`];
  return [];
}

/** A name as one line, whatever is in it. */
export function printable(path: string): string {
  return /[\p{Cc}\p{Cs}]/u.test(path) ? JSON.stringify(path) : path;
}
