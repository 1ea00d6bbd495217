const MAX_ENTRIES = 500;
const MAX_TEXT_LENGTH = 16 * 1024;

/**
 * Keeps what was made of a document under its text, the least used of many goes first. Long texts are not kept: whoever
 * sends ever new ones must not fill the memory with them.
 */
export class DocumentCache<Value> {
  readonly #values = new Map<string, Value>();

  get(text: string): Value | undefined {
    const value = this.#values.get(text);
    if (value === undefined) return undefined;
    this.#values.delete(text);
    this.#values.set(text, value);
    return value;
  }

  set(text: string, value: Value): void {
    if (text.length > MAX_TEXT_LENGTH) return;
    this.#values.set(text, value);
    if (this.#values.size <= MAX_ENTRIES) return;
    for (const [oldest] of this.#values) {
      this.#values.delete(oldest);
      break;
    }
  }
}
