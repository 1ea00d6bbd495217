import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorCode } from '../errors.ts';
import { answerHeaders } from './answer-headers.ts';
import { endWithProblem } from './end-with-problem.ts';
import { HttpRefusal, toProblem } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/** By the codes of Node and its parser. */
const REFUSALS: Record<string, [status: number, code: ErrorCode, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'LIMIT_EXCEEDED', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [
    431,
    'LIMIT_EXCEEDED',
    'The header of the request is too large: at most 16 KB is read.',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'BODY_TOO_LARGE', 'The body has chunk extensions of more than 16 KB.'],
  HPE_INVALID_CHUNK_SIZE: [400, 'INVALID_BODY', 'The body is not valid chunked encoding.'],
  HPE_INVALID_METHOD: [
    400,
    'INVALID_INPUT',
    'The request begins with no method of HTTP. This port speaks http, not https.',
  ],
};
const MALFORMED: [number, ErrorCode, string] = [400, 'INVALID_INPUT', 'The request is not valid HTTP/1.1.'];

/** As Node itself decides whether it can still answer; nothing public tells it. */
interface AnsweringSocket extends Socket {
  _httpMessage?: Pick<ServerResponse, 'headersSent'> | null;
}

/** For `clientErrorHandler`: a request that cannot be read is refused as any other is. */
export function refuseUnread(log: Logger): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const refused = new WeakSet<Socket>();
  return (error, socket: AnsweringSocket) => {
    // What comes after that is read no more.
    if (refused.has(socket)) return;
    refused.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent === true) {
      socket.destroy(error);
      return;
    }
    const requestId = requestIdOf({ headers: {} });
    log.debug({ err: error, requestId }, 'a request could not be read');
    endWithProblem(socket, new HttpRefusal(...(REFUSALS[error.code ?? ''] ?? MALFORMED)), requestId);
  };
}

/** A request that expects what nobody does (RFC 9110, 10.1.1). Node would answer it without a body. */
export function refuseExpectations(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const requestId = requestIdOf(request);
    const refusal = new HttpRefusal(417, 'INVALID_INPUT', 'Of "Expect" only 100-continue is known.');
    const { status, headers, problem } = toProblem(refusal, requestId);
    const body = JSON.stringify(problem);
    response.writeHead(status, {
      ...answerHeaders(requestId),
      ...headers,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    });
    response.end(body);
  });
}

/**
 * An HTTP/1.1 request names its host, and one only: what stands behind a proxy must not believe another than it does
 * (RFC 9112, 3.2).
 * @throws RetomaError INVALID_INPUT
 */
export function requireOneHost({ httpVersion, rawHeaders }: IncomingMessage): void {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts === 1 || (hosts === 0 && httpVersion !== '1.1')) return;
  throw new HttpRefusal(400, 'INVALID_INPUT', 'A request must have one "Host" header, and one only.');
}
