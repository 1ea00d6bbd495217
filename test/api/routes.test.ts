import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { testDeps } from '../support/api.ts';
import type { Script } from '../support/work-by-hand.ts';
import { expectProblem } from './problem-shape.ts';
import { startApi } from './support.ts';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

const METADATA = {
  jobId: expect.any(String),
  version: 2,
  formatVersion: expect.any(Number),
  step: 'TOOLS_DONE',
  turns: 1,
  model: 'deepseek/deepseek-v4-pro',
  workspace: { path: expect.any(String) },
  messageCount: 3,
  usage: { input: 10, output: 5, reasoning: 1, cached: 0, total: 15, calls: 1 },
  sizeBytes: expect.any(Number),
  storedBytes: expect.any(Number),
  savedAt: TIME,
  repair: null,
  expiresAt: TIME,
  resumedFrom: null,
  resumedBy: null,
  status: 'FAILED',
};

describe('POST /webhook', () => {
  it('takes a job', async () => {
    const api = await startApi();
    const answer = await api.ask('POST', '/webhook', { prompt: 'Do it.', jobId: 'a/b ü' });
    expect(answer.status).toBe(202);
    expect(answer.json()).toEqual({ jobId: 'a/b ü', status: 'QUEUED' });
    expect(answer.headers.get('location')).toBe('/jobs/a%2Fb%20%C3%BC');
    expect(api.deps.queue.jobs.map((job) => job.jobId)).toEqual(['a/b ü']);
  });

  it('answers the same request under the same key with the same answer, also when the job went on', async () => {
    const api = await startApi();
    const ask = (prompt: string) => api.ask('POST', '/webhook', { prompt }, { 'idempotency-key': 'k1' });
    const first = await ask('One.');
    const { jobId } = first.json();
    const { lease } = await api.deps.store.acquire(jobId, { workerId: 'w', nonce: 'n' });
    expect(lease).not.toBeNull();
    const second = await ask('One.');
    expect([second.status, second.body]).toEqual([202, first.body]);
    expectProblem(await ask('Two.'), { status: 422, code: 'IDEMPOTENCY_MISMATCH' });
  });

  it.each([
    [undefined, 'INVALID_BODY', /prompt/],
    ['', 'INVALID_BODY', /prompt/],
    ['{', 'INVALID_BODY', /JSON/],
    ['null', 'INVALID_BODY', /object/],
    ['[]', 'INVALID_BODY', /object/],
    ['"x"', 'INVALID_BODY', /object/],
    [new Uint8Array([0x22, 0xff, 0x22]), 'INVALID_BODY', /UTF-8/],
    [{ prompt: 'x', promt: 'y' }, 'INVALID_BODY', /"promt"/],
    [{ prompt: 5 }, 'INVALID_BODY', /"prompt" must be string/],
    [{ prompt: 'x', jobId: '..' }, 'INVALID_JOB_ID', /"\.\."/],
    [{ prompt: 'x', model: 'nobody/x' }, 'INVALID_INPUT', /deepseek/],
    [{ prompt: 'x', model: 'scripted/nope' }, 'INVALID_INPUT', /"nope"\. SCRIPTS_DIR .*holds \w/],
    [`{"prompt":"x","a":${'['.repeat(64)}${']'.repeat(64)}}`, 'INVALID_BODY', /64 levels/],
    [`{"prompt":"x","a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'INVALID_BODY', /64 levels/],
  ])('refuses the body %j', async (body, code, detail) => {
    const api = await startApi();
    const answer = await api.ask('POST', '/webhook', body);
    expectProblem(answer, { status: 400, code });
    expect(answer.json().detail).toMatch(detail);
  });

  it('lets JSON of exactly 64 levels through to the fields', async () => {
    const api = await startApi();
    const body = `{"prompt":"x","a":${'['.repeat(63)}${']'.repeat(63)}}`;
    expect((await api.ask('POST', '/webhook', body)).json().detail).toBe('There is no field "a".');
  });

  it('says what to set when there is no model', async () => {
    const api = await startApi(testDeps({ config: { defaultModel: null } }));
    const answer = await api.ask('POST', '/webhook', { prompt: 'x' });
    expectProblem(answer, { status: 400, code: 'MODEL_REQUIRED' });
    expect(answer.json().detail).toContain('DEFAULT_MODEL');
  });

  it('refuses an id that is taken and a workspace that is in use', async () => {
    const api = await startApi();
    const ask = (jobId: string) =>
      api.ask('POST', '/webhook', { prompt: 'x', jobId, workspace: { path: 'w' } });
    await ask('a');
    expectProblem(await ask('a'), { status: 409, code: 'JOB_EXISTS' });
    expectProblem(await ask('b'), { status: 409, code: 'WORKSPACE_BUSY' });
  });

  it('takes a body of just under 1 MB and refuses one over, however it is sent', async () => {
    const api = await startApi();
    const body = (size: number) => `{"prompt":"x"}${' '.repeat(size - 14)}`;
    expect((await api.ask('POST', '/webhook', body(1024 * 1024))).status).toBe(202);
    const tooLarge = body(1024 * 1024 + 1);
    expectProblem(await api.ask('POST', '/webhook', tooLarge), { status: 413, code: 'BODY_TOO_LARGE' });
    // A dependency brings the browser's types of fetch, which do not know `duplex`; Node asks for it.
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([tooLarge]).stream(),
      duplex: 'half',
    };
    const streamed = await fetch(`${api.url}/webhook`, init);
    expect(streamed.status).toBe(413);
  });

  it.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-encoding': 'gzip' },
    { 'content-type': 'nonsense' },
  ])('refuses a body that comes as %j', async (headers) => {
    const api = await startApi();
    const answer = await api.ask('POST', '/webhook', { prompt: 'x' }, headers);
    expectProblem(answer, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

describe('/jobs', () => {
  it('shows a job whole, without its callback', async () => {
    const api = await startApi();
    const input = { prompt: 'Do it.', callback: { url: 'http://127.0.0.1:9/x', secret: 'whsec_c2VjcmV0' } };
    const { jobId } = (await api.ask('POST', '/webhook', input)).json();
    const answer = await api.ask('GET', `/jobs/${jobId}`);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      jobId,
      status: 'QUEUED',
      prompt: 'Do it.',
      model: 'deepseek/deepseek-v4-pro',
      attempts: 0,
      turns: 0,
      version: null,
      createdAt: TIME,
      startedAt: null,
      finishedAt: null,
      nextAttemptAt: null,
      failure: null,
      pauseReason: null,
      result: null,
      resumedFrom: null,
      resumedBy: null,
      forkedFrom: null,
      forkedFromVersion: null,
      waitingFor: [],
      partialAnswer: null,
    });
  });

  it('lists newest first, page by page, filtered by status', async () => {
    const api = await startApi();
    for (const jobId of ['a', 'b', 'c']) await api.job(undefined, { jobId });
    await api.job({ end: 'FAILED' }, { jobId: 'd' });
    const one = (await api.ask('GET', '/jobs?first=2&status=QUEUED')).json();
    expect(one.jobs.map((job) => job.jobId)).toEqual(['c', 'b']);
    const two = (await api.ask('GET', `/jobs?first=2&status=QUEUED&after=${one.nextCursor}`)).json();
    expect(two.jobs.map((job) => job.jobId)).toEqual(['a']);
    expect(two.nextCursor).toBeNull();
    const both = (await api.ask('GET', '/jobs?status=QUEUED,FAILED')).json();
    expect(both.jobs).toHaveLength(4);
  });

  it('cancels, pauses and continues', async () => {
    const api = await startApi();
    const jobId = await api.job();
    const steer = async (what: string) => {
      const answer = await api.ask('POST', `/jobs/${jobId}/${what}`);
      return [answer.status, answer.json()];
    };
    expect(await steer('pause')).toEqual([202, { jobId, status: 'PAUSED' }]);
    expect(await steer('continue')).toEqual([202, { jobId, status: 'QUEUED' }]);
    expect(api.deps.queue.jobs).toHaveLength(2);
    expect(await steer('cancel')).toEqual([202, { jobId, status: 'CANCELLED' }]);
    expect(await steer('cancel')).toEqual([202, { jobId, status: 'CANCELLED' }]);
    expectProblem(await api.ask('POST', `/jobs/${jobId}/continue`), { status: 409, code: 'JOB_COMPLETED' });
    expectProblem(await api.ask('POST', `/jobs/${jobId}/pause`), { status: 409, code: 'JOB_COMPLETED' });
  });

  it('shows what a paused job waits for, and lets it go on with the last decision', async () => {
    const api = await startApi();
    const cutOff: Script['cutOff'] = [
      { name: 'run_command', policy: 'REPORT', input: { command: 'make' } },
      { name: 'run_command', policy: 'REPORT', input: { command: 'make test' } },
    ];
    const jobId = await api.job({ cutOff, awaits: ['cut-1', 'cut-2'], end: 'PAUSED' });
    const waits = async () => (await api.ask('GET', `/jobs/${jobId}`)).json().waitingFor;
    const ask = (call: string, decision: string) =>
      api.ask('POST', `/jobs/${jobId}/tool-calls/${call}/decide`, { decision });
    const decide = async (call: string) => (await ask(call, 'RUN')).json();
    expect(await waits()).toMatchObject([
      { id: 'cut-1', name: 'run_command', arguments: { command: 'make' }, state: 'INTERRUPTED' },
      { id: 'cut-2', arguments: { command: 'make test' } },
    ]);
    expect(await decide('cut-1')).toEqual({ jobId, status: 'PAUSED' });
    expect(await waits()).toMatchObject([{ id: 'cut-2' }]);
    expectProblem(await ask('cut-1', 'REJECT'), { status: 409, code: 'JOB_RUNNING' });
    expect(await decide('cut-1')).toEqual({ jobId, status: 'PAUSED' });
    expect(await decide('cut-2')).toEqual({ jobId, status: 'QUEUED' });
    expect(await waits()).toEqual([]);
    expect(api.deps.queue.jobs).toMatchObject([
      { jobId, delivery: 1 },
      { jobId, delivery: 2 },
    ]);
    const continued = await api.ask('POST', `/jobs/${jobId}/continue`);
    expect([continued.status, continued.json()]).toEqual([202, { jobId, status: 'QUEUED' }]);
  });

  it('takes a decision about a call of a paused job', async () => {
    const api = await startApi();
    const cutOff: Script['cutOff'] = [{ name: 'run_command', policy: 'REPORT', input: { command: 'make' } }];
    const jobId = await api.job({ cutOff, end: 'PAUSED' });
    const decide = (call: string, body: unknown) =>
      api.ask('POST', `/jobs/${jobId}/tool-calls/${call}/decide`, body);
    const answer = await decide('cut-1', { decision: 'REJECT', reason: 'No.' });
    expect([answer.status, answer.json()]).toEqual([202, { jobId, status: 'PAUSED' }]);
    const [open] = (await api.deps.store.getCheckpoint(jobId))?.openToolCalls ?? [];
    expect(open?.decision).toEqual({ kind: 'REJECT', reason: 'No.' });
    expectProblem(await decide('nope', { decision: 'RUN' }), { status: 400, code: 'INVALID_INPUT' });
    expectProblem(await decide('cut-1', { decision: 'MAYBE' }), { status: 400, code: 'INVALID_BODY' });
    expectProblem(await decide('cut-1', { decision: 'RUN', arguments: { cmd: 'make' } }), {
      status: 400,
      code: 'INVALID_INPUT',
    });
    const running = await api.job({ end: 'RUNNING' });
    expectProblem(await api.ask('POST', `/jobs/${running}/tool-calls/x/decide`, { decision: 'RUN' }), {
      status: 409,
      code: 'JOB_RUNNING',
    });
  });
});

describe('/checkpoints', () => {
  it('lists what can be loaded, latest saved first, and shows one', async () => {
    const api = await startApi();
    const first = await api.job({});
    const second = await api.job({});
    await api.job({ end: 'COMPLETED' });
    const page = (await api.ask('GET', '/checkpoints?first=1')).json();
    expect(page).toEqual({ total: 2, checkpoints: [METADATA], nextCursor: expect.any(String) });
    expect(page.checkpoints[0]?.jobId).toBe(second);
    const rest = (await api.ask('GET', `/checkpoints?first=1&after=${page.nextCursor}`)).json();
    expect(rest).toMatchObject({ checkpoints: [{ jobId: first }], nextCursor: null });
    expect((await api.ask('GET', `/checkpoints/${first}`)).json()).toEqual({ ...METADATA, jobId: first });
  });

  it('filters by status, model and time', async () => {
    const api = await startApi();
    await api.job({});
    await api.job({ end: 'CANCELLED' });
    const count = async (query: string) =>
      (await api.ask('GET', `/checkpoints?${query}`)).json().checkpoints.length;
    expect(await count('status=FAILED')).toBe(1);
    expect(await count('status=FAILED&status=CANCELLED')).toBe(2);
    expect(await count('model=openai/x')).toBe(0);
    expect(await count('savedAfter=2100-01-01')).toBe(0);
  });

  it('answers can-resume for jobs that are and that are not', async () => {
    const api = await startApi();
    const jobId = await api.job({
      cutOff: [{ name: 'run_command', policy: 'REPORT', input: { command: 'make' } }],
    });
    expect((await api.ask('GET', `/checkpoints/${jobId}/can-resume`)).json()).toEqual({
      jobId,
      canResume: true,
      reason: 'READY',
      detail: expect.any(String),
      version: 3,
      turns: 2,
      interruptedToolCalls: [
        {
          id: 'cut-1',
          name: 'run_command',
          arguments: { command: 'make' },
          policy: 'REPORT',
          onResume: 'REPORT',
          startedAt: TIME,
        },
      ],
      tokensSaved: 30,
    });
    const none = await api.ask('GET', '/checkpoints/unknown/can-resume');
    expect([none.status, none.json()]).toEqual([
      200,
      {
        jobId: 'unknown',
        canResume: false,
        reason: 'NOT_FOUND',
        detail: expect.any(String),
        version: null,
        turns: null,
        interruptedToolCalls: [],
        tokensSaved: 0,
      },
    ]);
  });

  it.each([
    ['no body', undefined, {}],
    ['an empty body', '', {}],
    ['an empty body of another type', '', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['an empty object', '{}', {}],
    ['a callback', '{"callback":{"url":"https://127.0.0.1/x"}}', {}],
  ])('resumes with %s', async (_name, body, headers: Record<string, string>) => {
    const api = await startApi();
    const jobId = await api.job({});
    const answer = await api.ask('POST', `/checkpoints/${jobId}/resume`, body, headers);
    expect([answer.status, answer.json()]).toEqual([
      202,
      { jobId: expect.any(String), resumedFrom: jobId, version: 2, turns: 1, status: 'QUEUED' },
    ]);
    expect(answer.json().jobId).not.toBe(jobId);
  });

  it('starts one run for 20 resumes at once', async () => {
    const api = await startApi();
    const jobId = await api.job({});
    const calls = Array.from({ length: 20 }, () => api.ask('POST', `/checkpoints/${jobId}/resume`));
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
    expect(new Set(answers.map((answer) => answer.json().jobId)).size).toBe(1);
    expect(api.deps.queue.jobs).toHaveLength(2);
  });

  it('forks, deletes, and is final about it', async () => {
    const api = await startApi();
    const jobId = await api.job({ turns: 2 });
    const fork = await api.ask('POST', `/checkpoints/${jobId}/fork`, { version: 1, prompt: 'Otherwise.' });
    expect([fork.status, fork.json()]).toEqual([
      202,
      { jobId: expect.any(String), forkedFrom: jobId, version: 1, turns: 1, status: 'QUEUED' },
    ]);
    // It has yet to be copied.
    const waits = { status: 409, code: 'JOB_RUNNING' };
    expectProblem(await api.ask('DELETE', `/checkpoints/${jobId}`), waits);
    await api.ask('POST', `/jobs/${encodeURIComponent(fork.json().jobId)}/cancel`);
    const deleted = await api.ask('DELETE', `/checkpoints/${jobId}`);
    expect([deleted.status, deleted.json()]).toEqual([200, { jobId, deleted: true }]);
    const gone = { status: 404, code: 'CHECKPOINT_NOT_FOUND' };
    expectProblem(await api.ask('GET', `/checkpoints/${jobId}`), gone);
    expectProblem(await api.ask('DELETE', `/checkpoints/${jobId}`), gone);
    expectProblem(await api.ask('POST', `/checkpoints/${jobId}/resume`), gone);
    expectProblem(await api.ask('GET', `/checkpoints/${jobId}/messages`), gone);
    expectProblem(await api.ask('GET', `/checkpoints/${jobId}/versions/1`), gone);
    expect((await api.ask('GET', `/jobs/${jobId}`)).status).toBe(200);
  });

  it('shows messages, history and versions', async () => {
    const api = await startApi();
    const jobId = await api.job({ turns: 2 });
    const messages = (await api.ask('GET', `/checkpoints/${jobId}/messages?last=1`)).json();
    expect(messages).toMatchObject({
      jobId,
      version: 4,
      messageCount: 5,
      messages: [{ index: 4, role: 'TOOL', text: 'Content 2.' }],
      nextCursor: null,
    });
    const before = await api.ask(
      'GET',
      `/checkpoints/${jobId}/messages?last=1&before=${messages.previousCursor}`,
    );
    expect(before.json().messages).toMatchObject([{ index: 3, role: 'ASSISTANT', reasoning: 'Thought 2.' }]);
    const history = (await api.ask('GET', `/checkpoints/${jobId}/history?first=3`)).json();
    expect(history.checkpoints.map((one) => one.version)).toEqual([4, 3, 2]);
    const rest = await api.ask('GET', `/checkpoints/${jobId}/history?after=${history.nextCursor}`);
    expect(rest.json()).toMatchObject({ checkpoints: [{ version: 1 }], nextCursor: null });
    expect((await api.ask('GET', `/checkpoints/${jobId}/versions/2`)).json()).toEqual({ ...METADATA, jobId });
  });

  it('tells a version that is gone from one that never was', async () => {
    const api = await startApi(testDeps({ store: new MemoryStore({ historyLimit: 2 }) }));
    const jobId = await api.job({ turns: 2 });
    for (const path of ['versions/1', 'messages?version=1']) {
      expectProblem(await api.ask('GET', `/checkpoints/${jobId}/${path}`), {
        status: 410,
        code: 'VERSION_GONE',
      });
    }
    expectProblem(await api.ask('GET', `/checkpoints/${jobId}/versions/9`), {
      status: 404,
      code: 'CHECKPOINT_NOT_FOUND',
    });
  });

  it('answers about a completed job as about one without a checkpoint', async () => {
    const api = await startApi();
    const jobId = await api.job({ end: 'COMPLETED' });
    expectProblem(await api.ask('GET', `/checkpoints/${jobId}`), {
      status: 404,
      code: 'CHECKPOINT_NOT_FOUND',
    });
    expect((await api.ask('GET', `/checkpoints/${jobId}/can-resume`)).json().reason).toBe('COMPLETED');
    expect((await api.ask('GET', `/checkpoints/${jobId}/versions/1`)).status).toBe(200);
  });

  it.each([
    ['RUNNING', 'JOB_RUNNING'],
    ['PAUSED', 'JOB_RUNNING'],
    ['WAITING_RETRY', 'JOB_QUEUED'],
    ['COMPLETED', 'JOB_COMPLETED'],
  ] as const)('refuses to resume a job that is %s', async (end, code) => {
    const api = await startApi();
    const jobId = await api.job({ end });
    expectProblem(await api.ask('POST', `/checkpoints/${jobId}/resume`), { status: 409, code });
    const deleted = await api.ask('DELETE', `/checkpoints/${jobId}`);
    if (end === 'COMPLETED') expectProblem(deleted, { status: 404, code: 'CHECKPOINT_NOT_FOUND' });
    else expectProblem(deleted, { status: 409, code: 'JOB_RUNNING' });
  });

  it('refuses another version than the latest, and a second resume of a job that went further', async () => {
    const api = await startApi();
    const jobId = await api.job({ turns: 2 });
    const stale = await api.ask('POST', `/checkpoints/${jobId}/resume`, { version: 1 });
    expectProblem(stale, { status: 409, code: 'VERSION_CONFLICT' });
  });
});

describe('what cannot be answered', () => {
  it.each([
    ['GET', ''],
    ['GET', '/messages'],
    ['GET', '/versions/1'],
    ['DELETE', ''],
  ] as const)('%s /checkpoints/…%s tells a job without a checkpoint from no job', async (method, inside) => {
    const api = await startApi();
    const jobId = await api.job({ turns: 0 });
    const detail = async (id: string) =>
      JSON.parse((await api.ask(method, `/checkpoints/${id}${inside}`)).body).detail;
    expect(await detail('nope')).toMatch(/^There is no job "nope"/);
    expect(await detail(jobId)).toMatch(/ has no checkpoint: it has saved none yet/);
  });

  it.each([
    ['GET', '/jobs/nope', 404, 'JOB_NOT_FOUND'],
    ['POST', '/jobs/nope/cancel', 404, 'JOB_NOT_FOUND'],
    ['POST', '/jobs/nope/pause', 404, 'JOB_NOT_FOUND'],
    ['POST', '/jobs/nope/continue', 404, 'JOB_NOT_FOUND'],
    ['GET', '/checkpoints/nope', 404, 'CHECKPOINT_NOT_FOUND'],
    ['DELETE', '/checkpoints/nope', 404, 'CHECKPOINT_NOT_FOUND'],
    ['POST', '/checkpoints/nope/resume', 404, 'CHECKPOINT_NOT_FOUND'],
    ['GET', '/checkpoints/nope/messages', 404, 'CHECKPOINT_NOT_FOUND'],
    ['GET', '/checkpoints/nope/history', 404, 'JOB_NOT_FOUND'],
    ['GET', '/checkpoints/nope/versions/1', 404, 'CHECKPOINT_NOT_FOUND'],
    ['GET', '/checkpoints/nope/versions/x', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints/nope/versions/0', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=0', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=101', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=1.5', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=-1', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=1e1', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?first=1&first=2', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?limit=5', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?savedAfter=x', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints?after=x', 400, 'INVALID_CURSOR'],
    ['GET', '/jobs?first=0', 400, 'INVALID_INPUT'],
    ['GET', '/jobs?status=BROKEN', 400, 'INVALID_INPUT'],
    ['GET', '/jobs?after=%00', 400, 'INVALID_CURSOR'],
    ['GET', '/jobs/x?jobId=y', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints/nope/messages?first=1&last=1', 400, 'INVALID_INPUT'],
    ['GET', '/checkpoints/nope/messages?after=x', 400, 'INVALID_CURSOR'],
    ['GET', '/checkpoints/nope/history?after=x', 400, 'INVALID_CURSOR'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const api = await startApi();
    expectProblem(await api.ask(method, path), { status, code });
  });

  it.each([
    ['/checkpoints/nope/resume', { version: '1' }, /version/],
    ['/checkpoints/nope/resume', { jobId: 'other' }, /address/],
    ['/checkpoints/nope/resume', { force: true }, /force/],
    ['/checkpoints/nope/resume', [], /object/],
    ['/checkpoints/nope/fork', {}, /version/],
    ['/jobs/nope/cancel', { reason: 'x' }, /reason/],
    ['/jobs/nope/tool-calls/t/decide', {}, /decision/],
  ])('POST %s with %j names what is wrong', async (path, body, detail) => {
    const api = await startApi();
    const answer = await api.ask('POST', path, body);
    expectProblem(answer, { status: 400, code: 'INVALID_BODY' });
    expect(answer.json().detail).toMatch(detail);
  });
});
