import { connect, type Socket } from 'node:net';
import { answerCpu } from './child.ts';

/**
 * So many clients of one server. `<count> <port> <body>`: each posts the body to `/graphql` and reads what comes. Tells
 * `{ ready }` when all are answered, then `{ reached }`, the version that every client has, whenever it has risen.
 */
const [count = '', port = '', body = ''] = process.argv.slice(2);

const LOOK_MS = 2;
const HEAD = [
  'POST /graphql HTTP/1.1',
  'host: localhost',
  'accept: text/event-stream',
  'content-type: application/json',
  `content-length: ${Buffer.byteLength(body)}`,
].join('\r\n');
const VERSION = Buffer.from('"version":');
/** No version has more digits. */
const DIGITS = 6;

const versions: number[] = [];
await Promise.all(Array.from({ length: Number(count) }, (_, index) => watch(index)));
process.send?.({ ready: true });
answerCpu();

let told = 0;
setInterval(() => {
  const reached = Math.min(...versions);
  if (reached > told) process.send?.({ reached });
  told = Math.max(told, reached);
}, LOOK_MS);

function watch(index: number): Promise<Socket> {
  versions[index] = 0;
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${HEAD}\r\n\r\n${body}`));
    // Of a piece only the end is looked at, so that the clients do not take the time that is measured.
    let rest = Buffer.alloc(0);
    socket.on('data', (piece) => {
      resolve(socket);
      let at = piece.lastIndexOf(VERSION);
      let text = piece;
      if (at < 0 || at + VERSION.length + DIGITS > piece.length) {
        text = Buffer.concat([rest, piece]);
        at = text.lastIndexOf(VERSION);
      }
      rest = Buffer.from(text.subarray(-VERSION.length - DIGITS));
      if (at < 0) return;
      const digits = text.subarray(at + VERSION.length, at + VERSION.length + DIGITS).toString();
      versions[index] = Math.max(versions[index] ?? 0, Number.parseInt(digits, 10) || 0);
    });
  });
}
