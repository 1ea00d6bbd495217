import { connect } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createApi } from '../../src/api/server.ts';
import { runningJob } from '../store/conformance/setup.ts';
import { testDeps } from '../support/api.ts';
import { expectProblem } from './problem-shape.ts';
import { answerIn, rawRequest } from './raw-request.ts';
import { startApi } from './support.ts';

let port: number;

beforeAll(async () => {
  const app = createApi(testDeps());
  await app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = app.server.address() as { port: number });
  return () => app.close();
});

/** Sends the bytes, and answers with what comes until the server ends the connection. */
function exchange(bytes: string | Buffer, to = port): Promise<ReturnType<typeof answerIn>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(to, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      socket.end();
      resolve(answerIn(Buffer.concat(chunks)));
    });
  });
}

const post = (head: string, body = '', path = '/webhook') =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${head}\r\n\r\n${body}`;
const CHUNKED = 'transfer-encoding: chunked';

describe('what is no request is refused as any request is', () => {
  it.each([
    ['a method that nobody knows', 'BREW / HTTP/1.1\r\nhost: localhost\r\n\r\n', 400, 'INVALID_INPUT'],
    ['no HTTP', 'hello\r\n\r\n', 400, 'INVALID_INPUT'],
    ['TLS', Buffer.from('16030100c5010000c10303', 'hex'), 400, 'INVALID_INPUT'],
    [
      'a bad name in the header',
      'GET / HTTP/1.1\r\nhost: localhost\r\nb@d name: x\r\n\r\n',
      400,
      'INVALID_INPUT',
    ],
    [
      'a header over 16 KB',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`,
      431,
      'LIMIT_EXCEEDED',
    ],
    [
      'a far larger header',
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(900_000)}\r\n\r\n`,
      431,
      'LIMIT_EXCEEDED',
    ],
    ['a bad chunk', post(CHUNKED, 'zz\r\n'), 400, 'INVALID_BODY'],
    ['a bad chunk of an operation', post(CHUNKED, 'zz\r\n', '/graphql'), 400, 'INVALID_BODY'],
    ['an extension that never ends', post(CHUNKED, `1;${'x'.repeat(20_000)}`), 413, 'BODY_TOO_LARGE'],
    ['two lengths', post('content-length: 2\r\ncontent-length: 3', '{}'), 400, 'INVALID_INPUT'],
    ['no host', 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'INVALID_INPUT'],
    [
      'two hosts',
      'GET /health HTTP/1.1\r\nhost: localhost\r\nHost: localhost\r\nconnection: close\r\n\r\n',
      400,
      'INVALID_INPUT',
    ],
    [
      'two hosts of an upgrade',
      'GET /graphql HTTP/1.1\r\nhost: localhost\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      400,
      'INVALID_INPUT',
    ],
    ['an expectation', post('expect: bogus\r\ncontent-length: 2'), 417, 'INVALID_INPUT'],
  ])('%s', async (_, bytes, status, code) => {
    expectProblem(await exchange(bytes), { status, code });
  });

  it('but HTTP/1.0 needs no host', async () => {
    expect((await exchange('GET /health HTTP/1.0\r\n\r\n')).status).toBe(200);
  });

  it('the others are answered meanwhile', async () => {
    await exchange('nonsense\r\n\r\n');
    expect((await rawRequest(port, 'GET /health')).status).toBe(200);
  });
});

describe('a request that stops in its middle', () => {
  it.each([
    ['its header', 'POST /webhook HTTP/1.1\r\nhost: loc'],
    ['its body', post('content-length: 100', '{"prompt"')],
    ['the body of an operation', post('content-length: 100', '{"query"', '/graphql')],
    ['a chunk', post(CHUNKED, '10\r\n{"prompt"')],
  ])(
    'in %s, is ended near the time that it has',
    async (_, bytes) => {
      const api = await startApi(testDeps(), { requestMs: 300 });
      expectProblem(await exchange(bytes, api.port), { status: 408, code: 'LIMIT_EXCEEDED' });
      // Node looks every 30 s by itself.
    },
    25_000,
  );
});

it('what comes behind a request is not answered into the middle of its answer', async () => {
  const deps = testDeps();
  const api = await startApi(deps);
  const { jobId } = await runningJob(deps.store);
  const query = `subscription { checkpointSaved(jobId: "${jobId}") { cursor } }`;
  const body = JSON.stringify({ query });
  const head = `accept: text/event-stream\r\ncontent-length: ${Buffer.byteLength(body)}`;
  const socket = connect(api.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const heard: string[] = [];
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  socket.once('data', () => socket.write('nonsense\r\n\r\n'));
  socket.on('data', (chunk) => heard.push(String(chunk)));
  socket.write(post(head, body, '/graphql'));
  await closed;
  expect(heard.join('')).toContain('HTTP/1.1 200 OK');
  expect(heard.join('')).not.toContain('HTTP/1.1 400');
});
