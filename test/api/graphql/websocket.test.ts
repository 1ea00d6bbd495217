import { once } from 'node:events';
import { type Client, createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import { answerOn, COMPLETED, commitAnswers, runningJob } from '../../store/conformance/setup.ts';
import { testDeps } from '../../support/api.ts';
import { until } from '../../support/wait.ts';
import { allOf, type Result } from '../../support/watch.ts';
import { rawRequest } from '../raw-request.ts';
import { startApi, type TestApi } from '../support.ts';

const SAVED = `subscription ($jobId: ID, $after: String) {
  checkpointSaved(jobId: $jobId, after: $after) { cursor node { version job { status } } }
}`;

const PROTOCOL = 'graphql-transport-ws';

const addressOf = ({ url }: TestApi) => `${url.replace('http', 'ws')}/graphql`;

/** The client that most people use. It does not come back by itself. */
function clientOf(api: TestApi): Client {
  const client = createClient({ url: addressOf(api), webSocketImpl: WebSocket, retryAttempts: 0 });
  onTestFinished(async () => client.dispose());
  return client;
}

const ask = (client: Client, query: string, variables: Record<string, unknown> = {}) =>
  allOf(client.iterate({ query, variables }) as AsyncIterable<Result>);

/** A connection that says what it wants, and keeps what it hears. */
async function rawSocket(api: TestApi, protocol: string | readonly [] = PROTOCOL) {
  const socket = new WebSocket(addressOf(api), [protocol].flat());
  onTestFinished(() => socket.terminate());
  const heard: { type: string; id?: string; payload?: Result & Result['errors'] }[] = [];
  socket.on('message', (message) => heard.push(JSON.parse(String(message))));
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }));
  await once(socket, 'open');
  const send = (message: object) => socket.send(JSON.stringify(message));
  return {
    socket,
    heard,
    closed,
    send,
    async introduce() {
      send({ type: 'connection_init' });
      await until(() => heard.some(({ type }) => type === 'connection_ack'), { what: 'the acknowledgement' });
    },
    of: (id: string) =>
      until(() => heard.find((message) => message.id === id), { what: `an answer to ${id}` }),
  };
}

/** Status and body of an answer that is no upgrade. */
async function refusedUpgrade(url: string, headers: Record<string, string>) {
  const socket = new WebSocket(url, PROTOCOL, { headers });
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

describe('operations over WebSocket', () => {
  it('query, change and watch, as over HTTP', async () => {
    const api = await startApi();
    const client = clientOf(api);
    const [limits] = await ask(client, '{ limits { depth } }');
    expect(limits).toEqual({ data: { limits: { depth: 10 } } });
    const [submitted] = await ask(
      client,
      'mutation ($input: SubmitJobInput!) { submitJob(input: $input) { ... on SubmitJobPayload { jobId } } }',
      { input: { prompt: 'Do it.' } },
    );
    expect(api.deps.queue.jobs.map(({ jobId }) => jobId)).toEqual([submitted?.data.submitJob.jobId]);
  });

  it('that are not valid are refused with their codes, and nothing of ours stands in them', async () => {
    const api = await startApi();
    const { introduce, send, of } = await rawSocket(api);
    await introduce();
    const wrong = {
      syntax: '{ job(',
      validation: '{ nope alsoNope }',
      cost: '{ checkpoints(first: 100) { nodes { messages(first: 100) { nodes { text } } } } }',
      tokens: `{ ${'__typename '.repeat(2001)} }`,
    };
    for (const [id, query] of Object.entries(wrong)) send({ id, type: 'subscribe', payload: { query } });
    send({ id: 'name', type: 'subscribe', payload: { query: '{ __typename }', operationName: 'Other' } });
    const codes: Record<string, unknown> = {};
    const ids = new Set<unknown>();
    const deep = JSON.parse(`${'['.repeat(65)}${']'.repeat(65)}`);
    const payload = { query: '{ __typename }', variables: { unused: deep } };
    send({ id: 'deep', type: 'subscribe', payload });
    for (const id of [...Object.keys(wrong), 'name', 'deep']) {
      const { type, payload } = await of(id);
      const errors = (type === 'error' ? payload : payload?.errors) ?? [];
      codes[id] = [type, ...errors.map(({ extensions }) => extensions?.code)];
      for (const { extensions } of errors) {
        expect(Object.keys(extensions ?? {}).toSorted()).toEqual(['code', 'requestId']);
        ids.add(extensions?.requestId);
      }
    }
    expect(codes).toEqual({
      syntax: ['error', 'GRAPHQL_PARSE_FAILED'],
      validation: ['error', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
      cost: ['next', 'LIMIT_EXCEEDED'],
      tokens: ['error', 'LIMIT_EXCEEDED'],
      name: ['error', 'OPERATION_RESOLUTION_FAILURE'],
      deep: ['error', 'BAD_REQUEST'],
    });
    expect(ids.size).toBe(6);
    // What is wrong with a document is remembered; it must not be remembered without its status.
    const answer = await api.ask(
      'POST',
      '/graphql',
      { query: wrong.syntax },
      { accept: 'application/graphql-response+json' },
    );
    expect(answer.status).toBe(400);
  });

  it('hide what nobody expected, and the log tells it under the id of the operation', async () => {
    const api = await startApi();
    api.deps.store.getJob = async () => {
      throw new Error('secret detail');
    };
    const [result] = await ask(clientOf(api), '{ job(jobId: "x") { status } }');
    expect(result?.data).toEqual({ job: null });
    const { code, requestId } = result?.errors?.[0]?.extensions ?? { code: '', requestId: '' };
    expect(code).toBe('INTERNAL');
    expect(JSON.stringify(result)).not.toContain('secret');
    const line = api.deps.logged.find((text) => text.includes('secret detail'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ requestId });
  });

  it('end one by one as the client wants it, others go on', async () => {
    const deps = testDeps();
    const api = await startApi(deps);
    const [a, b] = [await runningJob(deps.store), await runningJob(deps.store)];
    const { introduce, send, of, heard } = await rawSocket(api);
    await introduce();
    for (const [id, { jobId }] of [
      ['a', a],
      ['b', b],
    ] as const) {
      send({ id, type: 'subscribe', payload: { query: SAVED, variables: { jobId } } });
    }
    await commitAnswers(deps.store, a, 1);
    await of('a');
    send({ id: 'a', type: 'complete' });
    // What the client said first was done first.
    send({ id: 'then', type: 'subscribe', payload: { query: '{ __typename }' } });
    await of('then');
    heard.length = 0;
    await deps.store.commit(a, answerOn(1));
    await commitAnswers(deps.store, b, 1);
    await of('b');
    await deps.store.finish(b, COMPLETED);
    await until(() => heard.length === 2, { what: 'the end of b' });
    expect(heard.map(({ id, type }) => [id, type])).toEqual([
      ['b', 'next'],
      ['b', 'complete'],
    ]);
  });
});

describe('a connection', () => {
  it.each(['https://evil.example', 'http://localhost.evil.example', 'null', 'http://127.0.0.1:1'])(
    'of a page of the origin %s is refused',
    async (origin) => {
      const answer = await refusedUpgrade(addressOf(await startApi()), { origin });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(answer.headers['x-request-id']).toBe(JSON.parse(answer.body).requestId);
    },
  );

  it('under a host name that anyone may register is refused (DNS rebinding)', async () => {
    const answer = await refusedUpgrade(addressOf(await startApi()), { host: 'evil.example' });
    expect(answer.status).toBe(403);
  });

  it('of a page of this very origin is taken', async () => {
    const api = await startApi();
    const socket = new WebSocket(addressOf(api), PROTOCOL, { headers: { origin: api.url } });
    await once(socket, 'open');
    socket.terminate();
  });

  it('elsewhere, or for something else, is answered as any request is', async () => {
    const api = await startApi();
    const elsewhere = await refusedUpgrade(`${addressOf(api)}/nope`, {});
    expect(elsewhere.status).toBe(404);
    const upgrade = { host: 'localhost', connection: 'Upgrade, close', upgrade: 'h2c', accept: 'text/html' };
    for (const path of ['/graphql', '/health']) {
      expect((await rawRequest(api.port, `GET ${path}`, upgrade)).status).toBe(200);
    }
  });

  it.each([
    ['names no protocol', [], null, 4406],
    ['says what is no message', PROTOCOL, 'nonsense', 4400],
    ['says what the protocol does not know', PROTOCOL, '{"type":"start","id":"1"}', 4400],
    [
      'asks before it introduced itself',
      PROTOCOL,
      '{"type":"subscribe","id":"1","payload":{"query":"{x}"}}',
      4401,
    ],
    ['says more at once than a body may hold', PROTOCOL, 'x'.repeat(MAX_BODY_BYTES + 1), 1009],
  ] as const)('that %s is closed with a code that says so', async (_, protocol, message, code) => {
    const { socket, closed } = await rawSocket(await startApi(), protocol);
    if (message !== null) socket.send(message);
    expect((await closed).code).toBe(code);
  });

  it('is ended when its client answers no ping', async () => {
    const api = await startApi(testDeps(), { pingMs: 50 });
    const dead = new WebSocket(addressOf(api), PROTOCOL, { autoPong: false });
    expect((await once(dead, 'close'))[0]).toBe(1006);
  });

  it('goes on while its client answers them', async () => {
    const api = await startApi(testDeps(), { pingMs: 1000 });
    const alive = new WebSocket(addressOf(api), PROTOCOL);
    await once(alive, 'ping');
    await once(alive, 'ping');
    expect(alive.readyState).toBe(alive.OPEN);
    alive.terminate();
  });

  it('is closed when its client does not introduce itself', async () => {
    const { closed } = await rawSocket(await startApi(testDeps(), { introductionMs: 50 }));
    expect((await closed).code).toBe(4408);
  });

  it('is told that the server goes away, which is not the end of what it watches', async () => {
    const api = await startApi();
    const { jobId } = await runningJob(api.deps.store);
    const { introduce, send, closed, heard } = await rawSocket(api);
    await introduce();
    send({ id: '1', type: 'subscribe', payload: { query: SAVED, variables: { jobId } } });
    await api.close();
    expect(await closed).toEqual({ code: 1001, reason: 'The server goes away: come back.' });
    expect(heard.map(({ type }) => type)).toEqual(['connection_ack']);
  });

  it('may have only so many operations under way', async () => {
    const deps = testDeps();
    const config = { ...deps.config, graphql: { ...deps.config.graphql, maxSubscriptions: 2 } };
    const api = await startApi({ ...deps, config });
    const { jobId } = await runningJob(deps.store);
    const { introduce, send, of } = await rawSocket(api);
    await introduce();
    const payload = { query: SAVED, variables: { jobId } };
    for (const id of ['1', '2', '3']) send({ id, type: 'subscribe', payload });
    const refused = await of('3');
    expect(refused.type).toBe('error');
    expect(refused.payload?.[0]?.extensions?.code).toBe('LIMIT_EXCEEDED');
  });
});
