import { describe, expect, it } from 'vitest';
import { Batch } from '../../resolvers/batch.ts';

function counting<Value>(load: (keys: readonly number[]) => Promise<readonly Value[]>) {
  const calls: (readonly number[])[] = [];
  const batch = new Batch((keys: readonly number[]) => {
    calls.push(keys);
    return load(keys);
  });
  return { batch, calls };
}

describe('a batch', () => {
  it('asks once for what is asked for together, also behind a promise, and answers each its own', async () => {
    const { batch, calls } = counting(async (keys) => keys.map((key) => key * 10));
    const later = Promise.resolve().then(() => batch.ask(3));
    expect(await Promise.all([batch.ask(1), batch.ask(2), later])).toEqual([10, 20, 30]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('keeps nothing: what is asked for later is read anew', async () => {
    let now = 0;
    const { batch, calls } = counting(async (keys) => keys.map(() => ++now));
    expect([await batch.ask(1), await batch.ask(1)]).toEqual([1, 2]);
    expect(calls).toHaveLength(2);
  });

  it('fails for all who asked together, and goes on', async () => {
    let fails = true;
    const { batch } = counting(async (keys) => {
      if (fails) throw new Error('no');
      return keys;
    });
    const asked = await Promise.allSettled([batch.ask(1), batch.ask(2)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await batch.ask(1)).toBe(1);
  });
});
