import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { toModelCallError } from '../../../src/agent/model/failures.ts';
import { REMOTE_PROVIDERS } from '../../../src/agent/model/providers.ts';

const { service } = REMOTE_PROVIDERS.anthropic;

function refused(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  return toModelCallError(
    new APICallError({
      message: 'upstream words',
      url: 'https://api.example.com',
      requestBodyValues: {},
      statusCode,
      responseHeaders: headers,
      responseBody: JSON.stringify(body),
    }),
    service,
    false,
  );
}

describe('toModelCallError', () => {
  it('keeps what the provider asked for with any status', () => {
    expect(refused(503, {}, { 'retry-after': '3' })).toMatchObject({
      code: 'PROVIDER_ERROR',
      retryAfterMs: 3000,
    });
  });

  it('names a short word of the provider, and nothing that is more than a word', () => {
    expect(refused(400, { error: { code: 'context_length_exceeded' } }).message).toContain(
      'context_length_exceeded',
    );
    for (const code of ['sk-123', 'Bad Key', 'a'.repeat(61), 7, null, { a: 1 }]) {
      expect(refused(400, { error: { code } }).message).toContain('(HTTP 400)');
    }
  });

  it.each([
    [
      400,
      {
        error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API' },
      },
    ],
    [403, { error: { type: 'billing_error' } }],
    [429, { error: { type: 'tokens', code: 'insufficient_quota' } }],
    [402, 'no JSON of an error'],
  ])('status %i with %o is an empty account', (status, body) => {
    expect(refused(status, body)).toMatchObject({ code: 'QUOTA', httpStatus: status, retryable: false });
  });

  it('says what to set', () => {
    expect(refused(401, {}).message).toContain('ANTHROPIC_API_KEY');
    // Whether there is anything to resume, whoever makes a call cannot know.
    for (const status of [401, 402, 403]) expect(refused(status, {}).message).not.toMatch(/resume/);
    expect(refused(404, {}).message).toContain('ANTHROPIC_BASE_URL');
  });

  it('takes what it does not know for an answer that cannot be read', () => {
    for (const error of [new Error('odd'), undefined, null, 7, new TypeError('x')]) {
      expect(toModelCallError(error, service, true).code).toBe('INVALID_RESPONSE');
    }
  });
});
