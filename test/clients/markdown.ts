/** The parts of a Markdown text that a test acts on, in order. */
export type Part =
  | { kind: 'HEADING'; text: string; line: number }
  /** A fenced block. */
  | { kind: 'CODE'; language: string; text: string; line: number }
  /** `<!-- name: text -->`: something to do that readers need not see. */
  | { kind: 'NOTE'; name: string; text: string; line: number };

const FENCE = /^```(\w*)$/;
const NOTE = /^<!-- (\w+): (.*) -->$/;
const HEADING = /^#+ (.*)$/;

/** @throws Error for a fence that is not closed */
export function partsOf(markdown: string): Part[] {
  const lines = markdown.split('\n');
  const parts: Part[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, language] = FENCE.exec(lines[at] ?? '') ?? [];
    const [, name, note] = NOTE.exec(lines[at] ?? '') ?? [];
    const [, heading] = HEADING.exec(lines[at] ?? '') ?? [];
    const line = at + 1;
    if (heading !== undefined) parts.push({ kind: 'HEADING', text: heading, line });
    if (name !== undefined && note !== undefined) parts.push({ kind: 'NOTE', name, text: note, line });
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`The fence of line ${line} is not closed.`);
    parts.push({ kind: 'CODE', language, text: lines.slice(at + 1, end).join('\n'), line });
    at = end;
  }
  return parts;
}
