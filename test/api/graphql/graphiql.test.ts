import { parse, validate } from 'graphql';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { EXAMPLES } from '../../../src/api/graphql/examples.ts';
import { ensureChromium, openBrowser } from '../../support/chromium.ts';
import { until } from '../../support/wait.ts';
import { startApi, type TestApi } from '../support.ts';
import { graphqlOf } from './support.ts';

describe('the examples', () => {
  it.each(
    EXAMPLES.map(
      ({ query, variables }) =>
        [/(\w+) \w+/.exec(query.replaceAll(/^#.*$/gm, ''))?.[0] ?? '', query, variables] as const,
    ),
  )('%s fits the schema and its variables', async (name, query, variables) => {
    expect(validate(schema, parse(query))).toEqual([]);
    if (name.startsWith('subscription')) return;
    const { errors, data } = await graphqlOf().ask(query, variables);
    expect(errors).toEqual([]);
    expect(data).toBeTypeOf('object');
  });

  it('show queries, mutations and subscriptions', () => {
    const kinds = EXAMPLES.map(({ query }) => /^(query|mutation|subscription) /m.exec(query)?.[1]);
    expect(new Set(kinds)).toEqual(new Set(['query', 'mutation', 'subscription']));
  });
});

describe('the files', () => {
  it('come packed to who can unpack them, and once', async () => {
    const api = await startApi();
    const first = await api.ask('GET', '/graphql/graphiql/graphiql.js', undefined, {
      'accept-encoding': 'gzip',
    });
    expect(first.headers.get('content-encoding')).toBe('gzip');
    expect(first.headers.get('content-type')).toContain('text/javascript');
    expect(first.body).toContain('renderYogaGraphiQL');
    const etag = first.headers.get('etag') ?? '';
    const again = await api.ask('GET', '/graphql/graphiql/graphiql.js', undefined, { 'if-none-match': etag });
    expect(again).toMatchObject({ status: 304, body: '' });
    const plain = await api.ask('GET', '/graphql/graphiql/start.js', undefined, {
      'accept-encoding': 'identity',
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect((await api.ask('GET', '/graphql/graphiql/other.js')).status).toBe(404);
  });

  it('are for browsers: who asks for anything but a page gets no page', async () => {
    const api = await startApi();
    const page = await api.ask('GET', '/graphql', undefined, { accept: 'text/html,*/*' });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    const program = await api.ask('GET', '/graphql', undefined, { accept: 'application/json' });
    expect(program.status).toBe(403);
    const operation = await api.ask('GET', '/graphql?query={__typename}', undefined, {
      ...{ accept: 'text/html', 'x-graphql-yoga-csrf': '1' },
    });
    expect(operation.body).not.toContain('<html');
  });
});

describe('in Chromium', { timeout: 90_000 }, () => {
  // Where it has to be installed first, that takes a while.
  beforeAll(() => void ensureChromium(), 600_000);

  interface Opened {
    api: TestApi;
    page: Page;
    /** What went wrong in the page, and what it asked for outside of the server. */
    problems: string[];
  }

  async function open(): Promise<Opened> {
    const api = await startApi();
    const browser = await openBrowser(api.url);
    onTestFinished(() => browser.close());
    const page = await browser.context.newPage();
    const problems = browser.outside;
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    const introspected = page.waitForResponse(
      (response) => response.request().postData()?.includes('__schema') === true,
    );
    await page.goto(`${api.url}/graphql`);
    expect((await introspected).status()).toBe(200);
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    return { api, page, problems };
  }

  const answer = (page: Page) => page.locator('.graphiql-response').innerText();
  const run = (page: Page) => page.getByRole('button', { name: /^Execute query/ }).click();

  it('loads from the server alone, explains the schema, and answers a query', async () => {
    const { api, page, problems } = await open();
    const jobId = await api.job({ end: 'FAILED' }, { jobId: 'shown-in-graphiql' });
    const tabs = await page.getByRole('tab').allInnerTexts();
    expect(tabs).toEqual(
      EXAMPLES.map(({ query }) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1]),
    );
    await run(page);
    await until(async () => (await answer(page)).includes(jobId), { what: 'the answer is shown' });

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await page.getByText('What can be asked. Nothing here changes anything.').waitFor();
    expect(problems).toEqual([]);
  });

  it('follows a subscription over SSE', async () => {
    const { api, page, problems } = await open();
    await page.locator('.graphiql-tab-button', { hasText: 'WatchCheckpoints' }).click();
    await page.locator('.graphiql-query-editor', { hasText: 'checkpointSaved' }).waitFor();
    const streamed = page.waitForResponse((response) =>
      (response.headers()['content-type'] ?? '').startsWith('text/event-stream'),
    );
    await run(page);
    expect((await streamed).status()).toBe(200);
    const jobs: string[] = [];
    await until(
      async () => {
        jobs.push(await api.job({ end: 'FAILED' }));
        const shown = await answer(page);
        return jobs.some((jobId) => shown.includes(jobId)) && shown.includes('cursor');
      },
      { what: 'what was saved is shown', timeoutMs: 20_000 },
    );
    expect(problems).toEqual([]);
  });
});
