import { describe, expect, it } from 'vitest';
import { Random, testSeed } from '../support/random.ts';
import { LiveText } from './live-text.ts';
import { widthOf } from './terminal.ts';

const seed = testSeed();

function written(pieces: [kind: 'TEXT' | 'REASONING', text: string][], width = 20): string {
  let out = '';
  const live = new LiveText('head', { indent: 6, width }, (text) => {
    out += text;
  });
  for (const [kind, text] of pieces) live.add(kind, text);
  live.end();
  return out;
}

describe('a text that is written as it comes', () => {
  it('is folded behind its indent, and keeps its own lines', () => {
    expect(written([['TEXT', 'One two three four five six.\n\n  Seven.\n']])).toBe(
      'head  One two three four\n      five six.\n\n        Seven.\n',
    );
  });

  it('shows the reasoning apart', () => {
    expect(
      written([
        ['REASONING', 'I wonder what it is that fa'],
        ['REASONING', 'ils here. '],
        ['TEXT', 'I run the tests.'],
      ]),
    ).toBe('head  ┆ I wonder what it\n      ┆ is that fails\n      ┆ here.\n      I run the tests.\n');
  });

  it(`reads the same however it comes in pieces (seed ${seed})`, () => {
    const random = new Random(seed);
    const text =
      'Ünïcode 日本語日本語日本語 🙂🙂 and\ttabs,\r\nlines, averyverylongwordthatfitsnoline, \u001b[2Jnothing.';
    const whole = written([['TEXT', text]]);
    for (let round = 0; round < 200; round++) {
      const pieces: [kind: 'TEXT', text: string][] = [];
      for (let at = 0; at < text.length; ) {
        const next = at + 1 + random.int(6);
        pieces.push(['TEXT', text.slice(at, next)]);
        at = next;
      }
      expect(written(pieces)).toBe(whole);
    }
    expect(whole).toContain('\\x1b[2Jnothing.');
    const tooWide = whole.split('\n').filter((line) => widthOf(line) > 26);
    expect(tooWide.map((line) => line.trim())).toEqual(['averyverylongwordthatfitsnoline,']);
  });
});
