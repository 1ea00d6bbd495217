import { knownDocuments } from '../../../src/api/graphql/known-documents.ts';
import { LiveStreams } from '../../../src/api/graphql/streams/live-streams.ts';
import { createGraphQL, type GraphQLServer } from '../../../src/api/graphql/yoga.ts';
import { contextOf, type TestDeps, testDeps } from '../../support/api.ts';

export interface GraphQLAnswer {
  status: number;
  // What a test asked for is what it looks into.
  // biome-ignore lint/suspicious/noExplicitAny: its shape is that of the query, which TypeScript does not read
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string; requestId: string } }[];
}

export interface GraphQLForTests {
  deps: TestDeps;
  yoga: GraphQLServer;
  /** `variables` as a text are JSON already. */
  ask(query: string, variables?: Record<string, unknown> | string): Promise<GraphQLAnswer>;
}

/** GraphQL in this process, without a port, as a client sees it over HTTP. */
export function graphqlOf(deps: TestDeps = testDeps()): GraphQLForTests {
  const yoga = createGraphQL({
    ...deps,
    streams: new LiveStreams(deps.config.graphql),
    known: knownDocuments(),
  });
  return {
    deps,
    yoga,
    async ask(query, variables = {}) {
      const response = await yoga.fetch(
        'http://localhost/graphql',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
          body: `{"query":${JSON.stringify(query)},"variables":${typeof variables === 'string' ? variables : JSON.stringify(variables)}}`,
        },
        contextOf(deps),
      );
      const { data, errors = [] } = (await response.json()) as Partial<GraphQLAnswer>;
      return { status: response.status, data, errors };
    },
  };
}
