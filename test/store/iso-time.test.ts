import { expect, it } from 'vitest';
import { isoTime } from '../../src/store/iso-time.ts';
import { Random, testSeed } from '../support/random.ts';

const seed = testSeed();

it(`gives what Date gives (seed ${seed})`, () => {
  const random = new Random(seed);
  const near = Array.from({ length: 1000 }, () => 1_767_323_040_000 + random.int(200_000));
  const far = Array.from({ length: 1000 }, () => Math.floor(random.next() * 8.64e15));
  for (const ms of [0, 1, 59_999, 60_000, 8.64e15, ...near, ...far]) {
    expect(isoTime(ms)).toBe(new Date(ms).toISOString());
  }
});
