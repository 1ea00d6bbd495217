import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import { endWithProblem } from '../end-with-problem.ts';
import { guardOrigin } from '../origin-guard.ts';
import { requestIdOf } from '../request-id.ts';
import { requireOneHost } from '../unread-requests.ts';
import { type Connection, graphqlOverWebSocket, type OperationOptions } from './websocket-operations.ts';
import { WebSocketChannel } from './websocket-outlet.ts';
import { GRAPHQL_PATH } from './yoga.ts';

/** A client that leaves a ping unanswered until the next one is taken for gone. */
const PING_MS = 12_000;

export interface WebSocketOptions extends OperationOptions {
  log: Logger;
  onLoopback: boolean;
}

export function wantsWebSocket({ url = '', headers }: IncomingMessage): boolean {
  const path = url.split('?', 1)[0];
  const isOurs = path === GRAPHQL_PATH || path === `${GRAPHQL_PATH}/`;
  return isOurs && headers.upgrade?.toLowerCase() === 'websocket';
}

/** GraphQL over WebSocket (the protocol of graphql-ws) on the path of GraphQL over HTTP. */
export function serveWebSockets(app: FastifyInstance, options: WebSocketOptions): void {
  const { log, onLoopback, pace } = options;
  const graphql = graphqlOverWebSocket(options);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    handleProtocols,
  });

  const channels = new Set<WebSocketChannel>();

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const requestId = requestIdOf(request);
    socket.on('error', (error) => log.debug({ err: error, requestId }, 'an upgrade broke off'));
    try {
      requireOneHost(request);
      guardOrigin(request, onLoopback);
    } catch (error) {
      endWithProblem(socket, error, requestId);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const channel = new WebSocketChannel(opened, log.child({ requestId }), pace);
      channels.add(channel);
      opened.on('close', () => channels.delete(channel));
      watchOver(opened, pace.pingMs ?? PING_MS);
      const { headers } = request;
      const ip = request.socket.remoteAddress ?? '';
      serve(graphql, { requestId, ip, headers, operations: 0, channel }, log);
    });
  });

  app.addHook('preClose', async () => {
    for (const channel of channels) channel.goAway();
  });
}

/** Ends a connection whose other end has gone, or takes nothing any more, without a word. */
function watchOver(socket: WebSocket, pingMs: number): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingMs);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}

function serve(graphql: Server<Connection>, connection: Connection, log: Logger): void {
  const { requestId, channel } = connection;
  const { socket } = channel;
  // `ws` closes it with the code that fits: a message too large, bytes that are no frame.
  socket.on('error', (error) => log.debug({ err: error, requestId }, 'a WebSocket broke'));
  const closed = graphql.opened(
    {
      protocol: socket.protocol,
      send: (text) => new Promise((resolve) => channel.send(text, resolve)),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) =>
        socket.on('message', (message) => {
          take(String(message)).catch((error: unknown) => {
            log.error({ err: error, requestId }, 'a message over WebSocket failed');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        }),
    },
    connection,
  );
  socket.on('close', (code, reason) => {
    closed(code, String(reason)).catch((error: unknown) => {
      log.error({ err: error, requestId }, 'the end of a WebSocket failed');
    });
  });
}
