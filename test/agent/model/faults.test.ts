import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelCallError } from '../../../src/agent/model/model.ts';
import {
  type Behaviour,
  type FakeModelServer,
  failing,
  rateLimited,
  startFakeModelServer,
} from '../../support/fake-model-server.ts';
import { type AskOptions, ask, REMOTE_MODELS, remoteModel } from '../../support/models.ts';

let server: FakeModelServer;

beforeEach(async () => {
  server = await startFakeModelServer();
});
afterEach(() => server.stop());

const SPOKEN = {
  reasoning: 'Let me think about this.',
  text: 'I read the file, then I tell you.',
  toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }],
};

async function failureOf(id: string, behaviour: Behaviour, options?: AskOptions, patience = {}) {
  server.enqueue(behaviour);
  const failed = ask(remoteModel(id, server.url, patience), options);
  const error: unknown = await failed.then(
    () => expect.unreachable('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelCallError)) throw error;
  return error;
}

const STATUSES: [status: number, code: string, retryable: boolean][] = [
  [307, 'BAD_REQUEST', false],
  [400, 'BAD_REQUEST', false],
  [401, 'AUTHENTICATION', false],
  [402, 'QUOTA', false],
  [403, 'AUTHENTICATION', false],
  [404, 'BAD_REQUEST', false],
  [408, 'PROVIDER_ERROR', true],
  [413, 'BAD_REQUEST', false],
  [422, 'BAD_REQUEST', false],
  [429, 'RATE_LIMITED', true],
  [500, 'PROVIDER_ERROR', true],
  [503, 'PROVIDER_ERROR', true],
  [529, 'RATE_LIMITED', true],
];

const ANSWERS: [name: string, behaviour: Behaviour, code: string][] = [
  ['a web page with 200', { do: 'html' }, 'INVALID_RESPONSE'],
  ['nothing with 200', { do: 'empty' }, 'INVALID_RESPONSE'],
  [
    'a JSON document with 200',
    { do: 'status', status: 200, body: '{"error":{"message":"no"}}' },
    'INVALID_RESPONSE',
  ],
  ['a chunk that is no JSON', { do: 'brokenJson', ...SPOKEN }, 'INVALID_RESPONSE'],
  ['a first chunk that is no JSON', { do: 'brokenJson', afterDeltas: 0, ...SPOKEN }, 'INVALID_RESPONSE'],
  ['a connection cut before the headers', { do: 'cutBeforeHeaders' }, 'CONNECTION_LOST'],
  ['a connection cut after the headers', { do: 'cutAfterHeaders' }, 'CONNECTION_LOST'],
  ['a connection cut in the middle', { do: 'cutMidStream', afterDeltas: 3, ...SPOKEN }, 'CONNECTION_LOST'],
  ['a connection cut after the calls', { do: 'cutMidStream', afterDeltas: 99, ...SPOKEN }, 'CONNECTION_LOST'],
  ['an end without a finish', { do: 'endWithoutFinish', ...SPOKEN }, 'CONNECTION_LOST'],
  [
    'an error in the stream',
    { do: 'errorChunk', ...SPOKEN, error: { message: 'sk-secret-key went wrong', type: 'api_error' } },
    'PROVIDER_ERROR',
  ],
];

describe.each(REMOTE_MODELS)('%s', (id) => {
  it.each(STATUSES)('status %i is %s', async (status, code, retryable) => {
    const error = await failureOf(id, failing(status));
    expect(error).toMatchObject({ code, retryable, httpStatus: status, provider: id.split('/')[0] });
    expect(error.message).toContain(`HTTP ${status}`);
  });

  it.each(ANSWERS)('%s', async (_name, behaviour, code) => {
    const error = await failureOf(id, behaviour);
    expect(error).toMatchObject({ code, retryable: true, httpStatus: null });
  });

  it('a server that is not there', async () => {
    const { url } = server;
    await server.stop();
    await expect(ask(remoteModel(id, url))).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    server = await startFakeModelServer();
  });

  it('a rate limit that says how long', async () => {
    expect(await failureOf(id, rateLimited('7'))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 7000 });
    expect(await failureOf(id, rateLimited())).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: null });
  });

  it('a rate limit that is really an empty account', async () => {
    const error = await failureOf(id, failing(429, { message: 'no', type: 'insufficient_quota' }));
    expect(error).toMatchObject({ code: 'QUOTA', retryable: false, httpStatus: 429 });
  });

  it('says nothing of what the provider wrote, nor where it is, nor the key', async () => {
    for (const behaviour of [
      failing(400),
      failing(500),
      rateLimited('1'),
      ...ANSWERS.map(([, one]) => one),
    ]) {
      const error = await failureOf(id, behaviour);
      const told = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect(told).not.toMatch(/sk-secret|127\.0\.0\.1|Upstream|hotel/);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('a word of the provider that is only a word', async () => {
    const error = await failureOf(
      id,
      failing(400, { message: 'sk-secret-key', type: 'invalid_request_error' }),
    );
    expect(error.message).toContain('(HTTP 400, invalid_request_error)');
  });

  it('no headers at all', async () => {
    const error = await failureOf(id, { do: 'hang' }, {}, { firstByteTimeoutMs: 60 });
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true });
    await server.requests[0]?.abandoned;
  });

  it('headers, and then nothing', async () => {
    const patience = { firstByteTimeoutMs: 60, idleTimeoutMs: 60_000 };
    const error = await failureOf(id, { do: 'headersOnly' }, {}, patience);
    expect(error.code).toBe('TIMEOUT');
  });

  it('silence in the middle', async () => {
    const patience = { firstByteTimeoutMs: 60_000, idleTimeoutMs: 60 };
    const error = await failureOf(id, { do: 'stall', afterDeltas: 2, ...SPOKEN }, {}, patience);
    expect(error.code).toBe('TIMEOUT');
    await server.requests[0]?.abandoned;
  });

  it('an abort before the headers, with the reason that was given', async () => {
    server.enqueue({ do: 'hang' });
    const controller = new AbortController();
    const asked = ask(remoteModel(id, server.url), { signal: controller.signal });
    const reason = new Error('the job was cancelled');
    const rejected = expect(asked).rejects.toBe(reason);
    const request = await server.nextRequest();
    controller.abort(reason);
    await rejected;
    await request.abandoned;
  });

  it('an abort in the middle, with the reason that was given', async () => {
    server.enqueue({ do: 'stall', afterDeltas: 2, ...SPOKEN });
    const controller = new AbortController();
    const reason = new Error('the job was cancelled');
    const asked = ask(remoteModel(id, server.url), {
      signal: controller.signal,
      onDelta: () => controller.abort(reason),
    });
    await expect(asked).rejects.toBe(reason);
    await server.requests[0]?.abandoned;
  });

  it('an abort before the call makes no request', async () => {
    const reason = new Error('too late');
    await expect(ask(remoteModel(id, server.url), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(server.requests).toEqual([]);
  });

  it.each(['cutAtEnd', 'stayAtEnd'] as const)(
    'an answer that is whole counts, whatever becomes of the connection: %s',
    async (what) => {
      server.enqueue({ do: what, ...SPOKEN });
      const { message, usage } = await ask(remoteModel(id, server.url));
      expect(message.parts).toMatchObject([{}, {}, { input: { path: 'a.txt' } }]);
      expect(usage.total).toBeGreaterThan(0);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('broken arguments are a call that says so, and the next request is not refused', async () => {
    server.enqueue({ do: 'answer', toolCalls: [{ name: 'read_file', arguments: '{"path": "a.tx' }] });
    const { message } = await ask(remoteModel(id, server.url));
    expect(message.parts).toMatchObject([
      { type: 'tool-call', input: {}, invalid: expect.stringContaining('not valid JSON') },
    ]);
  });
});

it('comments that keep the connection open are no silence', async () => {
  server.enqueue({ do: 'answer', text: 'Here I am.', keepAlive: { times: 12, everyMs: 100 } });
  const patience = { firstByteTimeoutMs: 1000, idleTimeoutMs: 1000 };
  const { message } = await ask(remoteModel('deepseek/deepseek-v4-pro', server.url, patience));
  expect(message.parts).toMatchObject([{ text: 'Here I am.' }]);
});

describe('finish reasons', () => {
  it('that the provider gives up with', async () => {
    const error = await failureOf('deepseek/deepseek-v4-pro', {
      do: 'answer',
      text: 'I',
      finishReason: 'insufficient_system_resource',
    });
    expect(error).toMatchObject({ code: 'PROVIDER_ERROR', retryable: true });
  });

  it('that nobody knows', async () => {
    const error = await failureOf('openai-compatible/m', { do: 'answer', text: 'I', finishReason: 'whim' });
    expect(error.code).toBe('INVALID_RESPONSE');
  });

  it.each([
    ['deepseek/deepseek-v4-pro', 'stop'],
    ['openai/gpt-5', 'completed'],
    ['anthropic/claude-sonnet-4-5', 'end_turn'],
    ['openai-compatible/m', 'stop'],
  ])('of %s: %s', async (id, word) => {
    server.enqueue({ do: 'answer', text: 'Yes.' });
    expect((await ask(remoteModel(id, server.url))).message.finishReason).toBe(word);
  });
});

describe('errors in the stream that say more', () => {
  it.each([
    ['deepseek/deepseek-v4-pro', { message: 'm', type: 'rate_limit_error' }, 'RATE_LIMITED'],
    ['openai-compatible/m', { message: 'm', code: 503 }, 'PROVIDER_ERROR'],
    ['openai-compatible/m', { message: 'm', code: 'insufficient_quota' }, 'QUOTA'],
    ['anthropic/claude-sonnet-4-5', { message: 'm', type: 'overloaded_error' }, 'RATE_LIMITED'],
    ['openai/gpt-5', { message: 'm', code: 'rate_limit_exceeded' }, 'RATE_LIMITED'],
  ])('%s %o: %s', async (id, error, code) => {
    for (const afterDeltas of [0, 2]) {
      expect((await failureOf(id, { do: 'errorChunk', afterDeltas, ...SPOKEN, error })).code).toBe(code);
    }
  });
});
