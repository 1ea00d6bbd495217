import type { ExecutionResult } from '@urql/core';
import { type Client, createClient, type SubscribePayload } from 'graphql-ws';
import type { Connection } from './connection.ts';

const PING_EVERY_MS = 10_000;
/** A server that does not answer a ping by then is gone, whatever the socket says. */
const PONG_WITHIN_MS = 5000;
/** Views change; a new socket for each would be waste. */
const CLOSE_UNUSED_AFTER_MS = 3000;

/** The one socket of the page (graphql-ws), kept up for as long as something is watched. */
export function openSocket(url: string, connection: Connection): Client {
  let waitingForPong: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url,
    lazyCloseTimeout: CLOSE_UNUSED_AFTER_MS,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => connection.pause(),
    on: {
      connected: () => connection.connected(),
      closed(event) {
        clearTimeout(waitingForPong);
        const unused = event instanceof CloseEvent && event.code === 1000;
        if (!unused) connection.lost();
      },
      ping(received) {
        if (!received) waitingForPong = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => received && clearTimeout(waitingForPong),
    },
  });
  return client;
}

/** Who is told the results, as urql wants to be told. */
export interface ResultSink {
  next(result: ExecutionResult): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Watches over the socket. When the socket is lost and comes back, the operation is sent again behind the last cursor
 * that was seen: graphql-ws sends the payload as it is by then, so the cursor is kept up in it.
 */
export function watch(
  socket: Client,
  { query, operationName, variables }: SubscribePayload,
  sink: ResultSink,
): () => void {
  const known = { ...variables };
  return socket.subscribe(
    { query, operationName: operationName ?? null, variables: known },
    {
      next(result) {
        const cursor = cursorOf(result.data);
        if (cursor !== null) known.after = cursor;
        sink.next(result as ExecutionResult);
      },
      error: (error) => sink.error(error),
      complete: () => sink.complete(),
    },
  );
}

/** The `cursor` of the one root field, where it has one. */
function cursorOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const [root] = Object.values(data);
  return typeof root === 'object' && root !== null && typeof root.cursor === 'string' ? root.cursor : null;
}
