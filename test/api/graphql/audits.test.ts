import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/api/server.ts';
import { contextOf, testDeps } from '../../support/api.ts';
import { graphqlOf } from './support.ts';

/** GraphQL over HTTP, as its own audit suite checks it: in this process, and through the server with all its guards. */

/** The audits send bare GET requests, which we answer only with this header (CSRF); `http.test.ts` shows that. */
const CSRF = { 'x-graphql-yoga-csrf': 'audit' };

const { yoga, deps } = graphqlOf();
const app = createApi(testDeps());
let url = '';

beforeAll(async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}/graphql`;
});
afterAll(() => app.close());

const ways: Record<string, typeof fetch> = {
  'in this process': async (input, init) =>
    yoga.fetch(String(input), withHeader(init), contextOf(deps)) as Promise<Response>,
  'against the listening server': (input, init) =>
    fetch(String(input).replace('http://audited/graphql', url), withHeader(init)),
};

function withHeader(init: RequestInit | undefined): RequestInit {
  return { ...init, headers: { ...(init?.headers as Record<string, string>), ...CSRF } };
}

describe.each(Object.entries(ways))('%s', (_, fetchFn) => {
  const audits = serverAudits({ url: 'http://audited/graphql', fetchFn });

  it('there are as many audits as the suite is known to have', () => {
    expect(audits.length).toBeGreaterThanOrEqual(60);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    },
  );
});
