import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRoute } from '../../../dashboard/src/routes.ts';
import { Dashboard } from '../../../src/api/dashboard/dashboard.ts';
import { PAGE_PATHS } from '../../../src/api/dashboard/routes.ts';
import { createApi } from '../../../src/api/server.ts';
import { testDeps } from '../../support/api.ts';

/** Stands in for `dashboard/build.ts`: one script, as it is and packed. */
const BUILD = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const [, , folder] = process.argv;
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<!doctype html><p>The page</p>');
for (const [name, text] of [['a-1.js', 'plain'], ['a-1.js.br', 'br'], ['a-1.js.gz', 'gz'], ['b-2.css', 'css'], ['c.map', 'x']])
  writeFileSync(join(folder, 'assets', name), text);
`;

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', host: 'localhost' };

let folder: string;
const apis: ReturnType<typeof createApi>[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'retoma-page-'));
});

afterAll(async () => {
  for (const api of apis) await api.close();
  rmSync(folder, { recursive: true, force: true });
});

function serverOf(build: string) {
  const source = mkdtempSync(join(folder, 'dashboard-'));
  mkdirSync(join(source, 'dist'));
  writeFileSync(join(source, 'build.ts'), build);
  const deps = testDeps();
  const dashboard = new Dashboard(deps.log, { source });
  const api = createApi({ ...deps, dashboard });
  apis.push(api);
  const get = (url: string, headers: Record<string, string> = BROWSER) => api.inject({ url, headers });
  return { dashboard, deps, get };
}

describe('the page', () => {
  let get: ReturnType<typeof serverOf>['get'];

  beforeAll(async () => {
    const server = serverOf(BUILD);
    get = server.get;
    expect(await server.dashboard.open()).toBe('READY');
  });

  it.each(['/', ...PAGE_PATHS, '/job/a%2Fb%20%F0%9F%9A%80', '/decisions/'])(
    'is shown at %s',
    async (path) => {
      const { statusCode, headers, body } = await get(path);
      expect([statusCode, body]).toEqual([200, '<!doctype html><p>The page</p>']);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-type']).toContain('text/html');
    },
  );

  it('has addresses that the page itself knows, and it has no other', () => {
    const views = ['/', ...PAGE_PATHS].map((path) => parseRoute(path).view);
    expect(views.toSorted()).toEqual(['COMPARE', 'DECISIONS', 'JOB', 'JOBS', 'NEW', 'VITALS']);
  });

  it('may run no code but its own files, ask nobody else, and make no code of texts', async () => {
    const csp = String((await get('/')).headers['content-security-policy']);
    const rules = new Map(
      csp.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    );
    expect(rules.get('default-src')).toBe("'none'");
    for (const rule of ['script-src', 'style-src', 'connect-src', 'font-src'])
      expect(rules.get(rule)).toBe("'self'");
    expect(rules.get('require-trusted-types-for')).toBe("'script'");
    expect(csp).not.toMatch(/unsafe|\*|https?:/);
  });

  it('leaves / to programs that ask for anything else', async () => {
    for (const accept of ['*/*', 'application/json']) {
      const { json, headers } = await get('/', { accept, host: 'localhost' });
      expect(json()).toMatchObject({ name: 'Retoma', addresses: { 'GET /': expect.any(String) } });
      expect(headers.vary).toBe('accept');
    }
  });

  it.each([
    ['br, gzip', 'br', 'br'],
    ['gzip, deflate', 'gzip', 'gz'],
    ['br;q=0, gzip', 'gzip', 'gz'],
    ['identity', undefined, 'plain'],
  ])('sends a file for %j', async (accepted, encoding, body) => {
    const file = await get('/assets/a-1.js', { 'accept-encoding': accepted, host: 'localhost' });
    expect([file.statusCode, file.body, file.headers['content-encoding']]).toEqual([200, body, encoding]);
    expect(file.headers['cache-control']).toContain('immutable');
    expect(file.headers.vary).toBe('accept-encoding');
    expect(file.headers['content-type']).toContain('text/javascript');
  });

  it('sends a file that was not packed as it is', async () => {
    const file = await get('/assets/b-2.css', { 'accept-encoding': 'br', host: 'localhost' });
    expect([file.body, file.headers['content-encoding']]).toEqual(['css', undefined]);
  });

  it.each(['/assets/other.js', '/assets/a-1.js.br', '/assets/c.map', '/assets/..%2Findex.html'])(
    'has no file %s',
    async (path) => {
      const { statusCode, headers, json } = await get(path);
      expect([statusCode, json().code, headers['cache-control']]).toEqual([404, 'NOT_FOUND', 'no-store']);
    },
  );
});

describe('a page that is not there', () => {
  it('is announced while it is built, comes by itself, and keeps nobody waiting', async () => {
    const { get, dashboard } = serverOf(BUILD);
    const early = await get('/job/some');
    expect([early.statusCode, early.headers.refresh]).toEqual([503, '1']);
    expect(early.body).toContain('is being built');
    expect((await get('/health')).statusCode).toBe(200);
    await dashboard.open();
    expect((await get('/job/some')).statusCode).toBe(200);
  });

  it('does not stop the API when it cannot be built', async () => {
    const { get, dashboard, deps } = serverOf('console.error("no such module"); process.exit(1);');
    expect(await dashboard.open()).toBe('FAILED');
    const page = await get('/');
    expect([page.statusCode, page.headers.refresh]).toEqual([503, undefined]);
    expect(page.body).toContain('could not be built');
    expect(deps.logged.join('')).toContain('no such module');
    expect((await get('/jobs', { host: 'localhost' })).statusCode).toBe(200);
  });
});
