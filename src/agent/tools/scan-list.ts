import type { ScanTask } from './scan.ts';
import { matcherOf, notesOn, printable, type Visit, visitTree } from './scan-tree.ts';

const MAX_LISTED = 1_000;
const MAX_BYTES = 64 * 1024;

/** The answer of `list_files`. With a glob only files are listed. */
export async function list(task: ScanTask & { kind: 'list' }, deadline: number): Promise<string> {
  const matches = matcherOf(task.glob);
  const listed: Visit[] = [];
  let bytes = 0;
  let full = false;
  const unseen = await visitTree(task.jail, task.path, deadline, async (visit) => {
    if (visit.entry.kind === 'folder' && task.glob !== undefined) return true;
    if (!matches(visit.below)) return true;
    bytes += Buffer.byteLength(visit.path) + 30;
    full = listed.length === MAX_LISTED || bytes > MAX_BYTES;
    if (!full) listed.push(visit);
    return !full;
  });
  const lines = listed.sort((a, b) => (a.path < b.path ? -1 : 1)).map(lineOf);
  const notes = full ? ['[There is more than can be listed at once: narrow it with path or glob.]'] : [];
  if (lines.length === 0) notes.push(task.glob === undefined ? 'The folder is empty.' : 'No file matches.');
  return [...lines, ...notes, ...notesOn(unseen)].join('\n');
}

function lineOf({ path, entry, skipped }: Visit): string {
  const name = printable(path);
  switch (entry.kind) {
    case 'folder':
      return skipped ? `${name}/ (not listed)` : `${name}/`;
    case 'link':
      return `${name} (symbolic link)`;
    case 'other':
      return `${name} (not a regular file)`;
    case 'file':
      return name;
  }
}
