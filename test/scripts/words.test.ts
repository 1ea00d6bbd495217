import { describe, expect, it } from 'vitest';
import { ago, bytes, counted, duration } from './words.ts';

const NOW = Date.parse('2026-01-02T12:00:00Z');

describe('words', () => {
  it.each([
    [null, 'never'],
    ['2026-01-02T11:59:59.500Z', 'just now'],
    ['2026-01-02T11:59:15Z', '45 s ago'],
    ['2026-01-02T11:56:10Z', '3 min ago'],
    ['2026-01-02T09:00:00Z', '3 h ago'],
    ['2026-01-09T11:00:00Z', 'in 6 d'],
  ])('%s is %s', (time, said) => {
    expect(ago(time, NOW)).toBe(said);
  });

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [4230, '4.2 s'],
    [59_400, '59 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('%i ms is %s', (ms, said) => {
    expect(duration(ms)).toBe(said);
  });

  it('says sizes and counts', () => {
    expect([bytes(512), bytes(3400), bytes(12_000_000)]).toEqual(['512 B', '3.4 kB', '12 MB']);
    expect([counted(1, 'turn'), counted(1234, 'turn')]).toEqual(['1 turn', '1,234 turns']);
  });
});
