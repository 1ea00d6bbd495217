import { describe, expect, it } from 'vitest';
import { canResume } from '../../resolvers/can-resume.ts';
import { getCheckpoint } from '../../resolvers/get-checkpoint.ts';
import { readHistory } from '../../resolvers/history.ts';
import { readMessages } from '../../resolvers/read-messages.ts';
import { submitJob } from '../../resolvers/submit-job.ts';
import { contextOf, testDeps } from '../support/api.ts';
import { type Script, workByHand } from '../support/work-by-hand.ts';

async function worked(script: Script) {
  const deps = testDeps();
  const context = contextOf(deps);
  const { job } = await submitJob({ prompt: 'Do it.' }, context);
  await workByHand(deps.store, job.jobId, script);
  return { context, jobId: job.jobId };
}

const CUT_OFF: Script = {
  cutOff: [
    { name: 'read_file', policy: 'PURE', input: { path: 'a' } },
    { name: 'write_file', policy: 'VERIFY', input: { path: 'b', content: 'c' } },
    { name: 'run_command', policy: 'REPORT', input: { command: 'make' } },
  ],
};

describe('readMessages', () => {
  it('shows roles, reasoning, and calls with their results', async () => {
    const { context, jobId } = await worked({ turns: 1, ...CUT_OFF });
    const page = await readMessages({ jobId }, context);
    expect(page).toMatchObject({ version: 3, messageCount: 4, hasNextPage: false, hasPreviousPage: false });
    const [user, first, tool, second] = page?.items.map(({ node }) => node) ?? [];
    expect(user).toEqual({ index: 0, role: 'USER', text: 'Do it.' });
    expect(first).toMatchObject({
      index: 1,
      role: 'ASSISTANT',
      text: 'Answer 1.',
      reasoning: 'Thought 1.',
      toolCalls: [
        {
          id: 'call-1',
          name: 'read_file',
          arguments: { path: '1.txt' },
          policy: 'PURE',
          state: 'DONE',
          result: 'Content 1.',
          isError: false,
          startedAt: expect.any(String),
          finishedAt: expect.any(String),
          decision: null,
        },
      ],
    });
    expect(tool).toEqual({
      index: 2,
      role: 'TOOL',
      text: 'Content 1.',
      toolCallId: 'call-1',
      toolName: 'read_file',
      isError: false,
      state: 'DONE',
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
    });
    expect(second).toMatchObject({
      toolCalls: [
        { id: 'cut-1', state: 'INTERRUPTED', result: null, isError: null, finishedAt: null },
        { id: 'cut-2', state: 'INTERRUPTED', policy: 'VERIFY' },
        { id: 'cut-3', state: 'INTERRUPTED', arguments: { command: 'make' } },
      ],
    });
  });

  it('says RUNNING of a call while the job runs', async () => {
    const { context, jobId } = await worked({ ...CUT_OFF, end: 'RUNNING' });
    const page = await readMessages({ jobId, last: 1 }, context);
    expect(page?.items[0]?.node).toMatchObject({ toolCalls: [{ state: 'RUNNING' }, {}, {}] });
  });

  it('pages forward and backward without a gap or a repeat', async () => {
    const { context, jobId } = await worked({ turns: 5 });
    const forward: number[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await readMessages({ jobId, first: 4, after }, context);
      forward.push(...(page?.items ?? []).map(({ node }) => node.index));
      after = page?.items.at(-1)?.cursor;
      if (!page?.hasNextPage) break;
    }
    const backward: number[] = [];
    let before: string | undefined;
    for (;;) {
      const page = await readMessages({ jobId, last: 4, before }, context);
      backward.unshift(...(page?.items ?? []).map(({ node }) => node.index));
      before = page?.items[0]?.cursor;
      if (!page?.hasPreviousPage) break;
    }
    const all = Array.from({ length: 11 }, (_, index) => index);
    expect(forward).toEqual(all);
    expect(backward).toEqual(all);
  });

  it('reads an earlier version as it was', async () => {
    const { context, jobId } = await worked({ turns: 2 });
    expect(await readMessages({ jobId, version: 1 }, context)).toMatchObject({ version: 1, messageCount: 2 });
    expect(await readMessages({ jobId, version: 9 }, context)).toBeNull();
    expect(await readMessages({ jobId: 'unknown' }, context)).toBeNull();
  });

  it.each([
    '',
    'x',
    'bWVzc2FnZTotMQ',
    Buffer.from('version:1').toString('base64url'),
    Buffer.from('message:01').toString('base64url'),
  ])('refuses the cursor %j', async (after) => {
    const { context, jobId } = await worked({});
    await expect(readMessages({ jobId, after }, context)).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });
});

describe('readHistory', () => {
  it('lists the versions newest first, page by page', async () => {
    const { context, jobId } = await worked({ turns: 3 });
    const one = await readHistory({ jobId, first: 4 }, context);
    expect(one?.items.map(({ node }) => node.record.version)).toEqual([6, 5, 4, 3]);
    expect(one?.hasNextPage).toBe(true);
    const two = await readHistory({ jobId, first: 4, after: one?.items.at(-1)?.cursor }, context);
    expect(two?.items.map(({ node }) => node.record.version)).toEqual([2, 1]);
    expect(two?.hasNextPage).toBe(false);
    expect(await readHistory({ jobId: 'unknown' }, context)).toBeNull();
  });

  it('stays readable after completion, with the end of the retention', async () => {
    const { context, jobId } = await worked({ turns: 1, end: 'COMPLETED' });
    expect(await getCheckpoint({ jobId }, context)).toBeNull();
    const view = await getCheckpoint({ jobId, version: 1 }, context);
    expect(view).toMatchObject({ record: { version: 1 }, job: { status: 'COMPLETED' } });
    const kept = Date.parse(view?.expiresAt ?? '') - Date.parse(view?.job.finishedAt ?? '');
    expect(kept).toBe(context.config.completedRetentionSeconds * 1000);
    expect((await readHistory({ jobId }, context))?.items).toHaveLength(2);
  });

  it('says of a running job that nothing runs out', async () => {
    const { context, jobId } = await worked({ turns: 2, end: 'RUNNING' });
    const page = await readHistory({ jobId }, context);
    expect(page?.items.map(({ node }) => node.expiresAt)).toEqual([null, null, null, null]);
  });
});

describe('canResume', () => {
  it('tells what was cut off and what a resume does about it', async () => {
    const { context, jobId } = await worked(CUT_OFF);
    const answer = await canResume({ jobId }, context);
    expect(answer).toMatchObject({
      jobId,
      canResume: true,
      reason: 'READY',
      version: 3,
      turns: 2,
      tokensSaved: 30,
    });
    expect(answer.interruptedToolCalls).toMatchObject([
      { id: 'cut-1', name: 'read_file', arguments: { path: 'a' }, policy: 'PURE', onResume: 'RUN_AGAIN' },
      { id: 'cut-2', policy: 'VERIFY', onResume: 'VERIFY' },
      { id: 'cut-3', policy: 'REPORT', arguments: { command: 'make' }, onResume: 'REPORT' },
    ]);
  });

  it('answers NOT_FOUND for a job that there is not', async () => {
    const answer = await canResume({ jobId: 'unknown' }, contextOf(testDeps()));
    expect(answer).toMatchObject({ jobId: 'unknown', canResume: false, reason: 'NOT_FOUND', version: null });
  });
});
