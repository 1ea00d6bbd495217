import { beforeAll, describe, expect, it } from 'vitest';
import { submitJob } from '../../../resolvers/submit-job.ts';
import { schema } from '../../../schema/index.ts';
import { FastPath } from '../../../src/api/graphql/fast-path.ts';
import { knownDocuments } from '../../../src/api/graphql/known-documents.ts';
import { LiveStreams } from '../../../src/api/graphql/streams/live-streams.ts';
import { createGraphQL } from '../../../src/api/graphql/yoga.ts';
import { createApi } from '../../../src/api/server.ts';
import { RetomaError } from '../../../src/errors.ts';
import { contextOf, type TestDeps, testDeps } from '../../support/api.ts';
import { Random, testSeed } from '../../support/random.ts';
import { randomOperation } from '../../support/random-operation.ts';
import { type Script, workByHand } from '../../support/work-by-hand.ts';

/**
 * What the server answers against what plain Yoga answers, to the same requests: status, headers that say something, and
 * every byte of the body. Each is sent to the server several times, since it has its own way only with what it knows.
 */

const ID = 'the-same';
const HEADERS_THAT_MATTER = [
  'content-type',
  'allow',
  'accept',
  'retry-after',
  'www-authenticate',
  'location',
];
const TIMES = 3;

interface Request {
  body: string | Uint8Array;
  headers?: Record<string, string>;
}

interface Answer {
  status: number;
  headers: Record<string, string | null>;
  body: string;
}

let deps: TestDeps;
let send: (request: Request) => Promise<Answer>;
let yoga: ReturnType<typeof createGraphQL>;
let jobIds: string[];

beforeAll(async () => {
  deps = await worldOfJobs();
  const app = createApi(deps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/graphql`;
  send = async (request) => answerOf(await fetch(url, initOf(request)));
  yoga = createGraphQL({ ...deps, streams: new LiveStreams(deps.config.graphql), known: knownDocuments() });
  return () => app.close();
});

/** Jobs in several states; reading one of them fails as foreseen, another as nobody foresaw. */
async function worldOfJobs(): Promise<TestDeps> {
  const made = testDeps();
  const scripts: Script[] = [
    { turns: 3, end: 'FAILED' },
    { turns: 1, end: 'COMPLETED' },
    {
      turns: 2,
      end: 'RUNNING',
      cutOff: [{ name: 'run_command', policy: 'REPORT', input: { command: 'make' } }],
    },
  ];
  jobIds = [];
  for (const script of scripts) {
    const { job } = await submitJob({ prompt: 'Do "it" — ünïcode\u2028.' }, contextOf(made));
    await workByHand(made.store, job.jobId, script);
    jobIds.push(job.jobId);
  }
  const { getJob } = made.store;
  made.store.getJob = async (jobId) => {
    if (jobId === 'broken') throw new Error('secret');
    if (jobId !== 'unavailable') return getJob.call(made.store, jobId);
    throw new RetomaError('STORE_UNAVAILABLE', 'Redis does not answer. Try again in a moment.');
  };
  return made;
}

function initOf({ body, headers = {} }: Request): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': ID, ...headers },
    body: body as BodyInit,
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const headers = HEADERS_THAT_MATTER.map((name): [string, string | null] => [
    name,
    response.headers.get(name),
  ]);
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
}

let asked = 0;

/** As Yoga answers, to whom every document is new: a comment at its end makes it another one of the same meaning. */
async function plainAnswer(request: Request): Promise<Answer> {
  const context = { ...contextOf(deps), requestId: ID };
  const response = await yoga.fetch(
    'http://localhost/graphql',
    initOf({ ...request, body: renewed(request.body) }),
    context,
  );
  return answerOf(response as Response);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function renewed(body: Request['body']): Request['body'] {
  try {
    const text = typeof body === 'string' ? body : utf8.decode(body);
    const params = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof params.query !== 'string' || params.query === '') return body;
    asked += 1;
    // In place, so that everything else stays as it was written.
    return text.replace(JSON.stringify(params.query), () => JSON.stringify(`${params.query}\n#${asked}`));
  } catch {
    return body;
  }
}

async function expectTheSame(request: Request, what = String(request.body)): Promise<Answer> {
  const plain = await plainAnswer(request);
  for (let times = 0; times < TIMES; times++) {
    const answer = await send(request);
    const body = withTheSameRaces(answer.body, plain.body);
    expect({ ...answer, body }, what).toEqual(plain);
  }
  return plain;
}

interface Body {
  data?: unknown;
  errors?: { path?: (string | number)[] }[];
}

/**
 * Of fields below one that has become null it is a matter of time whether their errors are told: as many of them as the
 * other answer tells are left.
 */
function withTheSameRaces(body: string, other: string): string {
  if (body === other || !body.includes('"errors"') || !other.includes('"errors"')) return body;
  const [ours, theirs] = [JSON.parse(body) as Body, JSON.parse(other) as Body];
  const told = new Set(theirs.errors?.map((error) => JSON.stringify(error)));
  const mayBeMissing = ({ path = [] }: { path?: (string | number)[] }) =>
    path.some((_, depth) => valueAt(ours.data, path.slice(0, depth)) === null);
  const has = new Set(ours.errors?.map((error) => JSON.stringify(error)));
  const missing =
    theirs.errors?.filter((error) => !has.has(JSON.stringify(error)) && mayBeMissing(error)) ?? [];
  const kept = ours.errors?.filter((error) => told.has(JSON.stringify(error)) || !mayBeMissing(error)) ?? [];
  const order = [...told];
  const errors = [...kept, ...missing].toSorted(
    (a, b) => order.indexOf(JSON.stringify(a)) - order.indexOf(JSON.stringify(b)),
  );
  return JSON.stringify({ ...ours, errors });
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key] ?? null, data);
}

const json = (params: unknown): Request => ({ body: JSON.stringify(params) });

describe('the server answers as plain Yoga does', () => {
  const ordinary = { query: '{ limits { depth } }' };

  it.each([
    ['no accept', undefined],
    ['*/*', '*/*'],
    ['application/json', 'application/json'],
    ['the newer type', 'application/graphql-response+json'],
    ['both', 'application/graphql-response+json, application/json;q=0.9'],
    ['both, the other way', 'application/json, application/graphql-response+json'],
    ['a charset', 'application/json; charset=utf-8'],
    ['a charset that is not there', 'application/json; charset=latin1'],
    ['a range', 'application/*'],
    ['in capitals, with spaces', ' APPLICATION/JSON ,text/html'],
    ['events first', 'text/event-stream, application/json'],
    ['events only', 'text/event-stream'],
    ['parts', 'multipart/mixed'],
    ['nothing that there is', 'image/png'],
    ['nonsense', ';;,/'],
    ['an empty accept', ''],
  ])('accepting %s', async (_, accept) => {
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    for (const params of [
      ordinary,
      { query: '{ nope }' },
      { query: '{ job(jobId: "broken") { status } }' },
      { query: 'subscription { jobChanged { nope } }' },
    ]) {
      await expectTheSame({ ...json(params), headers });
    }
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=latin1',
    'application/json; charset="UTF-16"',
    'application/json ; x=y',
    'Application/JSON',
    'application/graphql+json',
    'application/jsonp',
    'text/plain',
    'application/x-www-form-urlencoded',
  ])('content of type %j', async (type) => {
    await expectTheSame({ ...json(ordinary), headers: { 'content-type': type } });
  });

  it.each([
    '',
    ' ',
    '{',
    'null',
    '[]',
    '7',
    '"text"',
    'true',
    '{}',
    '[{"query":"{ limits { depth } }"}]',
    ' \n{"query":"{ limits { depth } }"}\n ',
    '\uFEFF{"query":"{ limits { depth } }"}',
    '{"query":"{ limits { depth } }"}}',
    '{"query":"{ nope }","query":"{ limits { depth } }"}',
    '{"query":null}',
    '{"query":7}',
    '{"query":""}',
    '{"query":"{ limits { depth } }","variables":null,"operationName":null,"extensions":null}',
    '{"query":"{ limits { depth } }","variables":[]}',
    '{"query":"{ limits { depth } }","variables":"x"}',
    '{"query":"{ limits { depth } }","variables":{"a":1}}',
    '{"query":"{ limits { depth } }","operationName":""}',
    '{"query":"{ limits { depth } }","operationName":7}',
    '{"query":"{ limits { depth } }","operationName":"Other"}',
    '{"query":"{ limits { depth } }","operationName":{}}',
    '{"query":"{ limits { depth } }","extensions":[]}',
    '{"query":"{ limits { depth } }","extensions":{"persistedQuery":{"version":1}}}',
    '{"query":"{ limits { depth } }","id":"x"}',
    '{"query":"{ limits { depth } }","id":null}',
    '{"query":"{ limits { depth } }","__proto__":{"x":1}}',
    '{"query":"{ limits { depth } }","constructor":1}',
    '{"query":"query A { limits { depth } } query B { limits { cost } }"}',
    '{"query":"query A { limits { depth } } query B { limits { cost } }","operationName":"B"}',
    '{"query":"query A { limits { depth } } query B { limits { cost } }","operationName":"A"}',
    '{"query":"query A { limits { depth } } query B { limits { cost } }","operationName":"toString"}',
    '{"query":"query ($id: ID!) { job(jobId: $id) { status } }"}',
    '{"query":"query ($id: ID!) { job(jobId: $id) { status } }","variables":{"id":null}}',
    '{"query":"query ($id: ID!) { job(jobId: $id) { status } }","variables":{"id":{}}}',
    '{"query":"query ($id: ID!) { job(jobId: $id) { status } }","variables":{"id":".."}}',
    '{"query":"query ($id: ID!) { job(jobId: $id) { status } }","variables":{"id":"unavailable"}}',
    '{"query":"query ($id: ID!) { job(jobId: $id) { status } limits { depth } }","variables":{"id":"broken"}}',
    '{"query":"{ __proto__: __typename constructor: __typename }"}',
    '{"query":"{ limits { __proto__: depth } }"}',
    '{"query":"mutation { cancelJob(input: {jobId: \\"nobody\\"}) { __typename ... on Error { code message } } }"}',
    '{"query":"mutation ($input: CancelJobInput!) { cancelJob(input: $input) { __typename } }","variables":{"input":{}}}',
    '{"query":"{ __schema { queryType { name } } }"}',
    '{"query":"{ __type(name: \\"Job\\") { name fields { name } } }"}',
    '{"query":"{ jobs(first: 101) { nodes { jobId } } }"}',
    '{"query":"{ checkpoints(first: 100) { nodes { messages(first: 100) { nodes { text } } } } }"}',
    '{"query":"query ($n: Int) { jobs(first: $n) { nodes { jobId } } }","variables":{"n":100}}',
    '{"query":"query ($n: Int) { checkpoints(first: $n) { nodes { history(first: $n) { nodes { version } } } } }","variables":{"n":100}}',
    '{"query":"query ($n: Int) { checkpoints(first: $n) { nodes { history(first: $n) { nodes { version } } } } }","variables":{"n":2}}',
  ])('%s', async (body) => {
    await expectTheSame({ body });
  });

  it.each([
    ['gzip', 415],
    ['br, identity', 415],
    ['identity', 200],
  ])('content that is packed: %s', async (encoding, status) => {
    const plain = await expectTheSame({ ...json(ordinary), headers: { 'content-encoding': encoding } });
    expect(plain.status).toBe(status);
  });

  it.each(['variables', 'extensions'])('%s that are nested, used or not', async (name) => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const body = (depth: number) => `{"query":"{ limits { depth } }","${name}":${nested(depth)}}`;
    expect((await expectTheSame({ body: body(64) })).status).toBe(200);
    expect((await expectTheSame({ body: body(65) })).status).toBe(400);
    expect((await expectTheSame({ body: body(100_000) }, 'a deep body')).status).toBe(400);
  });

  it('but for a type that is none, which the HTTP server refuses before', async () => {
    for (const type of ['', 'application/json, text/plain']) {
      const { status, body } = await send({ ...json(ordinary), headers: { 'content-type': type } });
      expect([status, JSON.parse(body).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
  });

  it('bytes that are no UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"query":"{ a: __typename #'),
      Buffer.from([0xff, 0xc0]),
      Buffer.from('\\n }"}'),
    ]);
    expect((await expectTheSame({ body })).status).toBe(400);
  });

  const seed = testSeed();

  it(`operations of all kinds (seed ${seed})`, async () => {
    const random = new Random(seed);
    const ids = [...jobIds, 'nobody', 'broken', 'unavailable', '..', ''];
    const globalIds = ids.map((id) => Buffer.from(`Job:${id}`).toString('base64url'));
    const values = {
      jobId: ids,
      id: globalIds,
      ids: globalIds,
      first: [1, 2, 3, 100, 0, -1, 101],
      last: [1, 2],
      version: [1, 2, 9, 0],
      after: ['nonsense', ''],
      before: ['nonsense'],
      model: ['deepseek/deepseek-v4-pro', 'x'],
      savedAfter: ['2020-01-01T00:00:00Z', 'yesterday'],
    };
    const roots = ['job', 'job', 'jobs', 'checkpoint', 'checkpoints', 'canResume', 'node', 'nodes', 'limits'];
    let withoutErrors = 0;
    for (let count = 0; count < 120; count++) {
      const operation = randomOperation({ schema, random, roots, values });
      const { body } = await expectTheSame(json(operation));
      if (!body.includes('"errors"')) withoutErrors += 1;
    }
    // It would say little if nearly all were refused.
    expect(withoutErrors).toBeGreaterThan(25);
  });
});

describe('the way past Yoga', () => {
  const answer = async (fastPath: FastPath, body: string, accept?: string) =>
    fastPath.answer(Buffer.from(body), { accept }, contextOf(deps));

  it('is taken for what Yoga has found valid, and for nothing else', async () => {
    const known = knownDocuments();
    const own = createGraphQL({ ...deps, streams: new LiveStreams(deps.config.graphql), known });
    const fastPath = new FastPath({ yoga: own, known, limits: deps.config.graphql });
    const ask = (query: string) => JSON.stringify({ query });
    const operations = {
      valid: ask('{ limits { depth } }'),
      mutation: ask('mutation { cancelJob(input: {jobId: "nobody"}) { __typename } }'),
      invalid: ask('{ nope }'),
      long: ask(`{ limits { depth } } #${'x'.repeat(20_000)}`),
      subscription: ask('subscription { jobChanged { status } }'),
    };
    const taken = async () => {
      const answers = await Promise.all(Object.values(operations).map((body) => answer(fastPath, body)));
      return Object.keys(operations).filter((_, index) => answers[index] !== null);
    };
    expect(await taken()).toEqual([]);
    for (const body of Object.values(operations))
      await own.fetch('http://localhost/graphql', initOf({ body }), contextOf(deps));
    expect(await taken()).toEqual(['valid', 'mutation']);
    expect(await answer(fastPath, operations.valid)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      text: '{"data":{"limits":{"depth":10}}}',
    });
    expect(await answer(fastPath, operations.valid, 'text/event-stream')).toBeNull();
  });
});
