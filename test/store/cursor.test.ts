import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/store/cursor.ts';
import { Random, testSeed } from '../support/random.ts';
import { ODD_JOB_IDS } from './conformance/jobs.ts';

const seed = testSeed();

function refused(kind: 'active' | 'jobs', text: string) {
  expect(() => decodeCursor(kind, text), JSON.stringify(text)).toThrow(
    expect.objectContaining({ code: 'INVALID_CURSOR' }),
  );
}

describe('cursors', () => {
  it.each(ODD_JOB_IDS)('come back as they were put in: %j', (jobId) => {
    for (const kind of ['active', 'jobs'] as const) {
      const cursor = encodeCursor(kind, [1_767_323_045_678, jobId]);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeCursor(kind, cursor)).toEqual([1_767_323_045_678, jobId]);
    }
  });

  it('of one list are none of another', () => {
    refused('jobs', encodeCursor('active', [1, 'a']));
    refused('active', encodeCursor('jobs', [1, 'a']));
  });

  it.each([
    '',
    ' ',
    '{}',
    'null',
    'WyJqb2JzIl0',
    ...[
      'null',
      '1',
      '{}',
      '[]',
      '["jobs"]',
      '["jobs",1]',
      '["jobs","1","a"]',
      '["jobs",1,2]',
      '["jobs",1,"a",2]',
      '["jobs",null,"a"]',
      '["__proto__",1,"a"]',
      '{"0":"jobs","1":1,"2":"a"}',
    ].map((json) => Buffer.from(json).toString('base64url')),
  ])('are refused when they are none: %j', (text) => {
    refused('jobs', text);
  });

  it(`are refused when they are noise (seed ${seed})`, () => {
    const random = new Random(seed);
    for (let i = 0; i < 1000; i++) {
      refused(
        'active',
        String.fromCharCode(...Array.from({ length: random.int(50) }, () => random.int(0x10000))),
      );
    }
  });
});
