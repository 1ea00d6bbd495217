import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/**
 * A pipe for the output of a command. Node gives its children sockets instead, which `/dev/stdout` and `/dev/stderr`
 * cannot be opened through (`echo failed > /dev/stderr` would fail).
 *
 * @param path where to make it; it may be removed afterwards
 */
export async function openPipe(path: string): Promise<{ reader: Socket; writer: number }> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  // In this order neither waits for the other side.
  const fd = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    const writer = openSync(path, O_WRONLY);
    return { reader: new Socket({ fd, readable: true, writable: false }), writer };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
