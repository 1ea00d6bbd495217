import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  getOperationAST,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { executeByPlan, planned } from '../../../src/api/graphql/execution/execute.ts';

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, 1, value));
const fail = (message: string): never => {
  throw new Error(message);
};

let calls = 0;

const Named = new GraphQLInterfaceType({
  name: 'Named',
  fields: { name: { type: GraphQLString } },
  resolveType: () => 'Thing',
});

const Thing: GraphQLObjectType = new GraphQLObjectType({
  name: 'Thing',
  interfaces: [Named],
  fields: () => ({
    name: { type: GraphQLString },
    loud: { type: GraphQLString, resolve: ({ name }) => name.toUpperCase() },
    later: { type: GraphQLString, resolve: ({ name }) => later(name) },
    byMethod: { type: GraphQLString },
    self: { type: new GraphQLNonNull(Thing), resolve: (self) => later(self) },
    echo: {
      type: GraphQLString,
      args: {
        text: { type: GraphQLString, defaultValue: 'by default' },
        list: { type: new GraphQLList(GraphQLInt) },
      },
      resolve: (_, args) => JSON.stringify(args),
    },
    where: {
      type: GraphQLString,
      resolve: (_, __, context, { path, fieldName, parentType, variableValues, operation, rootValue }) =>
        JSON.stringify([path, fieldName, parentType, variableValues, operation.name, context, rootValue]),
    },
    nothing: { type: GraphQLString, resolve: () => undefined },
    wrong: { type: GraphQLInt, resolve: () => 'no number' },
    fails: { type: GraphQLString, resolve: () => fail('at once') },
    failsLater: { type: GraphQLString, resolve: () => later(null).then(() => fail('later')) },
    isAnError: { type: GraphQLString, resolve: () => new Error('as a value') },
    mustBe: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
    things: { type: new GraphQLList(Thing), resolve: (self) => [self, later(self), null] },
    numbers: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))),
      resolve: () => [1, later(2), 3],
    },
    gaps: { type: new GraphQLList(new GraphQLNonNull(GraphQLInt)), resolve: () => [1, null] },
    broken: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLInt)),
      resolve: () => [later(null).then(() => fail('item')), null],
    },
    set: { type: new GraphQLList(GraphQLInt), resolve: () => new Set([1, 2]) },
    noList: { type: new GraphQLList(GraphQLInt), resolve: () => 1 },
    thenable: {
      type: GraphQLString,
      // biome-ignore lint/suspicious/noThenProperty: resolvers of other libraries give such
      resolve: () => ({ then: (resolve: (value: string) => void) => resolve('then') }),
    },
    named: { type: Named, resolve: (self) => self },
  }),
});

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      thing: {
        type: Thing,
        args: { id: { type: GraphQLID } },
        resolve: (_, { id }) => {
          calls += 1;
          return id === 'none' ? null : { name: `thing ${id}`, byMethod: () => 'method' };
        },
      },
    },
  }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: { change: { type: Thing, resolve: () => ({ name: 'changed' }) } },
  }),
});

const contextValue = { of: 'the request' };

function argsOf(
  query: string,
  variableValues: Record<string, unknown> = {},
  operationName?: string,
): ExecutionArgs {
  return {
    schema,
    document: parse(query),
    variableValues,
    contextValue,
    rootValue: 7,
    operationName: operationName ?? null,
  };
}

const run = (args: ExecutionArgs) => execute(args) as Promise<ExecutionResult> | ExecutionResult;

function planFor(args: ExecutionArgs) {
  const operation = getOperationAST(args.document, args.operationName);
  if (operation == null) throw new Error('There is no such operation.');
  // It has a plan from the second time on.
  void planned(args, operation);
  return planned(args, operation);
}

describe('an operation that goes by plan', () => {
  it.each([
    ['{ thing { name loud later byMethod nothing thenable } }'],
    ['{ a: thing(id: 1) { b: name name c: loud } thing(id: "x") { __typename } __typename }'],
    ['{ thing { self { self { later } } name self { name } } }'],
    ['{ thing { things { name later } numbers } }'],
    ['{ thing(id: "none") { name mustBe } }'],
    ['{ thing { echo a: echo(text: null) b: echo(text: "x", list: [1, 2]) c: echo(list: 3) } }'],
    [
      'query Q($t: String, $l: [Int]) { thing { a: echo(text: $t) b: echo(text: $t, list: $l) where } }',
      { t: 'given' },
    ],
    ['query Q($t: String = "default") { thing { echo(text: $t) } }'],
    ['query Q($n: Int!) { thing { echo(list: [$n, 2]) } }', { n: 1 }],
    [
      'fragment F on Thing { name ...G } fragment G on Named { name } { thing { ...F ...F ... on Named { name } ... { loud } } }',
    ],
    ['query A { thing { name } } query B { thing { loud } }', {}, 'B'],
    ['{ __proto__: thing { __proto__: name constructor: loud } }'],
  ])('gives what graphql-js gives: %s', async (query, variables = {}, name?: string) => {
    const args = argsOf(query, variables, name);
    const result = await planFor(args);
    expect(result).not.toBeNull();
    expect(JSON.stringify(result)).toBe(JSON.stringify(await run(args)));
  });
});

describe('what does not', () => {
  it.each([
    ['a field fails', '{ thing { name fails } }'],
    ['a field fails later', '{ thing { failsLater name } }'],
    [
      'several fail, now and later',
      '{ thing { failsLater fails self { failsLater mustBe } things { failsLater } } }',
    ],
    ['nothing where something must be', '{ thing { name mustBe } }'],
    ['an error as a value', '{ thing { isAnError } }'],
    ['a value that is none of its type', '{ thing { wrong name } }'],
    ['items that fail', '{ thing { gaps name } }'],
    ['no list', '{ thing { noList } }'],
    ['another list than an array', '{ thing { set } }'],
    ['directives', '{ thing { name @skip(if: true) loud @include(if: true) } }'],
    ['an interface', '{ thing { named { name } } }'],
    ['introspection', '{ __schema { queryType { name } } }'],
    ['a variable that is missing', 'query ($n: Int!) { thing { echo(list: [$n]) } }'],
    ['a variable that does not fit', 'query ($n: Int) { thing { echo(list: [$n]) } }', { n: 'x' }],
    ['a mutation', 'mutation { change { name } }'],
  ])('is told by graphql-js: %s', async (_, query, variables: Record<string, unknown> = {}) => {
    const args = argsOf(query, variables);
    expect(await planFor(args)).toBeNull();
    const expected = JSON.stringify(await run(args));
    for (let times = 0; times < 3; times++) {
      expect(JSON.stringify(await executeByPlan(args, run))).toBe(expected);
    }
  });

  it('leaves no rejection behind that nobody waits for, as graphql-js does here', async () => {
    for (const query of ['{ thing { broken } }', '{ thing { failsLater fails } }']) {
      expect(await planFor(argsOf(query))).toBeNull();
    }
    // It would end the process; here it would fail the run.
    await later(null);
    await later(null);
  });

  it('is not tried for the first time that an operation comes, nor for an operation that is not there', async () => {
    const args = argsOf('{ thing { name } }');
    const executed: ExecutionArgs[] = [];
    const noted = (given: ExecutionArgs) => {
      executed.push(given);
      return run(given);
    };
    for (let times = 0; times < 3; times++) await executeByPlan(args, noted);
    expect(executed).toEqual([args]);
    const unknown = { ...args, operationName: 'Other' };
    expect(await executeByPlan(unknown, noted)).toMatchObject({ errors: [expect.any(GraphQLError)] });
    calls = 0;
    await executeByPlan(args, noted);
    expect(calls).toBe(1);
  });
});
