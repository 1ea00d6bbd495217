import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/**
 * Sends a request head as it is, without what `fetch` and `URL` do to a path (they drop `%2e%2e`, and encode what is
 * not), and answers with status, headers and body.
 */
export function rawRequest(
  port: number,
  requestLine: string,
  headers: Record<string, string> = { host: 'localhost' },
): Promise<RawAnswer> {
  const lines = Object.entries({ connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${requestLine} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(answerIn(Buffer.concat(chunks))));
  });
}

/** The answer that the bytes hold. */
export function answerIn(bytes: Buffer): RawAnswer {
  const answer = bytes.toString();
  const headEnd = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...fields] = answer.slice(0, headEnd).split('\r\n');
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(':');
    headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: answer.slice(headEnd + 4) };
}
