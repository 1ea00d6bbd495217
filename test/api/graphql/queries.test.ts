import { describe, expect, it } from 'vitest';
import { submitJob } from '../../../resolvers/submit-job.ts';
import { contextOf, testDeps } from '../../support/api.ts';
import { type Script, workByHand } from '../../support/work-by-hand.ts';
import { type GraphQLForTests, graphqlOf } from './support.ts';

const CUT_OFF: NonNullable<Script['cutOff']> = [
  { name: 'run_command', policy: 'REPORT', input: { command: 'make' } },
  { name: 'write_file', policy: 'VERIFY', input: { path: 'a.txt', content: 'A' } },
  { name: 'read_file', policy: 'PURE', input: { path: 'b.txt' } },
];

function start() {
  const graphql = graphqlOf();
  return {
    ...graphql,
    async job(script: Script | null, input: { jobId?: string; onInterrupted?: 'RETRY' } = {}) {
      const { deps } = graphql;
      const { job } = await submitJob({ prompt: 'Do it.', ...input }, contextOf(deps));
      if (script !== null) await workByHand(deps.store, job.jobId, script);
      return job.jobId;
    },
  };
}

async function dataOf(
  { ask }: Pick<GraphQLForTests, 'ask'>,
  query: string,
  variables?: Record<string, unknown>,
) {
  const { data, errors } = await ask(query, variables);
  expect(errors).toEqual([]);
  return data;
}

async function codeOf(
  { ask }: Pick<GraphQLForTests, 'ask'>,
  query: string,
  variables?: Record<string, unknown>,
) {
  return (await ask(query, variables)).errors[0]?.extensions.code;
}

describe('nodes', () => {
  it.each(['plain', 'a:b:c', 'with spaces', '💾 naïve', 'Job:1', '1:2', '%2e%2e', 'x'.repeat(255)])(
    'are found again by their global id, whatever the job is called: %s',
    async (jobId) => {
      const graphql = start();
      await graphql.job({ turns: 2 }, { jobId });
      const { job, older } = await dataOf(
        graphql,
        'query ($id: ID!) { job(jobId: $id) { id checkpoint { id } } older: checkpoint(jobId: $id, version: 2) { id } }',
        { id: jobId },
      );
      const ids = [job.id, job.checkpoint.id, older.id];
      expect(new Set(ids).size).toBe(3);
      const { nodes } = await dataOf(
        graphql,
        'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Job { jobId } ... on Checkpoint { jobId version } } }',
        { ids },
      );
      expect(nodes).toEqual([
        { __typename: 'Job', id: ids[0], jobId },
        { __typename: 'Checkpoint', id: ids[1], jobId, version: 4 },
        { __typename: 'Checkpoint', id: ids[2], jobId, version: 2 },
      ]);
    },
  );

  it('that are gone are null, in their place', async () => {
    const graphql = start();
    const jobId = await graphql.job({});
    const ids = ['Job:nobody', `Job:${jobId}`, `Checkpoint:99:${jobId}`, 'Checkpoint:1:nobody'].map((id) =>
      Buffer.from(id).toString('base64url'),
    );
    const { nodes, node } = await dataOf(
      graphql,
      'query ($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { id } node(id: $id) { id } }',
      { ids, id: ids[0] },
    );
    expect(nodes).toEqual([null, { id: ids[1] }, null, null]);
    expect(node).toBeNull();
  });

  it.each([
    '',
    'x',
    'Sm9i',
    'Sm9iOg',
    'Sm9iOng=',
    btoa('Query:1'),
    btoa('Checkpoint:0:x'),
    btoa('Checkpoint:x'),
  ])('are not looked for by what is no global id: %j', async (id) => {
    expect(await codeOf(start(), 'query ($id: ID!) { node(id: $id) { id } }', { id })).toBe('INVALID_INPUT');
  });

  it('are asked for by at most a hundred ids', async () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, i) => Buffer.from(`Job:${i}`).toString('base64url'));
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect((await dataOf(start(), query, { ids: ids(100) })).nodes).toHaveLength(100);
    expect(await codeOf(start(), query, { ids: ids(101) })).toBe('INVALID_INPUT');
  });
});

describe('look-ups', () => {
  it('find nothing without an error', async () => {
    const query = `{ job(jobId: "x") { status } checkpoint(jobId: "x") { version } old: checkpoint(jobId: "x", version: 3) { version }
      canResume(jobId: "x") { canResume reason version } }`;
    expect(await dataOf(start(), query)).toEqual({
      ...{ job: null, checkpoint: null, old: null },
      canResume: { canResume: false, reason: 'NOT_FOUND', version: null },
    });
  });

  it.each(['', '..', 'a\u0000b', 'x'.repeat(256)])('refuse what can be no job id: %j', async (id) => {
    const query = (field: string) => `query ($id: ID!) { ${field}(jobId: $id) { __typename } }`;
    for (const field of ['job', 'checkpoint', 'canResume']) {
      expect(await codeOf(start(), query(field), { id })).toBe('INVALID_JOB_ID');
    }
  });

  it('open any kept version, of a completed job too', async () => {
    const graphql = start();
    const jobId = await graphql.job({ turns: 2, end: 'COMPLETED' });
    const query = `query ($id: ID!) { checkpoint(jobId: $id) { version }
      old: checkpoint(jobId: $id, version: 3) { version turns step messageCount expiresAt messages { nodes { text } } pendingToolCalls { id state arguments } } }`;
    const { checkpoint, old } = await dataOf(graphql, query, { id: jobId });
    expect(checkpoint).toBeNull();
    expect(old).toMatchObject({ version: 3, turns: 2, step: 'MODEL_RESPONSE', messageCount: 4 });
    expect(old.messages.nodes.map(({ text }: { text: string }) => text)).toEqual([
      'Do it.',
      'Answer 1.',
      'Content 1.',
      'Answer 2.',
    ]);
    expect(old.pendingToolCalls).toEqual([{ id: 'call-2', state: 'PENDING', arguments: { path: '2.txt' } }]);
    expect(Date.parse(old.expiresAt)).toBeGreaterThan(Date.now());
  });
});

describe('what a person needs to decide', () => {
  it('is told of calls that were cut off, with what is done about each', async () => {
    const graphql = start();
    const jobId = await graphql.job({ cutOff: CUT_OFF });
    const { checkpoint } = await dataOf(
      graphql,
      `query ($id: ID!) { checkpoint(jobId: $id) { reasoning pendingToolCalls { id name policy state onResume arguments result startedAt }
        resumability { canResume reason detail version turns tokensSaved interruptedToolCalls { id name policy state onResume arguments } } } }`,
      { id: jobId },
    );
    const calls = [
      {
        id: 'cut-1',
        name: 'run_command',
        policy: 'REPORT',
        onResume: 'REPORT',
        arguments: { command: 'make' },
      },
      {
        id: 'cut-2',
        name: 'write_file',
        policy: 'VERIFY',
        onResume: 'VERIFY',
        arguments: { path: 'a.txt', content: 'A' },
      },
      { id: 'cut-3', name: 'read_file', policy: 'PURE', onResume: 'RUN_AGAIN', arguments: { path: 'b.txt' } },
    ].map((call) => ({ ...call, state: 'INTERRUPTED' }));
    expect(checkpoint.pendingToolCalls).toEqual(
      calls.map((call) => ({ ...call, result: null, startedAt: expect.stringMatching(/^\d{4}-/) })),
    );
    expect(checkpoint.resumability).toEqual({
      ...{ canResume: true, reason: 'READY', version: 3, turns: 2, tokensSaved: 30 },
      detail: expect.stringContaining('version 3'),
      interruptedToolCalls: calls,
    });
    expect(checkpoint.reasoning).toBe('Thought 2.');
  });

  it('follows the wish of the job', async () => {
    const graphql = start();
    const jobId = await graphql.job({ cutOff: CUT_OFF }, { onInterrupted: 'RETRY' });
    const query = 'query ($id: ID!) { canResume(jobId: $id) { interruptedToolCalls { onResume } } }';
    const { canResume } = await dataOf(graphql, query, { id: jobId });
    expect(canResume.interruptedToolCalls.map((call: { onResume: string }) => call.onResume)).toEqual([
      'RUN_AGAIN',
      'VERIFY',
      'RUN_AGAIN',
    ]);
  });

  it('is of the job, whichever of its versions is looked at', async () => {
    const graphql = start();
    const jobId = await graphql.job({ turns: 2 });
    const query = `query ($id: ID!) { job(jobId: $id) { history { nodes { version resumability { reason version } } } }
      old: checkpoint(jobId: $id, version: 1) { resumability { reason version } } }`;
    const { job, old } = await dataOf(graphql, query, { id: jobId });
    for (const { resumability } of [...job.history.nodes, old]) {
      expect(resumability).toEqual({ reason: 'READY', version: 4 });
    }
  });
});

describe('messages', () => {
  const query = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { checkpoint(jobId: $id) {
    messages(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { __typename index role text ... on AssistantMessage { reasoning toolCalls { id state result } } ... on ToolMessage { toolCallId isError } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;

  async function page(graphql: ReturnType<typeof start>, variables: Record<string, unknown>) {
    const { messages } = (await dataOf(graphql, query, variables)).checkpoint;
    return {
      ...messages.pageInfo,
      indexes: messages.edges.map(({ node }: { node: { index: number } }) => node.index),
      nodes: messages.edges.map(({ node }: { node: object }) => node),
    };
  }

  it('are typed by who they are from', async () => {
    const graphql = start();
    const id = await graphql.job({});
    expect((await page(graphql, { id })).nodes).toEqual([
      { __typename: 'UserMessage', index: 0, role: 'USER', text: 'Do it.' },
      {
        ...{
          __typename: 'AssistantMessage',
          index: 1,
          role: 'ASSISTANT',
          text: 'Answer 1.',
          reasoning: 'Thought 1.',
        },
        toolCalls: [{ id: 'call-1', state: 'DONE', result: 'Content 1.' }],
      },
      {
        __typename: 'ToolMessage',
        index: 2,
        role: 'TOOL',
        text: 'Content 1.',
        toolCallId: 'call-1',
        isError: false,
      },
    ]);
  });

  it('are read from either end, to the other', async () => {
    const graphql = start();
    const id = await graphql.job({ turns: 5 });
    const all = Array.from({ length: 11 }, (_, index) => index);
    for (const size of [1, 2, 3, 4, 10, 11, 100]) {
      const forward: number[] = [];
      for (let after: string | null = null; ; ) {
        const read = await page(graphql, { id, first: size, after });
        forward.push(...read.indexes);
        expect(read.hasPreviousPage).toBe(after !== null);
        after = read.endCursor;
        if (!read.hasNextPage) break;
      }
      const backward: number[] = [];
      for (let before: string | null = null; ; ) {
        const read = await page(graphql, { id, last: size, before });
        backward.unshift(...read.indexes);
        expect(read.hasNextPage).toBe(before !== null);
        before = read.startCursor;
        if (!read.hasPreviousPage) break;
      }
      expect(forward).toEqual(all);
      expect(backward).toEqual(all);
    }
  });

  it('at the end are read without the history before them', async () => {
    const graphql = start();
    const id = await graphql.job({ turns: 5, cutOff: CUT_OFF });
    let loads = 0;
    const { store } = graphql.deps;
    const load = store.load.bind(store);
    store.load = (...args) => {
      loads += 1;
      return load(...args);
    };
    const [last] = (await page(graphql, { id, last: 1 })).nodes;
    expect(last).toMatchObject({ index: 11, text: 'Answer 6.' });
    expect(last.toolCalls.map(({ state }: { state: string }) => state)).toEqual([
      'INTERRUPTED',
      'INTERRUPTED',
      'INTERRUPTED',
    ]);
    expect(loads).toBe(0);
    expect((await page(graphql, { id, last: 2 })).indexes).toEqual([10, 11]);
    expect(loads).toBe(1);
  });

  it.each([{ first: 0 }, { first: 101 }, { last: -1 }, { last: 101 }, { first: 1, last: 1 }])(
    'refuse %j',
    async (sizes) => {
      const graphql = start();
      const id = await graphql.job({});
      expect(await codeOf(graphql, query, { id, ...sizes })).toBe('INVALID_INPUT');
    },
  );

  it('refuse a cursor of another list', async () => {
    const graphql = start();
    const id = await graphql.job({});
    const { jobs } = await dataOf(graphql, '{ jobs { pageInfo { endCursor } } }');
    expect(await codeOf(graphql, query, { id, after: jobs.pageInfo.endCursor })).toBe('INVALID_CURSOR');
  });
});

describe('lists', () => {
  it('filter', async () => {
    const graphql = start();
    const [failed, running] = [await graphql.job({}), await graphql.job({ end: 'RUNNING' })];
    const query = `query ($c: CheckpointFilter, $j: JobFilter) { checkpoints(filter: $c) { nodes { jobId } } jobs(filter: $j) { nodes { jobId } } }`;
    const ids = async (variables: object) => {
      const { checkpoints, jobs } = await dataOf(graphql, query, { ...variables });
      return [checkpoints, jobs].map(({ nodes }) =>
        nodes.map(({ jobId }: { jobId: string }) => jobId).toSorted(),
      );
    };
    const both = [failed, running].toSorted();
    expect(await ids({})).toEqual([both, both]);
    expect(await ids({ c: { status: ['FAILED'] }, j: { status: ['RUNNING', 'QUEUED'] } })).toEqual([
      [failed],
      [running],
    ]);
    expect(await ids({ c: { model: 'x/y' }, j: { model: 'deepseek/deepseek-v4-pro' } })).toEqual([[], both]);
    expect(await ids({ c: { savedAfter: '2020-01-01T00:00:00Z' } })).toEqual([both, both]);
    expect(await ids({ c: { savedAfter: '2100-01-01T00:00:00+02:00' } })).toEqual([[], both]);
    expect(await ids({ c: null, j: { status: null, model: null } })).toEqual([both, both]);
  });

  it('have twenty on a page unless told otherwise, null included', async () => {
    const graphql = start();
    for (let index = 0; index < 21; index++) await graphql.job({ turns: 0 });
    const { jobs, same } = await dataOf(
      graphql,
      '{ jobs { nodes { jobId } pageInfo { hasNextPage } } same: jobs(first: null, after: null, filter: null) { nodes { jobId } } }',
    );
    expect(jobs.nodes).toHaveLength(20);
    expect(jobs.pageInfo.hasNextPage).toBe(true);
    expect(same.nodes).toEqual(jobs.nodes);
  });

  it('of versions go back to the first', async () => {
    const graphql = start();
    const id = await graphql.job({ turns: 3 });
    const query =
      'query ($id: ID!, $after: String) { job(jobId: $id) { history(first: 4, after: $after) { nodes { version } pageInfo { endCursor hasNextPage } } } }';
    const versions = ({ nodes }: { nodes: { version: number }[] }) => nodes.map(({ version }) => version);
    const { history } = (await dataOf(graphql, query, { id })).job;
    expect(versions(history)).toEqual([6, 5, 4, 3]);
    const rest = (await dataOf(graphql, query, { id, after: history.pageInfo.endCursor })).job.history;
    expect(versions(rest)).toEqual([2, 1]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it('survive one damaged checkpoint among others', async () => {
    const deps = testDeps();
    const graphql = graphqlOf(deps);
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      const { job } = await submitJob({ prompt: 'Do it.' }, contextOf(deps));
      await workByHand(deps.store, job.jobId, { cutOff: CUT_OFF });
      ids.push(job.jobId);
    }
    const { CheckpointCorruptError } = await import('../../../src/store/errors.ts');
    const latestTurns = deps.store.latestTurns.bind(deps.store);
    deps.store.latestTurns = async (at) => {
      if (at.some(({ jobId }) => jobId === ids[1]))
        throw new CheckpointCorruptError(ids[1] ?? '', 3, 'as a test wants it');
      return latestTurns(at);
    };
    const { data, errors } = await graphql.ask(
      '{ checkpoints { nodes { jobId reasoning pendingToolCalls { id arguments state } resumability { reason interruptedToolCalls { arguments } } } } }',
    );
    expect(errors.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['reasoning', 'CHECKPOINT_CORRUPT'],
    ]);
    const byId = new Map(data.checkpoints.nodes.map((node: { jobId: string }) => [node.jobId, node]));
    expect(byId.get(ids[0])).toMatchObject({
      reasoning: 'Thought 2.',
      pendingToolCalls: [{ arguments: { command: 'make' } }, {}, {}],
    });
    expect(byId.get(ids[1])).toMatchObject({
      reasoning: null,
      pendingToolCalls: [1, 2, 3].map((n) => ({ id: `cut-${n}`, arguments: {}, state: 'INTERRUPTED' })),
      resumability: { interruptedToolCalls: [{ arguments: {} }, { arguments: {} }, { arguments: {} }] },
    });
  });
});

describe('server', () => {
  it('says how safe what was saved is, and who works', async () => {
    const worker = {
      ...{ host: 'here', pid: 4711, concurrency: 4 },
      sandbox: { tier: 'bubblewrap', detail: 'bubblewrap: …' },
      ...{ startedAt: '2026-11-23T09:30:00.000Z', lastBeatAt: '2026-11-23T09:31:00.000Z' },
    };
    const graphql = start();
    graphql.deps.server = { ...graphql.deps.server, workers: async () => [{ workerId: 'w1', ...worker }] };
    const query =
      '{ server { durability { level evictsKeys detail } workers { id host pid concurrency sandbox { tier detail } startedAt lastBeatAt } } }';
    expect((await dataOf(graphql, query)).server).toEqual({
      durability: { level: 'NONE', evictsKeys: false, detail: 'Nothing is kept.' },
      workers: [{ id: 'w1', ...worker }],
    });
  });
});

describe('metrics', () => {
  it('count jobs by status, and checkpoints', async () => {
    const graphql = start();
    await graphql.job(null);
    await graphql.job({ end: 'RUNNING' });
    await graphql.job({ end: 'FAILED' });
    await graphql.job({ end: 'CANCELLED' });
    await graphql.job({ turns: 0, end: 'FAILED' });
    await graphql.job({ end: 'COMPLETED' });
    const query =
      '{ metrics { activeCheckpoints stoppedCheckpoints jobs { queued running waitingRetry paused completed failed cancelled total } } }';
    expect((await dataOf(graphql, query)).metrics).toEqual({
      ...{ activeCheckpoints: 3, stoppedCheckpoints: 2 },
      jobs: {
        queued: 1,
        running: 1,
        waitingRetry: 0,
        paused: 0,
        completed: 1,
        failed: 2,
        cancelled: 1,
        total: 6,
      },
    });
  });
});
