import type { ModelOutputKind } from '../gql/graphql.ts';
import { paint, plain, widthOf } from './terminal.ts';

const MARKS: Record<ModelOutputKind, string> = { REASONING: '┆ ', TEXT: '' };

/**
 * A text that is written as it comes, folded at blanks behind an indent. The last word is held back until it is whole,
 * so that no word has to be taken back to the next line. A word that fits no line is left to the terminal to break.
 */
export class LiveText {
  readonly #write: (text: string) => void;
  readonly #indent: number;
  readonly #width: number;
  #kind: ModelOutputKind = 'TEXT';
  #held = '';
  /** Columns of the present line that are taken behind the indent; null: it has not been begun. */
  #used: number | null = null;

  /** @param head stands to the left of the first line; styled, and no wider than the indent */
  constructor(head: string, place: { indent: number; width: number }, write: (text: string) => void) {
    this.#indent = place.indent;
    this.#width = place.width;
    this.#write = write;
    write(head + ' '.repeat(place.indent - widthOf(head)));
    this.#used = 0;
  }

  add(kind: ModelOutputKind, text: string): void {
    if (kind !== this.#kind) this.#turnTo(kind);
    const words = this.#held + text;
    const whole = words.search(/\s*\S*$/);
    this.#held = words.slice(whole);
    this.#put(words.slice(0, whole));
  }

  end(): void {
    this.#flush();
    this.#write('\n');
  }

  #turnTo(kind: ModelOutputKind): void {
    this.#flush();
    if (this.#used !== 0) this.#newLine();
    this.#kind = kind;
  }

  #flush(): void {
    this.#put(this.#held.trimEnd());
    this.#held = '';
  }

  #put(text: string): void {
    for (const [part] of plain(text).matchAll(/\n|[^\S\n]*\S+/g)) {
      if (part === '\n') this.#newLine();
      else if (!this.#used || this.#used + widthOf(part) <= this.#room) this.#show(part);
      else {
        this.#newLine();
        this.#show(part.trimStart());
      }
    }
  }

  get #room(): number {
    return this.#width - MARKS[this.#kind].length;
  }

  #newLine(): void {
    this.#write('\n');
    this.#used = null;
  }

  #show(text: string): void {
    if (this.#used === null) this.#write(' '.repeat(this.#indent));
    const begun = this.#used ? text : MARKS[this.#kind] + text;
    this.#write(this.#kind === 'REASONING' ? paint('dim', begun) : begun);
    this.#used = (this.#used ?? 0) + widthOf(text);
  }
}
