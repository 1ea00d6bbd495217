import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { submitJobInput } from '../../resolvers/inputs.ts';
import { toProblem } from '../../src/api/problem.ts';
import { ERROR_CODES, RetomaError } from '../../src/errors.ts';
import { startApi } from './support.ts';

/** docs/REST.md names what there is, all of it, and nothing else. */

const PAGE = readFileSync(new URL('../../docs/REST.md', import.meta.url), 'utf8');

/** The cells of the rows of the first table below a heading. */
function tableBelow(heading: string): string[][] {
  const [, below = ''] = PAGE.split(`\n${heading}\n`);
  const [table = ''] = /^\|.*(?:\n\|.*)*/m.exec(below) ?? [];
  return table
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').slice(1, -1));
}

/** What stands between backticks. */
const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text);

it('has the routes that the server lists', async () => {
  const api = await startApi();
  const { addresses } = JSON.parse((await api.ask('GET', '/')).body);
  const routes = tableBelow('## Routes').flatMap(([route]) => quoted(route));
  expect(routes.toSorted()).toEqual(Object.keys(addresses).toSorted());
});

it('has the fields of a submission', () => {
  const fields = tableBelow('## `POST /webhook`').flatMap(([field]) => quoted(field));
  expect(fields).toEqual(Object.keys(submitJobInput.shape));
});

it('has every code with its status', () => {
  const documented = tableBelow('## Errors').flatMap(([status, codes]) =>
    quoted(codes)
      .filter((word) => (ERROR_CODES as readonly (string | undefined)[]).includes(word))
      .map((code) => [code, Number(status)]),
  );
  const actual = ERROR_CODES.map((code) => [code, toProblem(new RetomaError(code, ''), '').status]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(actual));
  expect(documented).toHaveLength(actual.length);
});
