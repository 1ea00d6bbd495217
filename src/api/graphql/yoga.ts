import { createYoga, type Plugin, type YogaLogger, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Context } from '../../../resolvers/context.ts';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import { schema } from '../../../schema/index.ts';
import type { Config } from '../../config.ts';
import { useCostLimit } from './cost-limit.ts';
import { DocumentCache } from './document-cache.ts';
import { useDocumentLimits } from './document-limits.ts';
import { maskError, useErrorAnswers } from './errors.ts';
import { useClosedSchema } from './introspection.ts';
import { useRequestRules } from './request-rules.ts';
import { useStreamAnswers } from './stream-answers.ts';

export const GRAPHQL_PATH = '/graphql';

export type GraphQLServer = YogaServerInstance<Context, object>;

export interface GraphQLOptions {
  config: Pick<Config, 'graphql'>;
  log: Logger;
  /** Put behind those that every server has. */
  plugins?: Plugin<object, Context>[];
}

/**
 * GraphQL over HTTP at `/graphql`. Whoever hands a request to it gives it the `Context` of that request along; the pages
 * (GraphiQL) are served elsewhere.
 */
export function createGraphQL({ config: { graphql }, log, plugins = [] }: GraphQLOptions): GraphQLServer {
  return createYoga<Context>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    maskedErrors: { maskError },
    maxRequestBodySize: MAX_BODY_BYTES,
    parserAndValidationCache: { documentCache: new DocumentCache(), errorCache: new DocumentCache() },
    batching: false,
    multipart: false,
    // Pages of other origins get nothing; the server's own need no such headers.
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: loggerOf(log),
    plugins: [
      useRequestRules(),
      useDocumentLimits(graphql),
      ...(graphql.introspection ? [] : [useClosedSchema()]),
      useCostLimit(graphql),
      useErrorAnswers(),
      useStreamAnswers(),
      ...plugins,
    ],
  });
}

/** Errors of operations are logged with the id of their request (`errors.ts`); what Yoga says of them is left out. */
function loggerOf(log: Logger): YogaLogger {
  const lines =
    (write: (text: string) => void) =>
    (...parts: unknown[]) =>
      write(parts.map(String).join(' '));
  return {
    debug: lines((text) => log.trace(text)),
    info: lines((text) => log.debug(text)),
    warn: lines((text) => log.warn(text)),
    error: lines((text) => log.debug(text)),
  };
}
