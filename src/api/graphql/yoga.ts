import { createYoga, type YogaLogger, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import { schema } from '../../../schema/index.ts';
import type { Config } from '../../config.ts';
import type { RequestContext } from '../deps.ts';
import { useCostLimit } from './cost-limit.ts';
import { DocumentCache } from './document-cache.ts';
import { useDocumentLimits } from './document-limits.ts';
import { maskError, useErrorAnswers } from './errors.ts';
import { useExecutionPlans } from './execution/plugin.ts';
import { useClosedSchema } from './introspection.ts';
import { type KnownDocuments, useKnownDocuments } from './known-documents.ts';
import { useNotAcceptable } from './not-acceptable.ts';
import { useRequestRules } from './request-rules.ts';
import type { LiveStreams } from './streams/live-streams.ts';
import { useLiveStreams } from './streams/plugin.ts';

export const GRAPHQL_PATH = '/graphql';

export type GraphQLServer = YogaServerInstance<RequestContext, object>;

export interface GraphQLOptions {
  config: Pick<Config, 'graphql'>;
  log: Logger;
  streams: LiveStreams;
  known: KnownDocuments;
}

/**
 * GraphQL over HTTP at `/graphql`. Whoever hands a request to it gives it the context of that request along, and sends
 * the answer, which for a subscription is in `streams`. The pages (GraphiQL) are served elsewhere.
 */
export function createGraphQL({ config: { graphql }, log, streams, known }: GraphQLOptions): GraphQLServer {
  return createYoga<RequestContext>({
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
      useKnownDocuments(known),
      useCostLimit(graphql),
      useErrorAnswers(),
      useExecutionPlans(),
      useLiveStreams(streams),
      useNotAcceptable(),
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
