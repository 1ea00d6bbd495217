import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDS } from './guards.ts';
import { withoutGuard } from './mutate.ts';

/** That each guard can be taken out; `npm run test:guards` takes them out and sees what notices. */

const ROOT = join(import.meta.dirname, '../..');

it('every guard of the list is still in the source, once', () => {
  for (const guard of GUARDS) {
    const source = readFileSync(join(ROOT, guard.file), 'utf8');
    expect(withoutGuard(source, guard), guard.guard).not.toBe(source);
  }
});

it('each has a name of its own, and a test that is there', () => {
  expect(new Set(GUARDS.map(({ guard }) => guard)).size).toBe(GUARDS.length);
  for (const { test, names } of GUARDS) {
    expect(existsSync(join(ROOT, test)), test).toBe(true);
    expect(() => new RegExp(names)).not.toThrow();
  }
});
