import { diffLines, diffWordsWithSpace } from 'diff';

/** A piece of a line; `changed`: it is not in the line on the other side. */
export interface Span {
  text: string;
  changed: boolean;
}

export interface DiffRow {
  kind: 'SAME' | 'REMOVED' | 'ADDED';
  spans: readonly Span[];
}

/** Words are set against each other only where lines are of a readable length. */
const LONGEST_LINE = 500;

/** Two texts line by line. Where lines stand against as many others, the words that changed are marked. */
export function diffRows(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = [];
  const parts = diffLines(before, after);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    const next = parts[at + 1];
    if (part === undefined) continue;
    const lines = linesOf(part.value);
    if (part.removed && next?.added) {
      rows.push(...replaced(lines, linesOf(next.value)));
      at += 1;
    } else {
      const kind = part.removed ? 'REMOVED' : part.added ? 'ADDED' : 'SAME';
      rows.push(...lines.map((text) => plain(kind, text)));
    }
  }
  return rows;
}

function replaced(removed: readonly string[], added: readonly string[]): DiffRow[] {
  if (removed.length !== added.length || [...removed, ...added].some(({ length }) => length > LONGEST_LINE)) {
    return [...removed.map((text) => plain('REMOVED', text)), ...added.map((text) => plain('ADDED', text))];
  }
  const pairs = removed.map((text, index) => diffWordsWithSpace(text, added[index] ?? ''));
  return [
    ...pairs.map((words) =>
      marked(
        'REMOVED',
        words.filter((word) => !word.added),
      ),
    ),
    ...pairs.map((words) =>
      marked(
        'ADDED',
        words.filter((word) => !word.removed),
      ),
    ),
  ];
}

function marked(
  kind: DiffRow['kind'],
  words: readonly { value: string; added: boolean; removed: boolean }[],
): DiffRow {
  return {
    kind,
    spans: words.map(({ value, added, removed }) => ({ text: value, changed: added || removed })),
  };
}

function plain(kind: DiffRow['kind'], text: string): DiffRow {
  return { kind, spans: [{ text, changed: false }] };
}

/** Without the line ends; a text that ends with one has no line behind it. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
