import { z } from 'zod';
import { quote } from '../jail/errors.ts';
import type { OpenFile } from '../jail/files.ts';
import { filePath } from './inputs.ts';
import type { Tool } from './tool.ts';
import { ToolError } from './tool-error.ts';

/** Of the text that one call shows. */
const MAX_BYTES = 64 * 1024;
/** Files above this are not read to their end only to count their lines. */
const COUNT_LINES_UP_TO = 32 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

const input = z.strictObject({
  path: filePath,
  startLine: z.int().min(1).optional().describe('First line to read, counted from 1. Default: 1.'),
  endLine: z
    .int()
    .min(1)
    .optional()
    .describe('Last line to read, itself included. Default: the end of the file.'),
});

export const readFileTool: Tool<z.infer<typeof input>> = {
  name: 'read_file',
  description:
    'Reads a text file of the workspace. The first line of the answer says which lines it shows; then the text follows exactly as it is in the file, without line numbers. At most 64 KB are shown at once: read on with startLine.',
  input,
  policy: 'PURE',
  async execute({ path, startLine = 1, endLine = Number.POSITIVE_INFINITY }, { workspace, signal }) {
    if (endLine < startLine) throw new ToolError('endLine is before startLine.');
    const excerpt = await workspace.withFile(path, (file) =>
      readLines(file, path, { startLine, endLine, signal }),
    );
    return { output: present(path, { startLine, endLine }, excerpt), isError: false };
  },
};

interface Excerpt {
  text: string;
  /** The last line shown; `startLine - 1` when none was. */
  lastLine: number;
  /** The last line shown is longer than what could be shown of it. */
  lineCut: boolean;
  /** Null: the file goes on, and was not read to its end. */
  totalLines: number | null;
}

interface Range {
  startLine: number;
  endLine: number;
  signal: AbortSignal;
}

/** Reads piece by piece, so that a big file costs no more memory than what is shown of it. */
async function readLines(file: OpenFile, path: string, range: Range): Promise<Excerpt> {
  const lines = new LineWindow(range);
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let position = 0; ; ) {
    range.signal.throwIfAborted();
    const { bytesRead } = await file.handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return lines.end(true);
    const chunk = buffer.subarray(0, bytesRead);
    if (position === 0 && chunk.includes(0)) {
      throw new ToolError(
        `${quote(path)} is not a text file (${file.stats.size} bytes); look at it with run_command.`,
      );
    }
    position += bytesRead;
    lines.add(chunk);
    if (lines.full && position >= COUNT_LINES_UP_TO) return lines.end(false);
  }
}

/** Keeps the bytes of the lines asked for, as far as they may be shown, and counts all. */
class LineWindow {
  #line = 1;
  #lineOpen = false;
  readonly #kept = Buffer.allocUnsafe(MAX_BYTES);
  #keptBytes = 0;
  /** Of those kept, the ones of the lines before the present one. */
  #bytesBefore = 0;
  #full = false;
  #lastLine: number;
  #lineCut = false;
  readonly #range: Range;

  constructor(range: Range) {
    this.#range = range;
    this.#lastLine = range.startLine - 1;
  }

  /** Nothing further will be shown; only the count of lines still changes. */
  get full(): boolean {
    return this.#full || this.#line > this.#range.endLine;
  }

  add(chunk: Buffer): void {
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline + 1;
      this.#keep(chunk.subarray(start, end));
      this.#lineOpen = newline === -1;
      if (newline !== -1) this.#line++;
      start = end;
    }
  }

  #keep(piece: Buffer): void {
    if (this.full || this.#line < this.#range.startLine) return;
    if (this.#line !== this.#lastLine) {
      this.#lastLine = this.#line;
      this.#bytesBefore = this.#keptBytes;
    }
    if (piece.length > MAX_BYTES - this.#keptBytes) {
      this.#full = true;
      // A line that does not fit is left for the next call; the first line here would not fit there either.
      if (this.#bytesBefore > 0) {
        this.#keptBytes = this.#bytesBefore;
        this.#lastLine--;
        return;
      }
      this.#lineCut = true;
    }
    this.#keptBytes += piece.copy(this.#kept, this.#keptBytes);
  }

  end(atEnd: boolean): Excerpt {
    return {
      text: this.#kept.toString('utf8', 0, this.#keptBytes),
      lastLine: this.#lastLine,
      lineCut: this.#lineCut,
      totalLines: atEnd ? this.#line - (this.#lineOpen ? 0 : 1) : null,
    };
  }
}

function present(path: string, range: { startLine: number; endLine: number }, excerpt: Excerpt): string {
  const { text, lastLine, totalLines, lineCut } = excerpt;
  const name = quote(path);
  if (totalLines === 0) return `${name} is empty.`;
  if (lastLine < range.startLine) {
    throw new ToolError(`${name} has ${totalLines} lines; line ${range.startLine} is beyond its end.`);
  }
  const of = totalLines === null ? 'of a longer file' : `of ${totalLines}`;
  const notes: string[] = [];
  if (lineCut) {
    notes.push(`[Line ${lastLine} is too long: the rest of it is left out; use run_command to see it.]`);
  }
  if (lastLine < Math.min(range.endLine, totalLines ?? Number.POSITIVE_INFINITY)) {
    notes.push(`[More follows: read on with startLine ${lastLine + 1}.]`);
  }
  const separator = notes.length > 0 && !text.endsWith('\n') ? '\n' : '';
  return `${name}, lines ${range.startLine}-${lastLine} ${of}:\n${text}${separator}${notes.join('\n')}`;
}
