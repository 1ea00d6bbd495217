import { describe, expect, it } from 'vitest';
import { cut, fold, hasColours, oneLine, plain, safeJson, table, widthOf } from './terminal.ts';

describe('plain', () => {
  it.each([
    ['a colour', 'a\u001b[31mred\u001b[0m', 'ared'],
    ['a title and a bell', '\u001b]0;owned\u0007done', '\\x1b]0;owned\\x07done'],
    ['a reset', 'a\u001bc', 'a\\x1bc'],
    ['an 8-bit control sequence', 'a\u009b2Jb', 'a\\x9b2Jb'],
    ['a colour put together from what is left when another is taken out', '\u001b\u001b[1m[2J', '\\x1b[2J'],
    ['carriage returns and backspaces', 'safe\r\bevil', 'safe\\x0d\\x08evil'],
    ['a right-to-left override', 'abc\u202edef', 'abc\\u{202e}def'],
    ['tag characters', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ])('makes %s harmless', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('leaves no control character but the line feed, whatever comes', () => {
    const all = String.fromCharCode(...Array.from({ length: 0xa0 }, (_, code) => code));
    const nasty = `${all}\u001b${all}\u009b${all}\u001b]${all}`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(plain(nasty)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(oneLine(nasty)).not.toContain('\n');
  });

  it('keeps text of every script and its lines', () => {
    expect(plain('Olá\n日本語 🙂\tx')).toBe('Olá\n日本語 🙂    x');
  });
});

describe('safeJson', () => {
  it('escapes what a terminal obeys and stays the same JSON', () => {
    const value = { text: '\u001b[2J\u009b2J\u202e\u{e0041}é' };
    const json = safeJson(value);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(json).not.toMatch(/[\u001b\u009b\u202e]/);
    expect(json).toContain('é');
    expect(JSON.parse(json)).toEqual(value);
  });
});

describe('widths', () => {
  it('counts wide characters twice and combined ones once', () => {
    expect(widthOf('abc')).toBe(3);
    expect(widthOf('日本')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
    expect(widthOf('🙂')).toBe(2);
  });

  it('cuts to the width and shows that something is missing', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(widthOf(cut('日本語日本語', 7))).toBeLessThanOrEqual(7);
  });

  it('folds at blanks, cuts up what has none and loses nothing but blanks', () => {
    const text = 'one two three 日本語日本語日本語 four\n\n  indented';
    const lines = fold(text, 12);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(12);
    expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    expect(lines).toContain('  indented');
    expect(lines).toContain('');
  });
});

describe('table', () => {
  const rows = [
    { id: 'first-job-with-a-long-name', words: 'some words', count: 7 },
    { id: 'second', words: 'much more words than before', count: 1200 },
  ];
  const columns = [
    { title: 'JOB', text: (row: (typeof rows)[number]) => row.id },
    { title: 'WORDS', text: (row: (typeof rows)[number]) => row.words, atLeast: 8, dropOrder: 1 },
    {
      title: 'COUNT',
      text: (row: (typeof rows)[number]) => String(row.count),
      align: 'right' as const,
      dropOrder: 2,
    },
  ];

  it.each([120, 70, 50, 44, 30])('fits %i columns and keeps the ids whole', (width) => {
    const lines = table(rows, columns, width).split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    expect(lines[1]).toContain('first-job-with-a-long-name');
  });

  it('shortens before it leaves out, and leaves out the least wanted first', () => {
    expect(table(rows, columns, 55)).toContain('…');
    const narrow = table(rows, columns, 38);
    expect(narrow).not.toContain('COUNT');
    expect(narrow).toContain('WORDS');
  });

  it('puts numbers to the right', () => {
    expect(table(rows, columns, 120).split('\n')[1]).toMatch(/ {2,}7$/);
  });
});

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ])('with %j, on a terminal %s: %s', (env, isTerminal, expected) => {
    expect(hasColours(env, isTerminal)).toBe(expected);
  });
});
