import type { JsonValue } from '../src/store/messages.ts';
import type { ExcerptInput } from './inputs.ts';

/** A piece of a text. All in UTF-16 code units; `length` is that of the whole text. */
export interface Excerpt {
  text: string;
  offset: number;
  length: number;
}

/** The piece begins and ends between characters, never within a surrogate pair; so it may be one unit shorter. */
export function excerptOf(text: string, { offset, length }: ExcerptInput): Excerpt {
  const start = splitsPair(text, offset) ? offset + 1 : Math.min(offset, text.length);
  const end = Math.min(offset + length, text.length);
  const whole = splitsPair(text, end) ? end - 1 : end;
  return { text: text.slice(start, Math.max(start, whole)), offset: start, length: text.length };
}

export interface ArgumentsExcerpt {
  arguments: JsonValue;
  /** Whether some text in it was longer. */
  isCut: boolean;
}

/** The same value, with each text in it cut to so many UTF-16 code units. */
export function argumentsExcerptOf(value: JsonValue, textLength: number): ArgumentsExcerpt {
  let isCut = false;
  const cut = (part: JsonValue): JsonValue => {
    if (typeof part === 'string') {
      if (part.length <= textLength) return part;
      isCut = true;
      return excerptOf(part, { offset: 0, length: textLength }).text;
    }
    if (Array.isArray(part)) return part.map(cut);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, cut(inner)]));
  };
  return { arguments: cut(value), isCut };
}

function splitsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
