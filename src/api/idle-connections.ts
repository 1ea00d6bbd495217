import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const LOOK_MS = 50;

/**
 * Ends, once the server closes, every connection over which nothing is going on, so that it does not wait for its clients
 * to do so. Node ends those that are idle in that moment, but not those that become it with their last answer, nor those
 * that browsers and `fetch` open to have them at hand, over which nothing was ever asked.
 */
export function endIdleConnections(app: FastifyInstance): void {
  const { server } = app;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', async () => {
    const timer = setInterval(() => {
      server.closeIdleConnections();
      for (const socket of sockets) {
        if (socket.bytesRead === 0) socket.destroy();
      }
    }, LOOK_MS);
    timer.unref();
    server.once('close', () => clearInterval(timer));
  });
}
