import type { IncomingHttpHeaders } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql';
import { makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import type { Context } from '../../../resolvers/context.ts';
import type { ContextOf } from '../deps.ts';
import { answered, errorOf, formatted, formattedErrors, refuseOperation } from './errors.ts';
import { checkDepth } from './operation-params.ts';
import type { LiveStreams } from './streams/live-streams.ts';
import type { StreamPace } from './streams/pace.ts';
import { attachToChannel, type WebSocketChannel } from './websocket-outlet.ts';
import type { GraphQLServer } from './yoga.ts';

/** How long a client may take to introduce itself (`connection_init`). */
const INTRODUCTION_MS = 10_000;

/** What is known of a connection. */
export interface Connection {
  /** Of the upgrade. */
  requestId: string;
  /** The address that it came from. */
  ip: string;
  /** Of the upgrade. */
  headers: IncomingHttpHeaders;
  channel: WebSocketChannel;
  /** How many operations were asked for, so that each has an id of its own. */
  operations: number;
}

export interface OperationOptions {
  yoga: GraphQLServer;
  streams: LiveStreams;
  contextOf: ContextOf;
  /** Operations that may be under way on one connection. */
  maxOperations: number;
  pace: StreamPace;
}

/**
 * The protocol, with operations parsed, checked, executed and answered as over HTTP, by the same plugins. An operation
 * that is refused before it is executed ends with `error`; what goes wrong later stands in a result, as over SSE.
 */
export function graphqlOverWebSocket(options: OperationOptions): Server<Connection> {
  const { yoga, streams, contextOf, maxOperations, pace } = options;
  const { execute, subscribe } = yoga.getEnveloped();
  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: pace.introductionMs ?? INTRODUCTION_MS,
    async onSubscribe({ extra: connection, subscriptions }, _id, params) {
      connection.operations += 1;
      const { requestId, operations, ip, headers } = connection;
      const context = contextOf({ id: `${requestId}.${operations}`, ip, headers });
      try {
        if (Object.keys(subscriptions).length > maxOperations) {
          throw refuseOperation(
            'LIMIT_EXCEEDED',
            `At most ${maxOperations} operations may be under way on one connection. Wait for one to end.`,
          );
        }
        return await prepare(yoga, context, params);
      } catch (error) {
        const errors = error instanceof AggregateError ? error.errors : [errorOf(error)];
        return answered({ errors: errors as GraphQLError[] }, context).errors;
      }
    },
    execute: (args) => told(execute, args),
    subscribe: (args) => told(subscribe, args),
    onOperation({ extra: connection, subscriptions }, id, _params, { contextValue }, result) {
      const context = contextValue as Context;
      if (!isAsyncIterable(result)) return answered(result as ExecutionResult, context);
      const subscription = streams.of(context);
      // Otherwise the client has completed it meanwhile, and the protocol ends it.
      if (subscription !== undefined && id in subscriptions) {
        attachToChannel(subscription, connection.channel, id);
      }
      return undefined;
    },
    onNext: (_connection, _id, _params, _args, result) => formatted(result as ExecutionResult),
    onError: (_connection, _id, _params, errors) => formattedErrors(errors as GraphQLError[]),
  });
}

/** @throws GraphQLError; AggregateError of several, when the document is not valid */
async function prepare(
  yoga: GraphQLServer,
  context: Context,
  { query, operationName, variables, extensions }: SubscribePayload,
): Promise<ExecutionArgs> {
  const params = { query, operationName: operationName ?? undefined, variables, extensions };
  checkDepth(params);
  const { parse, validate, schema, contextFactory } = yoga.getEnveloped(Object.assign(context, { params }));
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new AggregateError(errors);
  if (getOperationAST(document, operationName) == null) {
    throw new GraphQLError('Could not determine what operation to execute.', {
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
    });
  }
  return {
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables ?? null,
    contextValue: await contextFactory(),
  };
}

/** What an executor throws is told, as it is over HTTP; it would close the connection. */
async function told<Result>(
  run: (args: ExecutionArgs) => Promise<Result> | Result,
  args: ExecutionArgs,
): Promise<Result | ExecutionResult> {
  try {
    return await run(args);
  } catch (error) {
    return { errors: [errorOf(error)] };
  }
}
