import { describe, expect, it } from 'vitest';
import { DocumentCache } from '../../../src/api/graphql/document-cache.ts';

describe('the cache of documents', () => {
  it('keeps what was used last when there are too many', () => {
    const cache = new DocumentCache<number>();
    for (let index = 0; index < 500; index++) cache.set(`{ a${index} }`, index);
    expect(cache.get('{ a0 }')).toBe(0);
    cache.set('{ one more }', 500);
    expect(cache.get('{ a0 }')).toBe(0);
    expect(cache.get('{ a1 }')).toBeUndefined();
    expect(cache.get('{ a499 }')).toBe(499);
    expect(cache.get('{ one more }')).toBe(500);
  });

  it('does not keep what is long', () => {
    const cache = new DocumentCache<number>();
    const [short, long] = ['x'.repeat(16 * 1024), 'x'.repeat(16 * 1024 + 1)];
    cache.set(short, 1);
    cache.set(long, 2);
    expect([cache.get(short), cache.get(long)]).toEqual([1, undefined]);
  });
});
