/** As much of Redis' protocol as a proxy needs: where one value ends and the next begins, and the words of a command. */

const CRLF = '\r\n';

/** Cuts a stream of bytes into whole values. */
export class Values {
  #rest: Buffer = Buffer.alloc(0);

  /** The values that are whole now, as they came. */
  push(chunk: Buffer): Buffer[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const values: Buffer[] = [];
    for (;;) {
      const end = endOfValue(this.#rest, 0);
      if (end === null) return values;
      values.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
    }
  }
}

/** Where the value that begins at `start` ends; null: it is not all there. @throws Error for what is no RESP */
function endOfValue(bytes: Buffer, start: number): number | null {
  const lineEnd = bytes.indexOf(CRLF, start);
  if (lineEnd === -1) return null;
  const next = lineEnd + 2;
  const type = String.fromCharCode(bytes[start] ?? 0);
  switch (type) {
    case '+':
    case '-':
    case ':':
    case '_':
    case '#':
    case ',':
    case '(':
      return next;
    case '$':
    case '=':
    case '!': {
      const length = lengthIn(bytes, start, lineEnd);
      if (length < 0) return next;
      const end = next + length + 2;
      return end <= bytes.length ? end : null;
    }
    case '*':
    case '~':
    case '>':
      return endOfItems(bytes, next, lengthIn(bytes, start, lineEnd));
    case '%':
      return endOfItems(bytes, next, 2 * lengthIn(bytes, start, lineEnd));
    default:
      throw new Error(`No value of RESP begins with ${JSON.stringify(type)}.`);
  }
}

function lengthIn(bytes: Buffer, start: number, lineEnd: number): number {
  return Number(bytes.toString('latin1', start + 1, lineEnd));
}

function endOfItems(bytes: Buffer, start: number, count: number): number | null {
  let at: number | null = start;
  for (let i = 0; i < count && at !== null; i++) at = endOfValue(bytes, at);
  return at;
}

/** The first words of a command (an array of bulk strings), its name in upper case. */
export function wordsOf(command: Buffer, count: number): string[] {
  const words: string[] = [];
  let at = command.indexOf(CRLF) + 2;
  while (words.length < count && at < command.length) {
    const lineEnd = command.indexOf(CRLF, at);
    const length = lengthIn(command, at, lineEnd);
    words.push(command.toString('utf8', lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  if (words[0] !== undefined) words[0] = words[0].toUpperCase();
  return words;
}

export function errorReply(message: string): Buffer {
  return Buffer.from(`-${message}${CRLF}`);
}

export function isError(reply: Buffer): boolean {
  return reply[0] === 0x2d;
}

export function bulkReply(text: string): Buffer {
  return Buffer.from(`$${Buffer.byteLength(text)}${CRLF}${text}${CRLF}`);
}
