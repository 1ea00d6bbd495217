import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import { RetomaError } from '../../../src/errors.ts';
import { testDeps } from '../../support/api.ts';
import { startApi } from '../support.ts';

interface Answer {
  status: number;
  headers: Headers;
  body: string;
  /** Codes of the errors. */
  codes: string[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const CSRF = { 'x-graphql-yoga-csrf': '1' };
const TYPENAME = JSON.stringify({ query: '{ __typename }' });

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const body = await response.text();
  const { errors = [] } = body.startsWith('{') ? JSON.parse(body) : {};
  const codes = errors.map((error: { extensions: { code: string } }) => error.extensions.code);
  return { status: response.status, headers: response.headers, body, codes };
}

async function start(deps = testDeps()) {
  const { url } = await startApi(deps);
  const graphql = `${url}/graphql`;
  return {
    graphql,
    post: (body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
      send(graphql, { method: 'POST', headers, body, duplex: 'half' } as RequestInit),
    get: (search: string, headers: Record<string, string> = {}) => send(`${graphql}${search}`, { headers }),
  };
}

describe('what is answered', () => {
  it('an operation by POST, with and without a slash at the end of the address', async () => {
    const { graphql, post } = await start();
    const answer = await post(TYPENAME);
    expect(answer).toMatchObject({ status: 200, body: '{"data":{"__typename":"Query"}}' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const slashed = await send(`${graphql}/`, { method: 'POST', headers: JSON_TYPE, body: TYPENAME });
    expect(slashed.body).toBe(answer.body);
  });

  it('a query by GET, from who shows that it is no page of another site', async () => {
    const { get } = await start();
    expect(await get('?query={__typename}', CSRF)).toMatchObject({
      status: 200,
      body: '{"data":{"__typename":"Query"}}',
    });
  });

  it('a query by GET with variables', async () => {
    const { get } = await start();
    const query = encodeURIComponent('query ($id: ID!) { job(jobId: $id) { status } }');
    const variables = encodeURIComponent(JSON.stringify({ id: 'é' }));
    const { body } = await get(`?query=${query}&variables=${variables}`, CSRF);
    expect(body).toBe('{"data":{"job":null}}');
  });

  it('with the id of the request, that of the caller when it sent one', async () => {
    const { post } = await start();
    const answer = await post('{"query":"{ nope }"}', { ...JSON_TYPE, 'x-request-id': 'mine' });
    expect(answer.headers.get('x-request-id')).toBe('mine');
    expect(JSON.parse(answer.body).errors[0].extensions.requestId).toBe('mine');
  });
});

describe('what is refused', () => {
  it.each([
    ['a bare GET', '', {}],
    ['a form', 'application/x-www-form-urlencoded', {}],
    ['plain text', 'text/plain', {}],
    ['a multipart form', 'multipart/form-data; boundary=x', {}],
  ])('%s, which a page of another site could send (CSRF)', async (_, type) => {
    const { post, get } = await start();
    const query = encodeURIComponent('{__typename}');
    const answer =
      type === '' ? await get(`?query=${query}`) : await post(TYPENAME, { 'content-type': type });
    expect(answer).toMatchObject({ status: 403, codes: ['FORBIDDEN'] });
    expect(answer.body).toContain('x-graphql-yoga-csrf');
  });

  it('a page of another origin, whatever it sends', async () => {
    const { post } = await start();
    const answer = await post(TYPENAME, { ...JSON_TYPE, origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain('data');
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'text/plain',
  ])('%s, also from who is no page', async (type) => {
    const { post } = await start();
    const answer = await post('query={__typename}', { 'content-type': type, ...CSRF });
    expect(answer).toMatchObject({ status: 415, codes: ['UNSUPPORTED_MEDIA_TYPE'] });
  });

  it('a client that accepts nothing that there is', async () => {
    const { post } = await start();
    for (const query of ['{ __typename }', 'subscription { jobChanged { status } }', '{ nope }']) {
      const answer = await post(JSON.stringify({ query }), { ...JSON_TYPE, accept: 'image/png' });
      expect(answer).toMatchObject({ status: 406, codes: ['UNSUPPORTED_MEDIA_TYPE'] });
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(JSON.parse(answer.body).errors[0]).toEqual({
        message: expect.stringMatching(/^Accept one of: (application\/|text\/event-stream)/),
        extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', requestId: answer.headers.get('x-request-id') },
      });
    }
  });

  it('several operations at once', async () => {
    const { post } = await start();
    expect(await post(`[${TYPENAME},${TYPENAME}]`)).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] });
  });

  it('a mutation by GET', async () => {
    const { get } = await start();
    const query = encodeURIComponent('mutation { cancelJob(input: {jobId: "x"}) { __typename } }');
    const answer = await get(`?query=${query}`, CSRF);
    expect(answer).toMatchObject({ status: 405 });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('another method, naming those that there are', async () => {
    const { graphql } = await start();
    const answer = await send(graphql, { method: 'PUT', headers: JSON_TYPE, body: TYPENAME });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toContain('POST');
  });

  it.each([
    '{"query":',
    '',
    'null',
    '[]',
    '"text"',
    '{"query":7}',
    '{"query":"{__typename}","variables":[]}',
  ])('a body that is no operation: %s', async (body) => {
    const { post } = await start();
    const { status, body: said } = await post(body, {
      ...JSON_TYPE,
      accept: 'application/graphql-response+json',
    });
    expect(status).toBe(400);
    expect(said).not.toMatch(
      /node_modules|at [\w.]+ \(|\/src\/|originalError|SyntaxError|Unexpected|JSON input/,
    );
  });

  it.each([
    'variables=%7B',
    'variables={"a":',
    'extensions=%7B',
    'extensions=nonsense',
    'variables={"a":"%FF"}',
    `variables={"a":${'['.repeat(65)}${']'.repeat(65)}}`,
  ])('an address that is no operation: %s', async (search) => {
    const deps = testDeps();
    const { get } = await start(deps);
    const answer = await get(`?query={__typename}&${search}`, CSRF);
    expect(answer).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] });
    expect(answer.body).not.toMatch(/SyntaxError|URIError|position/);
    expect(deps.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('the size of a body', () => {
  const sized = (bytes: number) => {
    const empty = JSON.stringify({ query: '{ __typename }', extensions: { pad: '' } });
    return empty.replace('"pad":""', `"pad":"${'x'.repeat(bytes - empty.length)}"`);
  };

  it('may be just the limit', async () => {
    const { post } = await start();
    expect((await post(sized(MAX_BODY_BYTES))).status).toBe(200);
  });

  it('one more is refused', async () => {
    const { post } = await start();
    expect(await post(sized(MAX_BODY_BYTES + 1))).toMatchObject({ status: 413, codes: ['BODY_TOO_LARGE'] });
  });

  it('one more is refused as well when the body does not say how long it is', async () => {
    const { post } = await start();
    const parts = sized(MAX_BODY_BYTES + 1).match(/.{1,65536}/gs) ?? [];
    const body = Readable.toWeb(Readable.from(parts.map((part) => Buffer.from(part)))) as ReadableStream;
    expect(await post(body)).toMatchObject({ status: 413, codes: ['BODY_TOO_LARGE'] });
  });
});

it('a client that goes in the middle of its body is no failure of the server', async () => {
  const deps = testDeps();
  const { port, ask } = await startApi(deps);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json';
  // The server asks for the body: the request is under way.
  socket.write(`${head}\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n`);
  await once(socket, 'data');
  socket.write('{"query":');
  socket.destroy();
  // What the server noticed is over by the time that it answers others.
  for (let times = 0; times < 5; times++) await ask('GET', '/health');
  expect(deps.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
});

describe('errors', () => {
  it('that nobody expected tell nothing but the id of the request, under which the log tells all', async () => {
    const deps = testDeps();
    deps.store.getJobs = async () => {
      throw new Error('SELECT secret FROM /home/user at redis://:password@host');
    };
    deps.store.getJob = deps.store.getJobs as never;
    const { post } = await start(deps);
    const answer = await post(
      JSON.stringify({ query: '{ a: job(jobId: "x") { status } limits { depth } }' }),
      {
        ...JSON_TYPE,
        'x-request-id': 'find-me',
      },
    );
    const { data, errors } = JSON.parse(answer.body);
    expect(data).toEqual({ a: null, limits: { depth: 10 } });
    expect(errors).toEqual([
      {
        message: 'Something went wrong on the server. Its log says more about request find-me.',
        locations: [{ line: 1, column: 3 }],
        path: ['a'],
        extensions: { code: 'INTERNAL', requestId: 'find-me' },
      },
    ]);
    const line = deps.logged.find((text) => text.includes('SELECT secret'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ requestId: 'find-me', level: 50 });
  });

  it('that were expected carry their code', async () => {
    const deps = testDeps();
    deps.store.getJob = async () => {
      throw new RetomaError('STORE_UNAVAILABLE', 'Redis does not answer. Try again in a moment.');
    };
    const { post } = await start(deps);
    const answer = await post('{"query":"{ job(jobId: \\"x\\") { status } }"}');
    expect(JSON.parse(answer.body)).toMatchObject({
      data: { job: null },
      errors: [{ message: expect.stringContaining('Redis'), extensions: { code: 'STORE_UNAVAILABLE' } }],
    });
  });

  it('keep no state between requests: the same wrong document answers each with its own id', async () => {
    const { post } = await start();
    const ask = async (id: string) => {
      const { body } = await post('{"query":"{ nope }"}', { ...JSON_TYPE, 'x-request-id': id });
      return JSON.parse(body).errors[0].extensions.requestId;
    };
    expect(await Promise.all(['one', 'two', 'three'].map(ask))).toEqual(['one', 'two', 'three']);
  });
});
