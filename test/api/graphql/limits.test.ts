import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { GraphQLConfig } from '../../../src/config.ts';
import { testDeps } from '../../support/api.ts';
import { type GraphQLForTests, graphqlOf } from './support.ts';

function limited(limits: Partial<GraphQLConfig> = {}): GraphQLForTests {
  const deps = testDeps();
  return graphqlOf({ ...deps, config: { ...deps.config, graphql: { ...deps.config.graphql, ...limits } } });
}

async function codesOf(
  { ask }: GraphQLForTests,
  query: string,
  variables?: Record<string, unknown> | string,
) {
  const { errors, data, status } = await ask(query, variables);
  if (errors.length > 0 && data === undefined) expect(status).toBe(400);
  return errors.map(({ extensions }) => extensions.code);
}

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('just what a limit allows passes, one more does not', () => {
  it('levels', async () => {
    const graphql = limited({ maxDepth: 4 });
    expect(await codesOf(graphql, '{ jobs { nodes { checkpoint { version } } } }')).toEqual([]);
    expect(await codesOf(graphql, '{ jobs { nodes { checkpoint { job { status } } } } }')).toEqual([
      'LIMIT_EXCEEDED',
    ]);
  });

  it('levels, through fragments', async () => {
    const graphql = limited({ maxDepth: 4 });
    const query = 'fragment F on Job { checkpoint { job { status } } } { jobs { nodes { ...F } } }';
    expect(await codesOf(graphql, query)).toEqual(['LIMIT_EXCEEDED']);
  });

  it('fields, __typename counted', async () => {
    const graphql = limited({ maxBreadth: 5 });
    expect(await codesOf(graphql, `{ limits { ${repeat(4, () => '__typename')} } }`)).toEqual([]);
    expect(await codesOf(graphql, `{ limits { ${repeat(5, () => '__typename')} } }`)).toEqual([
      'LIMIT_EXCEEDED',
    ]);
  });

  it('fields, each fragment counted wherever it is spread', async () => {
    const graphql = limited({ maxBreadth: 9 });
    const bomb = (times: number) =>
      `fragment A on Limits { depth cost } fragment B on Limits { ...A ...A } { limits { ${repeat(times, () => '...B')} } }`;
    expect(await codesOf(graphql, bomb(2))).toEqual([]);
    expect(await codesOf(graphql, bomb(3))).toEqual(['LIMIT_EXCEEDED']);
  });

  it('cost, by the size of a page', async () => {
    const graphql = limited({ maxCost: 51 });
    const page = (first: number) => `{ jobs(first: ${first}) { nodes { jobId } } }`;
    expect(await codesOf(graphql, page(50))).toEqual([]);
    expect(await codesOf(graphql, page(51))).toEqual(['LIMIT_EXCEEDED']);
  });

  it('cost, by the size of a page that stands in a variable, or in its default', async () => {
    const graphql = limited({ maxCost: 51 });
    const query = 'query ($n: Int) { jobs(first: $n) { nodes { jobId } } }';
    expect(await codesOf(graphql, query, { n: 50 })).toEqual([]);
    expect(await codesOf(graphql, query, { n: 51 })).toEqual(['LIMIT_EXCEEDED']);
    const byDefault = 'query ($n: Int = 51) { jobs(first: $n) { nodes { jobId } } }';
    expect(await codesOf(graphql, byDefault)).toEqual(['LIMIT_EXCEEDED']);
    expect(await codesOf(graphql, byDefault, { n: 1 })).toEqual([]);
  });

  it('cost, by variables each time anew, in fragments too', async () => {
    const graphql = limited({ maxCost: 51 });
    const query =
      'query ($n: Int, $id: ID!) { ...F job(jobId: $id) { jobId } } fragment F on Query { jobs(first: $n) { nodes { jobId } } }';
    const codes = [];
    for (const n of [49, 50, 49, 100, 1]) codes.push(await codesOf(graphql, query, { n, id: 'x' }));
    expect(codes).toEqual([[], ['LIMIT_EXCEEDED'], [], ['LIMIT_EXCEEDED'], []]);
  });

  it('cost, by the number of ids', async () => {
    const graphql = limited({ maxCost: 10 });
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Job { checkpoint { version } } } }';
    const ids = (count: number) =>
      Array.from({ length: count }, (_, index) => Buffer.from(`Job:${index}`).toString('base64url'));
    expect(await codesOf(graphql, query, { ids: ids(9) })).toEqual([]);
    expect(await codesOf(graphql, query, { ids: ids(10) })).toEqual(['LIMIT_EXCEEDED']);
  });

  it('tokens', async () => {
    const graphql = limited({ maxTokens: 10 });
    expect(await codesOf(graphql, '{ a: limits { depth cost } }')).toEqual([]);
    expect(await codesOf(graphql, '{ a: limits { depth cost turns } b: __typename }')).toEqual([
      'LIMIT_EXCEEDED',
    ]);
  });

  it('aliases', async () => {
    const graphql = limited({ maxAliases: 3 });
    const aliased = (count: number) => `{ ${repeat(count, (index) => `a${index}: __typename`)} }`;
    expect(await codesOf(graphql, aliased(3))).toEqual([]);
    expect(await codesOf(graphql, aliased(4))).toEqual(['LIMIT_EXCEEDED']);
  });

  it('directives', async () => {
    const graphql = limited({ maxDirectives: 3 });
    const directed = (count: number) => `{ ${repeat(count, () => '__typename @include(if: true)')} }`;
    expect(await codesOf(graphql, directed(3))).toEqual([]);
    expect(await codesOf(graphql, directed(4))).toEqual(['LIMIT_EXCEEDED']);
  });
});

describe('with the limits as they come', () => {
  it('a page of 100 checkpoints with all that a list shows is possible, __typename everywhere', async () => {
    const query = `{ checkpoints(first: 100) { __typename nodes { __typename id version
      job { __typename status } workspace { __typename path } usage { __typename total }
      pendingToolCalls { __typename name } resumability { __typename reason interruptedToolCalls { __typename name } }
    } pageInfo { __typename endCursor } } }`;
    expect(await codesOf(graphqlOf(), query)).toEqual([]);
  });

  it('a page of histories is not', async () => {
    const query = '{ checkpoints(first: 100) { nodes { messages(first: 100) { nodes { text } } } } }';
    expect(await codesOf(graphqlOf(), query)).toEqual(['LIMIT_EXCEEDED']);
  });

  it('an argument that does not fit is no way around the count', async () => {
    const costly = repeat(20, (index) => `a${index}: jobs(first: 100) { nodes { checkpoint { version } } }`);
    expect(await codesOf(graphqlOf(), `{ node(id: "?") { id } ${costly} }`)).toEqual(['LIMIT_EXCEEDED']);
    const { data, errors } = await graphqlOf().ask(`{ nodes(ids: ["?"]) { id } ${costly} }`);
    expect(data).toBeUndefined();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID_INPUT']);
    expect(
      await codesOf(
        graphqlOf(),
        `{ jobs(first: 1000000) { nodes { checkpoint { history { nodes { version } } } } } }`,
      ),
    ).toEqual(['LIMIT_EXCEEDED']);
  });

  it('a deep value is refused before anything walks it', async () => {
    const query =
      'mutation ($a: JSON) { decideToolCall(input: {jobId: "x", toolCallId: "y", decision: RUN, arguments: $a}) { __typename } }';
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await graphqlOf().ask(query, nested(64))).data.decideToolCall.__typename).toBe(
      'JobNotFoundError',
    );
    expect(await codesOf(graphqlOf(), query, nested(65))).toHaveLength(1);
    expect(await codesOf(graphqlOf(), query, nested(100_000))).toHaveLength(1);
    const literal = query.replace('($a: JSON)', '').replace('$a', `${'['.repeat(500)}${']'.repeat(500)}`);
    expect(await codesOf(graphqlOf(), literal)).toHaveLength(1);
  });

  it('are told by the API, as they are set', async () => {
    const { ask } = limited({ maxCost: 77, maxSubscriptions: 7 });
    const { data } = await ask(
      '{ limits { depth breadth cost tokens aliases directives subscriptions pageSize bodyBytes promptBytes } }',
    );
    expect(data.limits).toEqual({
      ...{ depth: 10, breadth: 150, cost: 77, tokens: 2000, aliases: 20, directives: 20, subscriptions: 7 },
      ...{ pageSize: 100, bodyBytes: 1_048_576, promptBytes: 262_144 },
    });
  });
});

describe('the schema', () => {
  it('is told to who asks for it, suggestions included', async () => {
    const { ask } = limited();
    expect((await ask(getIntrospectionQuery())).data.__schema.queryType.name).toBe('Query');
    expect((await ask('{ job(jobId: "x") { statos } }')).errors[0]?.message).toContain(
      'Did you mean "status"',
    );
  });

  it('is not told where that is closed, not even by suggestions', async () => {
    const { ask } = limited({ introspection: false });
    expect((await ask(getIntrospectionQuery())).errors.length).toBeGreaterThan(0);
    expect((await ask('{ __type(name: "Job") { name } }')).data).toBeUndefined();
    expect((await ask('{ job(jobId: "x") { statos } }')).errors[0]?.message).not.toContain('status');
    expect((await ask('{ job(jobId: "x") { status } }')).errors).toEqual([]);
  });

  it('cannot be asked for in circles', async () => {
    const fields = (depth: number): string =>
      depth === 0 ? 'name' : `fields { type { ${fields(depth - 1)} } }`;
    expect((await limited().ask(`{ __schema { types { ${fields(5)} } } }`)).errors.length).toBeGreaterThan(0);
  });
});
