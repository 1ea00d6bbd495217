import { describe, expect, it } from 'vitest';
import { type AttemptFailure, decideRetry } from '../../src/jobs/retry-policy.ts';

const now = new Date('2026-01-01T00:00:00.000Z');

function failure(over: Partial<AttemptFailure> = {}): AttemptFailure {
  return {
    code: 'PROVIDER_ERROR',
    message: 'The provider failed.',
    retryable: true,
    provider: 'deepseek',
    httpStatus: 500,
    retryAfterMs: null,
    ...over,
  };
}

/** A job with a checkpoint, and that many failed attempts in a row. */
function stuck(retries: number, unusable = 0): Parameters<typeof decideRetry>[1] {
  return { retries, unusable, version: 3, resumedFrom: null };
}

function waitOf(decision: ReturnType<typeof decideRetry>): number {
  if (decision.kind !== 'RETRY') throw new Error(`expected a retry, got ${decision.failure.code}`);
  return decision.at.getTime() - now.getTime();
}

describe('decideRetry', () => {
  it.each([
    ['AUTHENTICATION', 'The provider failed. Then resume the job.'],
    ['QUOTA', 'The provider failed. Then resume the job.'],
    ['ANSWER_TOO_LARGE', 'The provider failed. Then resume the job.'],
    ['BAD_REQUEST', 'The provider failed.'],
  ])('fails at once on %s', (code, message) => {
    const decision = decideRetry(failure({ code, retryable: false }), stuck(0), { now, random: 0 });
    expect(decision).toEqual({
      kind: 'FAIL',
      failure: {
        code,
        message,
        retryable: false,
        provider: 'deepseek',
        httpStatus: 500,
      },
    });
  });

  it.each([
    ['nothing saved', { version: null, resumedFrom: null }, 'Then submit the job again.'],
    ['nothing copied', { version: null, resumedFrom: 'earlier' }, 'Then resume job "earlier" again.'],
  ])('advises no resume that would be refused: a job with %s', (_, job, advice) => {
    const refused = failure({ code: 'AUTHENTICATION', retryable: false });
    expect(decideRetry(refused, { ...stuck(0), ...job }, { now, random: 0 })).toMatchObject({
      failure: { message: `The provider failed. ${advice}` },
    });
  });

  it('never comes back before the time that the provider asked for', () => {
    const limited = failure({ code: 'RATE_LIMITED', retryAfterMs: 7_000 });
    expect(waitOf(decideRetry(limited, stuck(0), { now, random: 0 }))).toBe(7_000);
    expect(waitOf(decideRetry(limited, stuck(5), { now, random: 1 }))).toBe(7_700);
  });

  it('cuts a Retry-After of a day to an hour, and backs off where it says at once', () => {
    const asked = (retryAfterMs: number) => failure({ code: 'RATE_LIMITED', retryAfterMs });
    expect(waitOf(decideRetry(asked(86_400_000), stuck(0), { now, random: 0 }))).toBe(3_600_000);
    expect(waitOf(decideRetry(asked(0), stuck(0), { now, random: 0.5 }))).toBe(1_000);
    expect(waitOf(decideRetry(asked(0), stuck(4), { now, random: 0.5 }))).toBe(16_000);
  });

  it('backs off twice as long each time, up to five minutes', () => {
    const waits = Array.from({ length: 9 }, (_, retries) =>
      waitOf(decideRetry(failure(), stuck(retries), { now, random: 0.5 })),
    );
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256].map((seconds) => seconds * 1000));
  });

  it('spreads the jobs that failed together by a quarter either way', () => {
    expect(waitOf(decideRetry(failure(), stuck(3), { now, random: 0 }))).toBe(6_000);
    expect(waitOf(decideRetry(failure(), stuck(3), { now, random: 1 }))).toBe(10_000);
  });

  it('gives up at the tenth attempt without progress, under the same code, and says the number', () => {
    expect(decideRetry(failure(), stuck(8), { now, random: 0 }).kind).toBe('RETRY');
    const last = decideRetry(failure(), stuck(9), { now, random: 0 });
    expect(last).toMatchObject({ kind: 'FAIL', failure: { code: 'PROVIDER_ERROR', retryable: true } });
    expect(last.kind === 'FAIL' && last.failure.message).toMatch(/10 attempts/);
  });

  it.each([
    ['a checkpoint', { version: 3, resumedFrom: 'earlier' }, /checkpoint is kept, so resume the job/],
    ['nothing saved', { version: null, resumedFrom: null }, /no checkpoint yet, so submit the job again/],
    [
      'nothing copied',
      { version: null, resumedFrom: 'earlier' },
      /no checkpoint yet, so resume job "earlier"/,
    ],
  ])('says how a job with %s goes on when it is given up', (_, job, advice) => {
    const last = decideRetry(failure(), { ...stuck(9), ...job }, { now, random: 0 });
    expect(last).toMatchObject({ failure: { message: expect.stringMatching(advice) } });
  });

  it('calls three unusable answers no progress, other failures between them or not', () => {
    const unusable = failure({ code: 'INVALID_RESPONSE', httpStatus: 200 });
    for (const retries of [1, 5]) {
      const again = decideRetry(unusable, stuck(retries, 1), { now, random: 0 });
      expect(again).toMatchObject({ kind: 'RETRY', counts: 'UNUSABLE_ANSWER' });
      expect(decideRetry(unusable, stuck(retries + 1, 2), { now, random: 0 })).toMatchObject({
        kind: 'FAIL',
        failure: { code: 'NO_PROGRESS', message: expect.stringContaining('after 3 such answers') },
      });
    }
    expect(decideRetry(failure(), stuck(2, 2), { now, random: 0 })).toMatchObject({
      kind: 'RETRY',
      counts: 'ATTEMPT',
    });
  });
});
