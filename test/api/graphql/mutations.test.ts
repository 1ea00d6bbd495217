import { describe, expect, it } from 'vitest';
import { RetomaError } from '../../../src/errors.ts';
import { testDeps } from '../../support/api.ts';
import { type Script, workByHand } from '../../support/work-by-hand.ts';
import { graphqlOf } from './support.ts';

function start() {
  const graphql = graphqlOf();
  const run = async (field: string, input: object, selection: string) => {
    const type = field.charAt(0).toUpperCase() + field.slice(1);
    const { data, errors } = await graphql.ask(
      `mutation ($input: ${type}Input!) { ${field}(input: $input) {
         __typename ... on Error { code message } ... on InvalidInputError { field } ... on ${type}Payload { ${selection} } } }`,
      { input },
    );
    expect(errors).toEqual([]);
    return data[field];
  };
  return {
    ...graphql,
    run,
    async job(script: Script): Promise<string> {
      const { jobId } = await run('submitJob', { prompt: 'Do it.' }, 'jobId');
      await workByHand(graphql.deps.store, jobId, script);
      return jobId;
    },
  };
}

const PENDING: Script = {
  cutOff: [{ name: 'run_command', policy: 'REPORT', input: { command: 'make' } }],
  end: 'PAUSED',
};

describe('submitJob', () => {
  it('takes all that POST /webhook takes', async () => {
    const { run, deps } = start();
    const input = {
      ...{
        prompt: 'Do it.',
        jobId: 'mine',
        model: 'deepseek/other',
        workspace: { path: 'a/b' },
        maxTurns: 7,
      },
      callback: { url: 'http://127.0.0.1:9/hook', secret: 'whsec_c2VjcmV0' },
      ...{
        resumeFromCheckpoint: false,
        onInterrupted: 'PAUSE',
        onPartial: 'CONTINUE',
        requireApproval: ['run_command'],
      },
    };
    const { job } = await run('submitJob', input, 'jobId job { status jobId prompt model }');
    expect(job).toEqual({ status: 'QUEUED', jobId: 'mine', prompt: 'Do it.', model: 'deepseek/other' });
    expect(await deps.store.getJob('mine')).toMatchObject(input);
    expect(deps.queue.jobs.map(({ jobId }) => jobId)).toEqual(['mine']);
  });

  it('takes null for what is left out', async () => {
    const { run, deps } = start();
    const nothing = Object.fromEntries(
      [
        'jobId',
        'model',
        'workspace',
        'callback',
        'maxTurns',
        'resumeFromCheckpoint',
        'onInterrupted',
        'requireApproval',
      ].map((name) => [name, null]),
    );
    const { jobId } = await run('submitJob', { prompt: 'Do it.', ...nothing }, 'jobId');
    expect(await deps.store.getJob(jobId)).toMatchObject({
      maxTurns: 50,
      onInterrupted: 'REPORT',
      resumeFromCheckpoint: true,
    });
  });

  it('makes one job of one idempotency key, however often it is sent', async () => {
    const { run, deps } = start();
    const send = (prompt: string) => run('submitJob', { prompt, idempotencyKey: 'k1' }, 'jobId');
    const jobs = await Promise.all([send('Do it.'), send('Do it.'), send('Do it.')]);
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1);
    expect(deps.queue.jobs).toHaveLength(1);
    expect(await send('Do something else.')).toMatchObject({
      __typename: 'JobConflictError',
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it.each([
    [{ prompt: '' }, 'prompt', 'INVALID_INPUT'],
    [{ prompt: 'x', jobId: '..' }, 'jobId', 'INVALID_JOB_ID'],
    [{ prompt: 'x', maxTurns: 0 }, 'maxTurns', 'INVALID_INPUT'],
    [{ prompt: 'x', callback: { url: 'ftp://x' } }, 'callback.url', 'INVALID_INPUT'],
    [{ prompt: 'x', idempotencyKey: '' }, null, 'INVALID_INPUT'],
    [{ prompt: 'x', requireApproval: ['no_such_tool'] }, 'requireApproval', 'INVALID_INPUT'],
    [{ prompt: 'x', workspace: { path: '../x' } }, 'workspace.path', 'INVALID_INPUT'],
    [{ prompt: 'x', model: 'scripted/nope' }, 'model', 'INVALID_INPUT'],
    [{ prompt: 'x', model: 'nobody/x' }, 'model', 'INVALID_INPUT'],
    [{ prompt: 'x', callback: { url: 'http://10.0.0.1/' } }, 'callback.url', 'INVALID_INPUT'],
  ])('says what of %j does not fit', async (input, field, code) => {
    const answer = await start().run('submitJob', input, 'jobId');
    expect(answer).toEqual({
      __typename: 'InvalidInputError',
      code,
      field,
      message: expect.stringMatching(/\.$/),
    });
  });

  it('says which variable to send when there is no model', async () => {
    const deps = testDeps({ config: { defaultModel: null } });
    const { data } = await graphqlOf(deps).ask(
      'mutation { submitJob(input: {prompt: "x"}) { ... on InvalidInputError { code field } } }',
    );
    expect(data.submitJob).toEqual({ code: 'MODEL_REQUIRED', field: 'model' });
  });

  it('refuses an id that is taken', async () => {
    const { run } = start();
    await run('submitJob', { prompt: 'x', jobId: 'one' }, 'jobId');
    expect(await run('submitJob', { prompt: 'x', jobId: 'one' }, 'jobId')).toMatchObject({
      ...{ __typename: 'JobConflictError', code: 'JOB_EXISTS' },
    });
  });
});

describe('resumeCheckpoint', () => {
  it('makes the one job that goes on, however often it is called', async () => {
    const { run, job, deps } = start();
    const jobId = await job({ turns: 2 });
    const selection = 'jobId resumedFrom version turns job { status resumedFrom checkpoint { version } }';
    const answers = await Promise.all(
      [1, 2, 3].map(() => run('resumeCheckpoint', { jobId, version: 4 }, selection)),
    );
    const [first] = answers;
    expect(first).toEqual({
      ...{
        __typename: 'ResumeCheckpointPayload',
        jobId: expect.any(String),
        resumedFrom: jobId,
        version: 4,
        turns: 2,
      },
      job: { status: 'QUEUED', resumedFrom: jobId, checkpoint: null },
    });
    for (const answer of answers) expect(answer).toEqual(first);
    expect(deps.queue.jobs).toHaveLength(2);
  });

  it('refuses a version that is not the latest, and says what to do', async () => {
    const { run, job } = start();
    const answer = await run('resumeCheckpoint', { jobId: await job({ turns: 2 }), version: 2 }, 'jobId');
    expect(answer).toMatchObject({ __typename: 'CheckpointConflictError', code: 'VERSION_CONFLICT' });
    expect(answer.message).toContain('fork');
  });
});

describe('forkCheckpoint', () => {
  it('begins a job from an older version, with another prompt', async () => {
    const { run, job, deps } = start();
    const jobId = await job({ turns: 2, end: 'COMPLETED' });
    const answer = await run(
      'forkCheckpoint',
      { jobId, version: 2, prompt: 'And now?' },
      'jobId forkedFrom version turns job { status }',
    );
    expect(answer).toMatchObject({ forkedFrom: jobId, version: 2, turns: 1, job: { status: 'QUEUED' } });
    expect((await deps.store.getJob(answer.jobId))?.forkedFrom).toEqual({
      jobId,
      version: 2,
      prompt: 'And now?',
    });
  });
});

describe('deleteCheckpoint', () => {
  it('says which object is gone', async () => {
    const { run, job, ask } = start();
    const jobId = await job({ turns: 2 });
    const { id } = (await ask('query ($id: ID!) { checkpoint(jobId: $id) { id } }', { id: jobId })).data
      .checkpoint;
    const answer = await run(
      'deleteCheckpoint',
      { jobId },
      'deletedCheckpointId jobId job { status checkpoint { version } }',
    );
    expect(answer).toEqual({
      ...{ __typename: 'DeleteCheckpointPayload', deletedCheckpointId: id, jobId },
      job: { status: 'FAILED', checkpoint: null },
    });
    expect((await ask('query ($id: ID!) { node(id: $id) { id } }', { id })).data.node).toBeNull();
    expect(await run('deleteCheckpoint', { jobId }, 'jobId')).toMatchObject({
      __typename: 'CheckpointNotFoundError',
    });
  });
});

describe('steering', () => {
  it('cancels, pauses and continues', async () => {
    const { run, deps } = start();
    const { jobId } = await run('submitJob', { prompt: 'x' }, 'jobId');
    const step = async (field: string) => (await run(field, { jobId }, 'jobId job { status }')).job?.status;
    expect(await step('pauseJob')).toBe('PAUSED');
    expect(await step('continueJob')).toBe('QUEUED');
    expect(deps.queue.jobs).toHaveLength(2);
    expect(await step('cancelJob')).toBe('CANCELLED');
    expect(await run('continueJob', { jobId }, 'jobId')).toMatchObject({
      __typename: 'JobConflictError',
      code: 'JOB_COMPLETED',
    });
    expect(await run('pauseJob', { jobId: 'nobody' }, 'jobId')).toMatchObject({
      __typename: 'JobNotFoundError',
      code: 'JOB_NOT_FOUND',
    });
  });

  it('leaves a running job a wish, which its worker carries out', async () => {
    const { run, job, deps } = start();
    const jobId = await job({ end: 'RUNNING' });
    expect((await run('cancelJob', { jobId }, 'job { status }')).job.status).toBe('RUNNING');
    expect((await deps.store.getJob(jobId))?.control).toBe('CANCEL');
  });

  it('decides about a tool call, with arguments of any shape, sent or written into the document', async () => {
    const { run, job, ask, deps } = start();
    const jobId = await job(PENDING);
    const decided = async () => (await deps.store.getCheckpoint(jobId))?.openToolCalls[0]?.decision;
    const given = { command: 'make -n', timeoutSeconds: 30 };
    const input = { jobId, toolCallId: 'cut-1', decision: 'RUN', arguments: given };
    expect((await run('decideToolCall', input, 'job { status }')).job.status).toBe('PAUSED');
    expect(await decided()).toEqual({ kind: 'RUN', arguments: given });

    const { errors } = await ask(
      `mutation ($id: ID!, $n: Int) { decideToolCall(input: {
         jobId: $id, toolCallId: "cut-1", decision: RUN, arguments: {command: "make", timeoutSeconds: $n}
       }) { __typename } }`,
      { id: jobId, n: 3 },
    );
    expect(errors).toEqual([]);
    expect(await decided()).toEqual({ kind: 'RUN', arguments: { command: 'make', timeoutSeconds: 3 } });
    await run('decideToolCall', { jobId, toolCallId: 'cut-1', decision: 'REJECT', reason: 'No.' }, 'jobId');
    expect(await decided()).toEqual({ kind: 'REJECT', reason: 'No.' });
  });

  it.each([
    [{ decision: 'RESULT' }, 'result'],
    [{ decision: 'REJECT', result: 'x' }, 'result'],
    [{ decision: 'RUN', reason: 'x' }, 'reason'],
    [{ decision: 'RUN', arguments: { cmd: 'make' } }, 'arguments'],
  ])('says what of the decision %j does not fit', async (decision, field) => {
    const { run, job } = start();
    const jobId = await job(PENDING);
    const answer = await run('decideToolCall', { jobId, toolCallId: 'cut-1', ...decision }, 'jobId');
    expect(answer).toMatchObject({ __typename: 'InvalidInputError', field });
  });
});

describe('what nobody has to expect of a mutation', () => {
  it('is an error of the operation, not of the union', async () => {
    const deps = testDeps();
    deps.store.requestControl = async () => {
      throw new RetomaError('STORE_UNAVAILABLE', 'Redis does not answer. Try again in a moment.');
    };
    const { data, errors } = await graphqlOf(deps).ask(
      'mutation { cancelJob(input: {jobId: "x"}) { __typename } }',
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['cancelJob'], extensions: { code: 'STORE_UNAVAILABLE' } }]);
  });
});
