import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { connection } from './connection.ts';
import { openSocket, watch } from './socket.ts';

const PATH = '/graphql';

const socket = openSocket(new URL(PATH, location.href).href.replace(/^http/, 'ws'), connection);

/**
 * Queries and mutations by POST; subscriptions over one socket, however many there are: HTTP/1.1 allows six
 * connections to a server, for all tabs together. There is no cache: what is shown follows the server.
 */
export const client = new Client({
  url: PATH,
  preferGetMethod: false,
  requestPolicy: 'network-only',
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => ({ unsubscribe: watch(socket, { query, variables: variables ?? {} }, sink) }),
      }),
    }),
  ],
});
