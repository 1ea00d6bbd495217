import { describe, expect, it } from 'vitest';
import { argumentsExcerptOf, excerptOf } from '../../resolvers/excerpt.ts';

describe('excerptOf', () => {
  it('answers with a piece, where it begins, and the length of the whole', () => {
    expect(excerptOf('abcdef', { offset: 2, length: 3 })).toEqual({ text: 'cde', offset: 2, length: 6 });
    expect(excerptOf('abc', { offset: 0, length: 100 })).toEqual({ text: 'abc', offset: 0, length: 3 });
    expect(excerptOf('abc', { offset: 7, length: 1 })).toEqual({ text: '', offset: 3, length: 3 });
  });

  it.each(['a🚀b🚀🚀c', '🚀', '\ud800x\udc00', ''])(
    'gives %j piece by piece, whole characters each',
    (text) => {
      for (const length of [2, 3, 4]) {
        let read = '';
        for (let offset = 0; offset < text.length; ) {
          const piece = excerptOf(text, { offset, length });
          expect(piece.text.length).toBeGreaterThan(0);
          if (text.isWellFormed()) expect(piece.text.isWellFormed()).toBe(true);
          read += piece.text;
          offset = piece.offset + piece.text.length;
        }
        expect(read).toBe(text);
      }
    },
  );
});

describe('argumentsExcerptOf', () => {
  it('cuts texts wherever they are, and says whether it did', () => {
    const value = { path: 'a.ts', edits: [{ text: 'x'.repeat(20), at: 3 }], none: null };
    expect(argumentsExcerptOf(value, 5)).toEqual({
      arguments: { path: 'a.ts', edits: [{ text: 'xxxxx', at: 3 }], none: null },
      isCut: true,
    });
    expect(argumentsExcerptOf(value, 20)).toEqual({ arguments: value, isCut: false });
  });

  it('keeps keys that mean something to JavaScript', () => {
    const value = JSON.parse('{"__proto__": {"a": "long"}}');
    expect(JSON.stringify(argumentsExcerptOf(value, 2).arguments)).toBe('{"__proto__":{"a":"lo"}}');
  });
});
