import { globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as generated from '../../dashboard/src/gql/graphql.ts';
import { schema } from '../../schema/index.ts';
import { ensureBuilt } from '../../src/api/dashboard/build.ts';
import { refusalsOf } from '../../src/api/graphql/cost-limit.ts';
import { loadConfig } from '../../src/config.ts';
import { OPENING_MS } from './support/world.ts';

/** What the page may cost its readers and its server. */

const FIRST_LOAD_BYTES = 250_000;

describe('the first load', () => {
  it(
    `is at most ${FIRST_LOAD_BYTES} bytes, packed, in either language`,
    async () => {
      const folder = await ensureBuilt();
      const html = await readFile(join(folder, 'index.html'), 'utf8');
      const linked = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
      const translations = globSync('assets/pt-BR-*.js', { cwd: folder });
      expect(translations).toHaveLength(1);
      expect(linked.filter((path) => /\.(js|css|woff2)$/.test(path)).length).toBeGreaterThanOrEqual(4);
      const sizes = await Promise.all(
        ['index.html', ...linked, ...translations].map((path) => sentBytes(join(folder, path))),
      );
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
    },
    OPENING_MS,
  );
});

/** Of the copy that a browser is sent: the packed one, where there is one. */
async function sentBytes(file: string): Promise<number> {
  const packed = await stat(`${file}.br`).catch(() => null);
  return (packed ?? (await stat(file))).size;
}

describe('an operation of the page', () => {
  const texts = Object.entries(generated)
    .filter(([name]) => name.endsWith('Document'))
    .map(([name, document]) => [name.replace(/Document$/, ''), String(document)] as const)
    .filter(([, text]) => !/^\s*mutation/.test(text));
  /** The largest pages that the page asks for, and what else its variables may be. */
  const variables = {
    ...{ jobId: 'any', version: 1, first: 100, last: 30, after: null, before: null, status: [], model: null },
    ...{ offset: 0, length: 20_000, text: true, reasoning: true, tool: true, minutes: 360, step: 2 },
  };

  it.each(texts)('%s keeps within the limits that the server has by default', (_name, text) => {
    expect(refusalsOf({ schema, document: parse(text), variables }, loadConfig({}).graphql)).toEqual([]);
  });
});
