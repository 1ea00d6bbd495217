import { JailError } from '../jail/errors.ts';
import { type OpenFile, readEntry, withFile } from '../jail/files.ts';
import { type Jail, partsOf, walk } from '../jail/walk.ts';
import type { ScanTask } from './scan.ts';
import { matcherOf, notesOn, printable, visitTree } from './scan-tree.ts';
import { ToolError } from './tool-error.ts';

const MAX_MATCHES = 200;
const MAX_BYTES = 64 * 1024;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Of a line, in characters: so much is searched. */
const MAX_LINE = 10_000;
/** So much of it is shown. */
const MAX_SHOWN = 300;
/** As git does, a file is binary when there is a zero in its beginning. */
const BINARY_PROBE_BYTES = 8_192;

/** The answer of `search_files`. */
export async function search(task: ScanTask & { kind: 'search' }, deadline: number): Promise<string> {
  const found = new Matches(compile(task.pattern));
  if (await isFile(task.jail, task.path)) {
    const path = partsOf(task.jail, task.path).join('/');
    await withFile(task.jail, task.path, (file) => found.search(file, path));
    return found.report([]);
  }
  const matches = matcherOf(task.glob);
  const unseen = await visitTree(task.jail, task.path, deadline, async ({ folder, entry, path, below }) => {
    if (entry.kind === 'file' && matches(below)) {
      try {
        await readEntry(folder, entry.name, path, (file) => found.search(file, path));
      } catch (error) {
        found.leaveOut(error);
      }
    }
    return !found.full;
  });
  return found.report(notesOn(unseen));
}

function isFile(jail: Jail, path: string): Promise<boolean> {
  return walk(jail, path, {}, async ({ stats }) => stats?.isDirectory() === false);
}

/** With Unicode rules when the pattern keeps them, else with the older, looser ones. */
function compile(pattern: string): RegExp {
  const ignoreCase = pattern.startsWith('(?i)');
  const source = ignoreCase ? pattern.slice(4) : pattern;
  const flags = ignoreCase ? 'i' : '';
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    try {
      return new RegExp(source, flags);
    } catch (error) {
      throw new ToolError(error instanceof Error ? `${error.message}.` : 'The pattern is invalid.');
    }
  }
}

class Matches {
  readonly #pattern: RegExp;
  readonly #lines: string[] = [];
  #bytes = 0;
  #leftOut = 0;
  full = false;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  async search({ handle, stats }: OpenFile, path: string): Promise<void> {
    if (stats.size > MAX_FILE_BYTES) {
      this.#leftOut++;
      return;
    }
    const bytes = await handle.readFile();
    if (bytes.subarray(0, BINARY_PROBE_BYTES).includes(0)) return;
    const lines = bytes.toString('utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      const match = this.#pattern.exec(line.slice(0, MAX_LINE));
      if (match !== null) this.#add(`${printable(path)}:${index + 1}: ${around(line, match.index)}`);
      if (this.full) return;
    }
  }

  #add(line: string): void {
    this.#bytes += Buffer.byteLength(line) + 1;
    this.full = this.#lines.length === MAX_MATCHES || this.#bytes > MAX_BYTES;
    if (!this.full) this.#lines.push(line);
  }

  /** A file that cannot be read (no right to, gone, a hard link) does not end the search. */
  leaveOut(error: unknown): void {
    if (!(error instanceof JailError) && !(error instanceof Error && 'code' in error)) throw error;
    this.#leftOut++;
  }

  report(notes: readonly string[]): string {
    const all = [...this.#lines];
    if (all.length === 0) all.push('No line matches.');
    if (this.full) all.push('[There are more matches than can be shown at once: narrow the search.]');
    if (this.#leftOut > 0) {
      all.push(`[${this.#leftOut} file(s) were not searched: above 4 MB, hard links, or not readable.]`);
    }
    return [...all, ...notes].join('\n');
  }
}

function around(line: string, at: number): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.length <= MAX_SHOWN) return text;
  const start = Math.max(0, Math.min(at - MAX_SHOWN / 3, text.length - MAX_SHOWN));
  const end = start + MAX_SHOWN;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`.toWellFormed();
}
