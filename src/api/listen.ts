import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Listens, and answers with the address under which a browser on this machine finds the server.
 * @throws Error with one line that says what to do, when it cannot listen there
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new Error(whyNot(error, host, port), { cause: error });
  }
  const { port: bound } = app.server.address() as AddressInfo;
  const anywhere = host === '0.0.0.0' || host === '::';
  const name = anywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${bound}`;
}

function whyNot(error: unknown, host: string, port: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use. Stop what listens there, or set PORT to another one.`;
    case 'EACCES':
      return `Port ${port} of ${host} may not be listened on by this user. Set PORT to one from 1024.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${JSON.stringify(host)} is no address of this machine. Set HOST to one, for example 127.0.0.1.`;
    default:
      return `The server cannot listen on port ${port} of ${host}: ${error instanceof Error ? error.message : error}`;
  }
}
