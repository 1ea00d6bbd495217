import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { RetomaError } from '../../src/errors.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord } from '../../src/store/records.ts';
import { testDeps } from '../support/api.ts';
import { expectProblem } from './problem-shape.ts';
import { rawRequest } from './raw-request.ts';
import { startApi } from './support.ts';

/** Fails every read of a job in the way it is told. */
class FailingStore extends MemoryStore {
  readonly #error: unknown;

  constructor(error: unknown) {
    super();
    this.#error = error;
  }

  override async getJob(): Promise<JobRecord | null> {
    throw this.#error;
  }
}

describe('methods and paths', () => {
  it.each([
    ['PUT', '/webhook', 'POST'],
    ['GET', '/webhook', 'POST'],
    ['DELETE', '/jobs', 'GET, HEAD'],
    ['POST', '/jobs/x', 'GET, HEAD'],
    ['PATCH', '/checkpoints/a%2Fb', 'DELETE, GET, HEAD'],
    ['OPTIONS', '/checkpoints/x', 'DELETE, GET, HEAD'],
    ['GET', '/checkpoints/x/resume', 'POST'],
    ['GET', '/checkpoints/x/resume/', 'POST'],
    ['POST', '/checkpoints/x/can-resume', 'GET, HEAD'],
    ['PROPFIND', '/health', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('%s %s is not possible, and Allow says what is', async (method, path, allow) => {
    const api = await startApi();
    const answer = await api.ask(method, path);
    expectProblem(answer, { status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it.each(['/nope', '/jobs/x/nope', '/checkpoints/x/resume/now', '/Jobs', '//checkpoints', '/graphql/nope'])(
    '%s is nothing',
    async (path) => {
      const api = await startApi();
      expectProblem(await rawRequest(api.port, `GET ${path}`), { status: 404, code: 'NOT_FOUND' });
      const posted = await api.ask('POST', path.replace('//', '/x/'), 'not json', {
        'content-type': 'text/xml',
      });
      expect([404, 405]).toContain(posted.status);
    },
  );

  it('does not mind a slash at the end', async () => {
    const api = await startApi();
    const jobId = await api.job({});
    for (const path of ['/jobs/', '/checkpoints/', `/jobs/${jobId}/`, `/checkpoints/${jobId}/can-resume/`]) {
      expect((await api.ask('GET', path)).status).toBe(200);
    }
  });

  it('answers HEAD with the headers of GET alone', async () => {
    const api = await startApi();
    const jobId = await api.job({});
    const [head, get] = [await api.ask('HEAD', `/jobs/${jobId}`), await api.ask('GET', `/jobs/${jobId}`)];
    expect([head.status, head.body]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    expect((await api.ask('HEAD', '/jobs/nope')).status).toBe(404);
  });

  it('takes the address in its absolute form', async () => {
    const api = await startApi();
    expect((await rawRequest(api.port, `GET http://localhost:${api.port}/health`)).status).toBe(200);
  });

  it('lists its addresses, and each of them is served', async () => {
    const api = await startApi();
    const { addresses } = JSON.parse((await api.ask('GET', '/')).body);
    for (const address of Object.keys(addresses)) {
      const [method = '', path = ''] = address.split(' ');
      const answer = await api.ask(method, path.replace(':jobId', 'nope').replace(/:\w+/, '1'));
      expect([address, answer.status]).not.toEqual([address, 405]);
      if (answer.status === 404) expect(answer.body).not.toContain('"NOT_FOUND"');
    }
  });
});

describe('requests of other sites', () => {
  const FOREIGN = [
    'http://evil.example',
    'null',
    'http://localhost:1',
    'https://127.0.0.1',
    'nonsense',
    'file://',
  ];

  it.each(FOREIGN)('from the origin %s may change nothing', async (origin) => {
    const api = await startApi();
    const jobId = await api.job({});
    const headers = { origin };
    const forbidden = { status: 403, code: 'FORBIDDEN' };
    expectProblem(await api.ask('POST', '/webhook', { prompt: 'x' }, headers), forbidden);
    expectProblem(await api.ask('POST', `/checkpoints/${jobId}/resume`, undefined, headers), forbidden);
    expectProblem(await api.ask('DELETE', `/checkpoints/${jobId}`, undefined, headers), forbidden);
    expect((await api.ask('GET', `/checkpoints/${jobId}`, undefined, headers)).status).toBe(200);
  });

  it('are told of which page, and what a development proxy must do', async () => {
    const api = await startApi();
    const answer = await api.ask(
      'POST',
      '/graphql',
      { query: '{ __typename }' },
      { origin: 'http://localhost:5173' },
    );
    expectProblem(answer, { status: 403, code: 'FORBIDDEN' });
    for (const part of ['"http://localhost:5173"', `"127.0.0.1:${api.port}"`, 'changeOrigin: false']) {
      expect(answer.json().detail).toContain(part);
    }
    const long = await api.ask('POST', '/webhook', { prompt: 'x' }, { origin: `http://${'x'.repeat(9000)}` });
    expect(long.body.length).toBeLessThan(1000);
  });

  it('are told apart from those of its own page', async () => {
    const api = await startApi();
    const own = { origin: api.url };
    expect((await api.ask('POST', '/webhook', { prompt: 'x' }, own)).status).toBe(202);
  });

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example.',
    '[x',
    'a b',
  ])('under the name %s get nothing from a server on loopback', async (host) => {
    const api = await startApi();
    // More than once: what is thought of a name is remembered.
    for (let times = 0; times < 3; times++) {
      const answer = await rawRequest(api.port, 'GET /jobs', { host });
      if (host.includes('evil')) expectProblem(answer, { status: 403, code: 'FORBIDDEN' });
      else expect(answer.status).toBeLessThan(500);
    }
  });

  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '[::1]:3000', 'retoma:3000', 'host.docker.internal'])(
    'may use the name %s',
    async (host) => {
      const api = await startApi();
      expect((await rawRequest(api.port, 'GET /jobs', { host })).status).toBe(200);
    },
  );

  it('may use any name of a server that others can reach', async () => {
    const api = await startApi(testDeps({ config: { host: '0.0.0.0' } }));
    expect((await rawRequest(api.port, 'GET /jobs', { host: 'retoma.example' })).status).toBe(200);
  });
});

describe('every answer', () => {
  it('carries the id of the request, the caller’s own when it can', async () => {
    const api = await startApi();
    const idFor = async (id: string) =>
      (await api.ask('GET', '/health', undefined, { 'x-request-id': id })).headers.get('x-request-id');
    expect(await idFor('trace-1.2_x')).toBe('trace-1.2_x');
    expect(await idFor('a b')).toMatch(/^[\da-f-]{36}$/);
    expect(await idFor('x'.repeat(65))).toMatch(/^[\da-f-]{36}$/);
  });

  it('is never kept by a cache, nor guessed at', async () => {
    const api = await startApi();
    const { headers } = await api.ask('GET', '/jobs');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('failures', () => {
  it('of the store are 503, with the time to come back', async () => {
    const unavailable = new RetomaError('STORE_UNAVAILABLE', 'Redis cannot be reached. Try again.');
    const api = await startApi(testDeps({ store: new FailingStore(unavailable) }));
    const answer = await api.ask('GET', '/jobs/x');
    expectProblem(answer, { status: 503, code: 'STORE_UNAVAILABLE' });
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it.each([
    new Error('ECONNREFUSED /var/run/redis.sock'),
    new TypeError("Cannot read properties of undefined (reading 'x')"),
    Object.assign(new Error('WRONGTYPE Operation'), { statusCode: 500 }),
    'a text',
    null,
  ])('that nobody foresaw (%s) tell nothing, and are logged with the id', async (error) => {
    const deps = testDeps({ store: new FailingStore(error) });
    const api = await startApi(deps);
    const answer = await api.ask('GET', '/jobs/x');
    expectProblem(answer, { status: 500, code: 'INTERNAL' });
    const line = deps.logged.find((one) => one.includes(answer.headers.get('x-request-id') ?? '?'));
    expect(line).toContain('request failed');
  });

  it('of a request that ends in the middle leave the server as it was', async () => {
    const api = await startApi();
    await new Promise<void>((resolve) => {
      const socket = connect(api.port, '127.0.0.1', () => {
        const head = 'POST /webhook HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json';
        socket.write(`${head}\r\ncontent-length: 100\r\n\r\n{"prompt"`, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await api.ask('GET', '/health')).status).toBe(200);
    expect((await api.deps.store.listJobs({ first: 10 })).items).toEqual([]);
  });
});

describe('/health, /ready and /metrics', () => {
  it('says that it lives, and what an acknowledged save survives', async () => {
    const api = await startApi();
    expect((await api.ask('GET', '/health')).json()).toEqual({ status: 'ok' });
    expect((await api.ask('GET', '/ready')).json()).toEqual({
      status: 'ready',
      durability: { level: 'NONE', evictsKeys: false, detail: 'Nothing is kept.' },
      workers: [],
    });
  });

  it.each([
    ['refuses', () => Promise.reject<never>(new Error('ECONNREFUSED'))],
    ['is silent', () => new Promise<never>(() => undefined)],
  ])('is alive but not ready while Redis %s', async (_name, workers) => {
    const deps = testDeps();
    deps.server = { ...deps.server, workers };
    const api = await startApi(deps);
    const answer = await api.ask('GET', '/ready');
    expectProblem(answer, { status: 503, code: 'STORE_UNAVAILABLE' });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await api.ask('GET', '/health')).status).toBe(200);
  });

  it('counts requests by route, whatever ids and paths they name', async () => {
    const api = await startApi();
    for (const path of ['/jobs/a', '/jobs/b', '/nope/1', '/nope/2', '/jobs/%ff']) await api.ask('GET', path);
    await api.ask('BREW', '/jobs/a').catch(() => undefined);
    const { body, headers } = await api.ask('GET', '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain(
      'retoma_api_http_requests_total{method="GET",route="/jobs/:jobId",status="404"} 2',
    );
    expect(body).toContain('retoma_api_http_requests_total{method="any",route="unmatched",status="404"} 2');
    expect(body).toContain(
      'retoma_api_http_request_duration_seconds_count{method="GET",route="/jobs/:jobId"} 2',
    );
    expect(body).not.toContain('nope');
    expect(body).toContain('process_resident_memory_bytes');
  });
});
