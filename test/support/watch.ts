import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openEventStream } from './event-stream.ts';

export const TRANSPORTS = ['SSE', 'WebSocket'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export interface Result {
  // What a test asked for is what it looks into.
  // biome-ignore lint/suspicious/noExplicitAny: its shape is that of the operation
  data?: any;
  errors?: readonly { message: string; extensions: { code: string; requestId: string } }[];
}

export interface Operation {
  query: string;
  variables?: Record<string, unknown>;
}

/**
 * Watches a subscription over a connection of its own, which it does not make again. Ends with the subscription; throws
 * when it ends otherwise. To stop iterating breaks the connection off.
 *
 * @param url of `/graphql`
 */
export function watch(transport: Transport, url: string, operation: Operation): AsyncGenerator<Result> {
  return transport === 'SSE' ? overSSE(url, operation) : overWebSocket(url, operation);
}

async function* overSSE(url: string, operation: Operation): AsyncGenerator<Result> {
  const { response, events, stop } = await openEventStream(url, operation);
  try {
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    for await (const { event, data } of events()) {
      if (event === 'complete') return;
      yield data;
    }
  } finally {
    stop();
  }
  throw new Error('The stream ended without having been completed.');
}

async function* overWebSocket(url: string, operation: Operation): AsyncGenerator<Result> {
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  });
  try {
    yield* client.iterate(operation) as AsyncIterable<Result>;
  } finally {
    client.terminate();
  }
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
