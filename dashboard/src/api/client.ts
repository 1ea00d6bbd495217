import {
  type AnyVariables,
  Client,
  fetchExchange,
  type OperationResult,
  subscriptionExchange,
} from '@urql/core';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { connection } from './connection.ts';
import { openSocket, watch } from './socket.ts';

const PATH = '/graphql';

const socket = openSocket(new URL(PATH, location.href).href.replace(/^http/, 'ws'), connection);

/**
 * Queries and mutations by POST; subscriptions over one socket, however many there are: HTTP/1.1 allows six
 * connections to a server, for all tabs together. There is no cache: what is shown follows the server.
 */
const client = new Client({
  url: PATH,
  preferGetMethod: false,
  requestPolicy: 'network-only',
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query: text = '', variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: watch(socket, { query: text, variables: variables ?? {} }, sink),
        }),
      }),
    }),
  ],
});

/** Never rejects: `error` says what went wrong, and nothing is told then. */
export async function query<Data, Variables extends AnyVariables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<OperationResult<Data, Variables>> {
  return whole(await client.query<Data, Variables>(document.toString(), variables));
}

/** Never rejects: `error` says what went wrong, and nothing is told then. */
export async function mutate<Data, Variables extends AnyVariables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<OperationResult<Data, Variables>> {
  return whole(await client.mutation<Data, Variables>(document.toString(), variables));
}

/** Answers with how to stop. A lost connection is no end: it goes on when the connection is back. */
export function subscribe<Data, Variables extends AnyVariables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  listener: (result: OperationResult<Data, Variables>) => void,
): () => void {
  return client
    .subscription<Data, Variables>(document.toString(), variables)
    .subscribe((result) => listener(whole(result))).unsubscribe;
}

/** A field that is null because it could not be read would look like one that there is not. */
function whole<Data, Variables extends AnyVariables>(
  result: OperationResult<Data, Variables>,
): OperationResult<Data, Variables> {
  if (result.error === undefined) return result;
  if (result.error.graphQLErrors.some(({ extensions }) => extensions.code === 'STORE_UNAVAILABLE')) {
    connection.storeLost();
  }
  const { data: _, ...failed } = result;
  return failed;
}
