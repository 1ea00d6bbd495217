import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** How often it cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** Clients throw away what came together with the end of a connection; so long they have to read what came before. */
const READ_MS = 200;
/** Of what was passed on already, for a place that came in two pieces. */
const TAIL = 500;

/**
 * Passes connections on to a port of loopback. The first one in which the server says what fits `place` is cut right
 * before that; all others pass untouched.
 */
export async function startCuttingProxy(target: number, place: RegExp): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cuts = 0;

  /** What may be passed on of what the server said; the rest after the cut is not asked for. */
  function beforeCut(chunk: Buffer, tail: string): Buffer | null {
    // Bytes as characters, so that places in the text are places in the bytes.
    const at = cuts === 0 ? (tail + chunk.toString('latin1')).search(place) : -1;
    return at < 0 ? null : chunk.subarray(0, Math.max(0, at - tail.length));
  }

  const server = createServer((client) => {
    const upstream = connect({ port: target, host: '127.0.0.1' });
    const pair = [client, upstream] as const;
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const one of pair) one.destroy();
      });
    }
    client.pipe(upstream);
    let tail = '';
    upstream.on('data', (chunk: Buffer) => {
      const last = beforeCut(chunk, tail);
      client.write(last ?? chunk);
      tail = (tail + chunk.toString('latin1')).slice(-TAIL);
      if (last === null) return;
      cuts += 1;
      upstream.pause();
      setTimeout(() => upstream.destroy(), READ_MS);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    get cuts() {
      return cuts;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
