import { connect } from 'node:net';

/** `silent`: it accepts connections but does not answer. `gone`: nobody is behind the socket. */
export type ServerState = 'ready' | 'loading' | 'silent' | 'gone';

const SILENT_AFTER_MS = 2000;

/**
 * Asks the Redis behind a unix socket how it is.
 *
 * @throws when this user may not use the socket
 */
export function ping(socketPath: string): Promise<ServerState> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const settle = (state: ServerState) => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(SILENT_AFTER_MS, () => settle('silent'));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => settle(reply.toString().startsWith('-LOADING') ? 'loading' : 'ready'));
    socket.once('close', () => settle('gone'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES' || error.code === 'EPERM') reject(error);
      // EAGAIN: more connections wait than its backlog holds, so somebody is there.
      else settle(error.code === 'EAGAIN' ? 'silent' : 'gone');
    });
  });
}
