import { styleText } from 'node:util';

/** How the scripts write for people: safe text, colours, tables and folded lines that fit the window. */

export type OneStyle = Extract<Parameters<typeof styleText>[0], string>;

export type Style = OneStyle | OneStyle[];

/** Whether colours are wanted on standard output: a terminal, and nobody set NO_COLOR. FORCE_COLOR asks for them anyway. */
export function hasColours(
  env: NodeJS.ProcessEnv = process.env,
  isTerminal: boolean = process.stdout.isTTY === true,
): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false;
  if ((env.FORCE_COLOR ?? '0') !== '0') return true;
  return isTerminal && env.TERM !== 'dumb';
}

const coloured = hasColours();

/** The text in a style, where colours are wanted. The text must be `plain`. */
export function paint(style: Style, text: string): string {
  return coloured ? styleText(style, text, { validateStream: false }) : text;
}

/** Columns of the window; where the output is not a terminal COLUMNS, or 100. */
export function windowWidth(): number {
  return Math.max(40, process.stdout.columns ?? (Number(process.env.COLUMNS) || 100));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const COLOUR = /\u001b\[[\d;:]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;
/** Characters that reorder or hide what stands beside them. */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * Text from a model, a file or a server, made harmless: colours are taken out; whatever else a terminal obeys, and what
 * reorders or hides text, is shown as an escape, so that nothing is hidden. Only line feeds stay; tabs become spaces.
 */
export function plain(text: string): string {
  return text
    .replace(COLOUR, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(CONTROL, escapeCharacter)
    .replace(INVISIBLE, escapeCharacter);
}

/** As `plain`, on one line: line feeds and runs of blanks become one blank. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/** JSON that is safe to look at: what JSON itself leaves as it is, but a terminal obeys, is escaped. Still the same JSON. */
export function safeJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(CONTROL, escapeUtf16).replace(INVISIBLE, escapeUtf16);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function escapeUtf16(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** Columns that a text takes in a terminal; styles count nothing. */
export function widthOf(text: string): number {
  const bare = text.replace(COLOUR, '');
  if (/^[\x20-\x7e]*$/.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemes.segment(bare)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Cut to at most `width` columns, with an ellipsis where something is missing. For plain text. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = widthOf(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept.trimEnd()}…`;
}

/** Folds plain text at blanks to lines of at most `width` columns; its own line feeds stay. Words that are too long are cut up. */
export function fold(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => foldLine(line, Math.max(10, width)));
}

function foldLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const word of line.match(/\s+|\S+/g) ?? []) {
    const wide = widthOf(word);
    if (used + wide <= width) {
      current += word;
      used += wide;
    } else if (word.trim() !== '') {
      if (current.trim() !== '') lines.push(current.trimEnd());
      const pieces = cutUp(word, width);
      lines.push(...pieces.slice(0, -1));
      current = pieces.at(-1) ?? '';
      used = widthOf(current);
    }
  }
  lines.push(current.trimEnd());
  return lines;
}

function cutUp(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(word)) {
    const next = widthOf(segment);
    if (used + next > width) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += next;
  }
  return [...pieces, piece];
}

/** Plain text folded to the window behind an indent, each line in a style. */
export function block(text: string, indent: string, style?: Style): string {
  return fold(text, windowWidth() - widthOf(indent))
    .map((line) => `${indent}${style === undefined || line === '' ? line : paint(style, line)}`.trimEnd())
    .join('\n');
}

export interface Column<Row> {
  title: string;
  /** Plain text; a line feed is not allowed in it. */
  text: (row: Row) => string;
  style?: (row: Row) => Style;
  align?: 'right';
  /** What the column may be shortened to when the window is narrow. Unset: never shortened. */
  atLeast?: number;
  /** Left out, the highest first, when the table does not fit even shortened. Unset: always there. */
  dropOrder?: number;
}

/** A table that fits the window: columns that may be are shortened first, then left out. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = windowWidth(),
): string {
  const fitted = sized(rows, columns, width);
  const head = fitted
    .map(({ column, columns: wide }) => pad(column.title, wide, column.align))
    .join(GAP)
    .trimEnd();
  const body = rows.map((row) =>
    fitted
      .map(({ column, columns: wide }) => {
        const padded = pad(cut(column.text(row), wide), wide, column.align);
        return column.style === undefined ? padded : paint(column.style(row), padded);
      })
      .join(GAP)
      .trimEnd(),
  );
  return [paint('dim', head), ...body].join('\n');
}

const GAP = '  ';

interface Fitted<Row> {
  column: Column<Row>;
  columns: number;
}

function sized<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): Fitted<Row>[] {
  const fitted = columns.map((column) => ({
    column,
    columns: Math.max(widthOf(column.title), ...rows.map((row) => widthOf(column.text(row)))),
  }));
  let tooMuch = fitted.reduce((sum, one) => sum + one.columns, 0) + GAP.length * (fitted.length - 1) - width;
  for (const one of fitted) {
    if (tooMuch <= 0 || one.column.atLeast === undefined) continue;
    const less = Math.min(tooMuch, Math.max(0, one.columns - one.column.atLeast));
    one.columns -= less;
    tooMuch -= less;
  }
  if (tooMuch <= 0) return fitted;
  const droppable = columns
    .filter((column) => column.dropOrder !== undefined)
    .sort((a, b) => (b.dropOrder ?? 0) - (a.dropOrder ?? 0));
  if (droppable.length === 0) return fitted;
  return sized(
    rows,
    columns.filter((column) => column !== droppable[0]),
    width,
  );
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}
