import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerHeaders } from './answer-headers.ts';
import { toProblem } from './problem.ts';

/** What a client may still send, and take, before the connection breaks: broken at once, it may never see the answer. */
const FAREWELL_MS = 500;

/** Answers over a connection on which there is no request, or none any more, to answer, and ends it. */
export function endWithProblem(socket: Duplex, error: unknown, requestId: string): void {
  const { status, headers, problem } = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const fields = {
    ...answerHeaders(requestId),
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
}
