import { describe, expect, it } from 'vitest';
import { expectProblem } from './problem-shape.ts';
import { rawRequest } from './raw-request.ts';
import { startApi } from './support.ts';

const ODD_IDS = [
  'a/b',
  '/',
  '//',
  'a//b/',
  '../x',
  './x',
  '...',
  'a:b',
  ':',
  ':jobId',
  '*',
  'a*b',
  '(a)',
  'a?b=c',
  '?',
  'a#b',
  'a&b=c',
  'a;b',
  'a,b',
  'a+b',
  'a b',
  ' ',
  '%',
  '%25',
  '%2F',
  '%2e%2e',
  '%ff',
  '%%%',
  'a%b',
  '{job}',
  '{}',
  '[x]',
  '$&',
  '\\',
  'a\\b',
  '"',
  "'",
  '`',
  '<script>',
  '|',
  '^',
  '~',
  '@',
  '=',
  '123',
  '-5',
  '0',
  '00012',
  '1e3',
  'null',
  '__proto__',
  'constructor',
  'toString',
  'resume',
  'can-resume',
  'versions',
  '🚀',
  '👩‍👩‍👧‍👧',
  'é',
  'e\u0301',
  '日本語',
  '\u202e',
  '\ufeff',
  '\u2028',
  'x'.repeat(255),
  'é'.repeat(127),
  '%'.repeat(255),
  '/'.repeat(255),
  '🚀'.repeat(63),
];

describe('any job id that is one', () => {
  it.each(ODD_IDS)('%j works in every address', async (jobId) => {
    const api = await startApi();
    const submitted = await api.ask('POST', '/webhook', { prompt: 'x', jobId });
    expect([submitted.status, submitted.json().jobId]).toEqual([202, jobId]);
    expect((await api.ask('GET', submitted.headers.get('location') ?? '')).json().jobId).toBe(jobId);
    const id = encodeURIComponent(jobId);
    expect((await api.ask('POST', `/jobs/${id}/cancel`)).json()).toEqual({ jobId, status: 'CANCELLED' });

    const other = await api.job({ turns: 1 });
    expect(other).not.toBe(jobId);
    expect((await api.ask('GET', `/checkpoints/${id}/can-resume`)).json()).toMatchObject({ jobId });
    expectProblem(await api.ask('GET', `/checkpoints/${id}`), { status: 404, code: 'CHECKPOINT_NOT_FOUND' });
    expect((await api.ask('GET', '/jobs?first=1&status=CANCELLED')).json().jobs[0]?.jobId).toBe(jobId);
  });

  it.each(ODD_IDS)('%j is read, resumed and deleted with its checkpoint', async (jobId) => {
    const api = await startApi();
    await api.job({ turns: 1 }, { jobId });
    const id = encodeURIComponent(jobId);
    expect((await api.ask('GET', `/checkpoints/${id}`)).json().jobId).toBe(jobId);
    expect((await api.ask('GET', `/checkpoints/${id}/messages`)).json().jobId).toBe(jobId);
    expect((await api.ask('GET', `/checkpoints/${id}/history`)).json().checkpoints[0]?.jobId).toBe(jobId);
    expect((await api.ask('GET', `/checkpoints/${id}/versions/1`)).json().jobId).toBe(jobId);
    const resumed = (await api.ask('POST', `/checkpoints/${id}/resume`)).json();
    expect(resumed).toMatchObject({ resumedFrom: jobId });
    await api.ask('POST', `/jobs/${resumed.jobId}/cancel`);
    expect((await api.ask('DELETE', `/checkpoints/${id}`)).json()).toEqual({ jobId, deleted: true });
  });

  it('is the same however its letters are encoded', async () => {
    const api = await startApi();
    await api.job(undefined, { jobId: 'Ab/é' });
    for (const path of ['Ab%2Fé', '%41b%2f%C3%A9', '%41%62%2F%c3%a9']) {
      expect((await api.ask('GET', `/jobs/${path}`)).json().jobId).toBe('Ab/é');
    }
    expect((await api.ask('GET', '/jobs/ab%2F%C3%A9')).status).toBe(404);
  });
});

describe('an id that cannot be one', () => {
  const PATHS = [
    '%ff',
    '%c0%af',
    '%ed%a0%80',
    '%',
    '%2',
    '%zz',
    'a%ffb',
    '%2e%2e',
    '%2E%2E',
    '..',
    '.',
    '%2e',
    '%00',
    'a%0ab',
    '%7f',
    '%C2%80',
    'x'.repeat(256),
    '%C3%A9'.repeat(128),
    'x'.repeat(8000),
  ];

  it.each(PATHS)('%s is refused as such at every address', async (id) => {
    const api = await startApi();
    const lines = [
      `GET /jobs/${id}`,
      `POST /jobs/${id}/cancel`,
      `GET /checkpoints/${id}`,
      `GET /checkpoints/${id}/can-resume`,
      `GET /checkpoints/${id}/messages`,
      `POST /checkpoints/${id}/resume`,
      `DELETE /checkpoints/${id}`,
    ];
    for (const line of lines) {
      expectProblem(await rawRequest(api.port, line), { status: 400, code: 'INVALID_JOB_ID' });
    }
  });

  it.each(['', '.', '..', 'a\nb', '\ud800', 'é'.repeat(128)])('%j is refused in a body', async (jobId) => {
    const api = await startApi();
    const answer = await api.ask('POST', '/webhook', { prompt: 'x', jobId });
    expectProblem(answer, { status: 400, code: 'INVALID_JOB_ID' });
  });

  it('is refused when it is empty', async () => {
    const api = await startApi();
    expectProblem(await rawRequest(api.port, 'POST /jobs//cancel'), { status: 400, code: 'INVALID_JOB_ID' });
  });
});
