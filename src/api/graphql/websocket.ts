import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import type { ContextOf } from '../deps.ts';
import { guardOrigin } from '../origin-guard.ts';
import { toProblem } from '../problem.ts';
import { requestIdOf } from '../request-id.ts';
import { type Connection, graphqlOverWebSocket } from './websocket-operations.ts';
import { GRAPHQL_PATH, type GraphQLServer } from './yoga.ts';

/** A client that leaves a ping unanswered until the next one is taken for gone. */
const PING_MS = 12_000;
/** How long a client may take to answer that the connection is closed. */
const CLOSE_TIMEOUT_MS = 1000;
/** 1001: the server goes away. Not the end of anything: clients come back. */
const GOING_AWAY = 1001;

export interface WebSocketOptions {
  yoga: GraphQLServer;
  contextOf: ContextOf;
  /** Operations that may be under way on one connection. */
  maxOperations: number;
  log: Logger;
  onLoopback: boolean;
  /** @default 12000 */
  pingMs?: number;
}

export function wantsWebSocket({ url = '', headers }: IncomingMessage): boolean {
  const path = url.split('?', 1)[0];
  const isOurs = path === GRAPHQL_PATH || path === `${GRAPHQL_PATH}/`;
  return isOurs && headers.upgrade?.toLowerCase() === 'websocket';
}

/** GraphQL over WebSocket (the protocol of graphql-ws) on the path of GraphQL over HTTP. */
export function mountWebSockets(app: FastifyInstance, options: WebSocketOptions): void {
  const { log, onLoopback, pingMs = PING_MS } = options;
  const graphql = graphqlOverWebSocket(options);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    handleProtocols,
  });

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const connection = { requestId: requestIdOf(request), operations: 0 };
    socket.on('error', (error) => log.debug({ err: error, ...connection }, 'an upgrade broke off'));
    try {
      guardOrigin(request, onLoopback);
    } catch (error) {
      refuse(socket, error, connection.requestId);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      watchOver(opened, pingMs);
      serve(opened, graphql, connection, log);
    });
  });

  app.addHook('preClose', async () => {
    for (const socket of sockets.clients) {
      socket.close(GOING_AWAY, 'The server goes away; come back.');
      setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    }
  });
}

function refuse(socket: Duplex, error: unknown, requestId: string): void {
  const { status, headers, problem } = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const fields = {
    ...headers,
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
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

function serve(socket: WebSocket, graphql: Server<Connection>, connection: Connection, log: Logger): void {
  const { requestId } = connection;
  // `ws` closes it with the code that fits: a message too large, bytes that are no frame.
  socket.on('error', (error) => log.debug({ err: error, requestId }, 'a WebSocket broke'));
  const closed = graphql.opened(
    {
      protocol: socket.protocol,
      // Settles once the system has taken the message: a slow reader is given no next one before.
      send: (text) =>
        new Promise((resolve) => {
          if (socket.readyState === socket.OPEN) socket.send(text, () => resolve());
          else resolve();
        }),
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
