import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exhaustedForMs, type Headers, retryAfterMs } from '../../../src/agent/model/rate-limits.ts';
import { type FakeModelServer, rateLimited, startFakeModelServer } from '../../support/fake-model-server.ts';
import { ask, REMOTE_MODELS, remoteModel } from '../../support/models.ts';

const now = Date.parse('2026-02-03T04:05:06Z');

describe('retryAfterMs', () => {
  it.each<[Headers | undefined, number | null]>([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Tue, 03 Feb 2026 04:05:16 GMT' }, 10_000],
    [{ 'retry-after': 'Tue, 03 Feb 2026 04:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{}, null],
    [undefined, null],
  ])('of %o is %s', (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});

/** As OpenAI sends them with every answer. */
const openai = (over: Record<string, string> = {}): Headers => ({
  'x-ratelimit-limit-requests': '60',
  'x-ratelimit-limit-tokens': '150000',
  'x-ratelimit-remaining-requests': '59',
  'x-ratelimit-remaining-tokens': '149984',
  'x-ratelimit-reset-requests': '1s',
  'x-ratelimit-reset-tokens': '6m0s',
  ...over,
});

/** As Anthropic does. */
const anthropic = (over: Record<string, string> = {}): Headers => ({
  'anthropic-ratelimit-requests-limit': '50',
  'anthropic-ratelimit-requests-remaining': '49',
  'anthropic-ratelimit-requests-reset': '2026-02-03T04:05:07Z',
  'anthropic-ratelimit-input-tokens-limit': '30000',
  'anthropic-ratelimit-input-tokens-remaining': '29000',
  'anthropic-ratelimit-input-tokens-reset': '2026-02-03T04:05:26Z',
  ...over,
});

describe('exhaustedForMs', () => {
  it.each<[string, Headers | undefined, number | null]>([
    ['nothing', undefined, null],
    ['no headers', {}, null],
    ['OpenAI with something left', openai(), null],
    ['OpenAI without tokens', openai({ 'x-ratelimit-remaining-tokens': '0' }), 360_000],
    [
      'OpenAI without requests: until one is there again',
      openai({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m0s' }),
      1000,
    ],
    [
      'the longer of both',
      openai({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '0' }),
      360_000,
    ],
    [
      'milliseconds',
      openai({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '120ms' }),
      120,
    ],
    [
      'Groq',
      openai({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '2m59.56s' }),
      179_560,
    ],
    ['seconds', openai({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '8' }), 8000],
    [
      'Azure, which does not know',
      openai({
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-limit-tokens': '-1',
        'x-ratelimit-reset-tokens': '0',
      }),
      null,
    ],
    ['no reset', { 'x-ratelimit-remaining-tokens': '0' }, null],
    [
      'a reset that cannot be read',
      openai({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': 'soon' }),
      null,
    ],
    ['Anthropic with something left', anthropic(), null],
    ['Anthropic without tokens', anthropic({ 'anthropic-ratelimit-input-tokens-remaining': '0' }), 20_000],
    [
      'Anthropic without requests',
      anthropic({
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-02-03T04:06:06Z',
      }),
      1200,
    ],
    [
      'a reset that is past',
      anthropic({
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-02-03T04:00:00Z',
      }),
      0,
    ],
    ['ms since 1970', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 5000) }, 5000],
    [
      'seconds since 1970',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 5) },
      5000,
    ],
    ['the drafts of the IETF', { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, 30_000],
  ])('%s', (_name, headers, expected) => {
    expect(exhaustedForMs(headers, now)).toBe(expected);
  });
});

describe('what a provider says with its answers', () => {
  let server: FakeModelServer;
  beforeAll(async () => {
    server = await startFakeModelServer();
  });
  afterAll(() => server.stop());

  it.each(REMOTE_MODELS)('%s', async (id) => {
    const heard: number[] = [];
    const onExhausted = (forMs: number) => heard.push(forMs);
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    const usedUp: Record<string, string> = id.startsWith('anthropic/')
      ? {
          'anthropic-ratelimit-tokens-remaining': '0',
          'anthropic-ratelimit-tokens-limit': '1000',
          'anthropic-ratelimit-tokens-reset': inAMinute,
        }
      : {
          'x-ratelimit-remaining-tokens': '0',
          'x-ratelimit-limit-tokens': '1000',
          'x-ratelimit-reset-tokens': '1m0s',
        };
    server.enqueue(
      { do: 'answer', text: 'I have some left.' },
      { do: 'answer', text: 'That was it.', headers: usedUp },
    );
    for (let call = 0; call < 2; call++) await ask(remoteModel(id, server.url), { onExhausted });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBeGreaterThan(30_000);
    expect(heard[0]).toBeLessThanOrEqual(60_000);

    // A 429 that says nothing else is understood by them, too.
    const limited = rateLimited();
    server.enqueue(limited.do === 'status' ? { ...limited, headers: usedUp } : limited);
    const refused = await ask(remoteModel(id, server.url)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  });
});
