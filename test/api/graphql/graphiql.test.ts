import { parse, validate } from 'graphql';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { schema } from '../../../schema/index.ts';
import { EXAMPLES, TOUR } from '../../../src/api/graphql/examples.ts';
import { HandWorkedJob } from '../../scripts/jobs.ts';
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

describe('in Chromium', () => {
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

  /** The editor writes its blanks as non-breaking ones. */
  const answer = async (page: Page) =>
    (await page.locator('.graphiql-response').innerText()).replaceAll('\u00a0', ' ');
  const run = (page: Page, timeout = 30_000) =>
    page.getByRole('button', { name: /^Execute query/ }).click({ timeout });

  /**
   * Runs a subscription. Just after its tab was opened GraphiQL may still have the name of the operation of the other
   * tab, and refuse; then it is run again.
   */
  async function subscribe(page: Page): Promise<void> {
    let isStreaming = false;
    page.on('response', (response) => {
      isStreaming ||= (response.headers()['content-type'] ?? '').startsWith('text/event-stream');
    });
    const isAnswered = async () => isStreaming || (await answer(page)).includes('Cannot infer');
    await until(
      async () => {
        if (!isStreaming) await run(page, 1000);
        await until(isAnswered, { what: 'GraphiQL answers', timeoutMs: 5000 });
        return isStreaming;
      },
      { what: 'the subscription begins' },
    );
  }

  const shows = (page: Page, text: string) =>
    until(async () => (await answer(page)).includes(text), { what: `it shows ${text}` });

  /** The id that all tabs of the tour have, as GraphiQL keeps them. */
  async function tourOf(page: Page): Promise<string> {
    const idsOf = async () => {
      const tabs = await page.evaluate(() => localStorage.getItem('graphiql:tabState'));
      return new Set(tabs?.match(/tour-\w+/g));
    };
    await until(async () => (await idsOf()).size > 0, { what: 'GraphiQL keeps its tabs' });
    const [tour = '', ...others] = await idsOf();
    expect(others).toEqual([]);
    return tour;
  }

  it('loads from the server alone, explains the schema, answers a query and follows a subscription', async () => {
    const { api, page, problems } = await open();
    const tour = await tourOf(page);
    // An id is taken once: another visitor takes the tour as well.
    expect(tour).not.toBe(TOUR);
    const job = await HandWorkedJob.start(api.deps, { jobId: tour });
    const tabs = await page.getByRole('tab').allInnerTexts();
    expect(tabs).toEqual(
      EXAMPLES.map(({ query }) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1]),
    );
    await run(page);
    await shows(page, tour);

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await page.getByText('What can be asked. Nothing here changes anything.').waitFor();

    await page.locator('.graphiql-tab-button', { hasText: 'Watch' }).click();
    await page.locator('.graphiql-query-editor', { hasText: 'checkpointSaved' }).waitFor();
    await subscribe(page);
    await job.answer({ text: 'One.', command: 'one' });
    await shows(page, '"version": 1');
    await job.result('one');
    await shows(page, '"version": 2');
    expect(problems).toEqual([]);
  });
});
