import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  decideToolCallInput,
  forkCheckpointInput,
  jobIdInput,
  listCheckpointsInput,
  listJobsInput,
  MAX_PROMPT_BYTES,
  readMessagesInput,
  resumeCheckpointInput,
  submitJobInput,
} from '../../resolvers/inputs.ts';
import { InputError, parseInput } from '../../resolvers/parse-input.ts';
import { RetomaError } from '../../src/errors.ts';
import { JOB_STATUSES } from '../../src/store/records.ts';

const callback = (url: string, secret?: unknown) => ({ prompt: 'x', callback: { url, secret } });
const longUrl = (length: number) =>
  `https://example.com/${'a'.repeat(length - 'https://example.com/'.length)}`;
const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

const many = (status: string, count: number) => ({ filter: { status: Array(count).fill(status) } });

const ACCEPTED: [string, z.ZodType, unknown][] = [
  ['a prompt of one character', submitJobInput, { prompt: 'x' }],
  ['a prompt of 256 KB', submitJobInput, { prompt: 'é'.repeat(MAX_PROMPT_BYTES / 2) }],
  ['control characters in a prompt', submitJobInput, { prompt: 'a\u0000b\u001b[1m\r\n' }],
  ['emoji in a prompt', submitJobInput, { prompt: '🚀' }],
  ['null for what is optional', submitJobInput, { prompt: 'x', jobId: null, callback: null, maxTurns: null }],
  ['1 turn', submitJobInput, { prompt: 'x', maxTurns: 1 }],
  ['1000 turns', submitJobInput, { prompt: 'x', maxTurns: 1000 }],
  ['an http callback', submitJobInput, callback('http://127.0.0.1:9/x?y=1')],
  ['a callback of 2048 characters', submitJobInput, callback(longUrl(2048))],
  ['a secret', submitJobInput, callback('https://example.com', whsec(24))],
  ['a null secret', submitJobInput, callback('https://example.com', null)],
  ['a page', listJobsInput, { first: 100, after: 'x', filter: { status: ['FAILED'] } }],
  ['all statuses', listJobsInput, { filter: { status: [...JOB_STATUSES] } }],
  [
    'RUN with arguments',
    decideToolCallInput,
    { jobId: 'j', toolCallId: 't', decision: 'RUN', arguments: { a: 1 } },
  ],
  [
    'RESULT with an empty result',
    decideToolCallInput,
    { jobId: 'j', toolCallId: 't', decision: 'RESULT', result: '' },
  ],
  ['REJECT without a reason', decideToolCallInput, { jobId: 'j', toolCallId: 't', decision: 'REJECT' }],
];

const REFUSED: [string, z.ZodType, unknown, string | null][] = [
  ['no prompt', submitJobInput, {}, 'prompt'],
  ['an empty prompt', submitJobInput, { prompt: '' }, 'prompt'],
  ['a prompt over 256 KB', submitJobInput, { prompt: `${'é'.repeat(MAX_PROMPT_BYTES / 2)}a` }, 'prompt'],
  ['half a surrogate pair', submitJobInput, { prompt: 'a\ud800' }, 'prompt'],
  ['a prompt that is no text', submitJobInput, { prompt: ['x'] }, 'prompt'],
  ['an unknown field', submitJobInput, { prompt: 'x', promt: 'y' }, 'promt'],
  [
    'an unknown field inside',
    submitJobInput,
    { prompt: 'x', workspace: { paht: 'y', path: 'a' } },
    'workspace.paht',
  ],
  ['__proto__ as a field', submitJobInput, JSON.parse('{"prompt":"x","__proto__":{}}'), '__proto__'],
  ['no turns', submitJobInput, { prompt: 'x', maxTurns: 0 }, 'maxTurns'],
  ['1001 turns', submitJobInput, { prompt: 'x', maxTurns: 1001 }, 'maxTurns'],
  ['half a turn', submitJobInput, { prompt: 'x', maxTurns: 1.5 }, 'maxTurns'],
  ['turns as text', submitJobInput, { prompt: 'x', maxTurns: '5' }, 'maxTurns'],
  ['an unknown policy', submitJobInput, { prompt: 'x', onInterrupted: 'report' }, 'onInterrupted'],
  ['an ftp callback', submitJobInput, callback('ftp://example.com'), 'callback.url'],
  ['a callback with a password', submitJobInput, callback('https://a:b@example.com'), 'callback.url'],
  ['a callback with a user', submitJobInput, callback('https://a@example.com'), 'callback.url'],
  ['a callback with spaces', submitJobInput, callback('https://example.com/ x'), 'callback.url'],
  ['a callback of 2049 characters', submitJobInput, callback(longUrl(2049)), 'callback.url'],
  ['a callback that is no URL', submitJobInput, callback('https://'), 'callback.url'],
  ['a secret of another kind', submitJobInput, callback('https://example.com', 'secret'), 'callback.secret'],
  [
    'a secret that is not base64',
    submitJobInput,
    callback('https://example.com', 'whsec_a!'),
    'callback.secret',
  ],
  ['an empty secret', submitJobInput, callback('https://example.com', 'whsec_'), 'callback.secret'],
  ['an input that is no object', submitJobInput, [], null],
  ['a page of 0', listJobsInput, { first: 0 }, 'first'],
  ['a page of 101', listJobsInput, { first: 101 }, 'first'],
  ['an unknown status', listJobsInput, { filter: { status: ['BROKEN'] } }, 'filter.status.0'],
  ['more statuses than there are', listJobsInput, many('QUEUED', JOB_STATUSES.length + 1), 'filter.status'],
  ['far more of them', listCheckpointsInput, many('COMPLETED', 100_000), 'filter.status'],
  [
    '101 tools',
    submitJobInput,
    { prompt: 'x', requireApproval: Array(101).fill('run_command') },
    'requireApproval',
  ],
  ['a broken date', listCheckpointsInput, { filter: { savedAfter: new Date('x') } }, 'filter.savedAfter'],
  ['first and last', readMessagesInput, { jobId: 'j', first: 1, last: 1 }, 'last'],
  ['version 0', resumeCheckpointInput, { jobId: 'j', version: 0 }, 'version'],
  ['a fork without version', forkCheckpointInput, { jobId: 'j' }, 'version'],
  [
    'RESULT without result',
    decideToolCallInput,
    { jobId: 'j', toolCallId: 't', decision: 'RESULT' },
    'result',
  ],
  [
    'REJECT with arguments',
    decideToolCallInput,
    { jobId: 'j', toolCallId: 't', decision: 'REJECT', arguments: {} },
    'arguments',
  ],
];

const BAD_IDS: unknown[] = [
  '',
  '.',
  '..',
  'a\u0000',
  'a\u007f',
  'a\u0085',
  '\ud800',
  'é'.repeat(128),
  5,
  null,
  undefined,
  {},
];

function refusal(schema: z.ZodType, value: unknown): unknown {
  try {
    return parseInput(schema, value);
  } catch (error) {
    return error;
  }
}

describe('inputs', () => {
  it.each(ACCEPTED)('accept %s', (_name, schema, value) => {
    expect(() => parseInput(schema, value)).not.toThrow();
  });

  it.each(REFUSED)('refuse %s and name the field', (_name, schema, value, field) => {
    const error = refusal(schema, value);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'INVALID_INPUT', field });
    const lastPart = field?.split('.').findLast((part) => !/^\d+$/.test(part));
    expect((error as InputError).message).toContain(lastPart ?? 'object');
  });

  it.each(BAD_IDS)('refuse the job id %j as such, whatever else is wrong', (jobId) => {
    const error = refusal(jobIdInput, { other: true, jobId });
    expect(RetomaError.is(error, 'INVALID_JOB_ID')).toBe(true);
  });

  it('say once what a list says more than once', () => {
    const status = ['FAILED', 'QUEUED', 'FAILED'];
    const once = ['FAILED', 'QUEUED'];
    expect(parseInput(listJobsInput, { filter: { status } }).filter?.status).toEqual(once);
    expect(parseInput(listCheckpointsInput, { filter: { status } }).filter?.status).toEqual(once);
    const requireApproval = ['write_file', 'write_file'];
    expect(parseInput(submitJobInput, { prompt: 'x', requireApproval }).requireApproval).toEqual([
      'write_file',
    ]);
  });

  it('keep JSON arguments as they are, a key __proto__ included', () => {
    const given = JSON.parse('{"__proto__":{"x":1},"deep":[null,1.5,"é"]}');
    const input = { jobId: 'j', toolCallId: 't', decision: 'RUN', arguments: given };
    expect(JSON.stringify(parseInput(decideToolCallInput, input).arguments)).toBe(JSON.stringify(given));
  });

  it('name no more than a few of many unknown fields, shortened', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${n}${'k'.repeat(200)}`, 1]));
    const error = refusal(jobIdInput, { jobId: 'j', ...many }) as InputError;
    expect(error.message.length).toBeLessThan(1000);
  });
});
