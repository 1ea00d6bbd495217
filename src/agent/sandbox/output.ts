/**
 * Keeps the beginning and the end of what a command writes, half of the limit each, however much comes in between.
 */
export class HeadAndTail {
  readonly #limit: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #total = 0;

  /** @param limit in bytes, of what is kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get truncated(): boolean {
    return this.#total > this.#headBytes + this.#tailBytes;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const room = Math.max(0, Math.ceil(this.#limit / 2) - this.#headBytes);
    const head = chunk.subarray(0, room);
    if (head.length > 0) {
      this.#head.push(head);
      this.#headBytes += head.length;
    }
    if (head.length < chunk.length) this.#addTail(chunk.subarray(head.length));
  }

  #addTail(chunk: Buffer): void {
    const most = Math.floor(this.#limit / 2);
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    // Joined now and then, not at every chunk, so that many small ones do not cost a copy of all each.
    if (this.#tailBytes > 2 * most || this.#tail.length > 1024) this.#trim(most);
  }

  #trim(most: number): void {
    const all = Buffer.concat(this.#tail);
    const kept = Buffer.from(all.subarray(Math.max(0, all.length - most)));
    this.#tail = [kept];
    this.#tailBytes = kept.length;
  }

  /** As text, invalid UTF-8 replaced; where something is left out, a line says how much. */
  text(): string {
    this.#trim(Math.floor(this.#limit / 2));
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    const leftOut = this.#total - head.length - tail.length;
    if (leftOut === 0) return Buffer.concat([head, tail]).toString('utf8');
    return `${withoutBrokenEnd(head)}\n[… ${leftOut} bytes of output left out …]\n${withoutBrokenStart(tail)}`;
  }
}

/** The cut may have gone through a character: its two halves are dropped rather than shown as damage. */
function withoutBrokenEnd(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}

function withoutBrokenStart(bytes: Buffer): string {
  let start = 0;
  while (start < 3 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.toString('utf8', start);
}
