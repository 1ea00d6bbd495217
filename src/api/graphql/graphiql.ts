import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RetomaError } from '../../errors.ts';
import { GRAPHIQL_CSP, GRAPHIQL_PAGE, GRAPHIQL_PATH, graphiqlFile } from './graphiql-files.ts';

/** Whether a person with a browser asks, and not a program for an operation. */
export function wantsGraphiQL(request: FastifyRequest): boolean {
  if (request.method !== 'GET' || Object.hasOwn(request.query as object, 'query')) return false;
  return (request.headers.accept ?? '').includes('text/html');
}

export const graphiqlPage = {
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': GRAPHIQL_CSP,
    'referrer-policy': 'no-referrer',
  },
  body: GRAPHIQL_PAGE,
};

/** The files of GraphiQL, all our own: it works offline, and nothing of what is typed leaves for another server. */
export function graphiqlRoutes(app: FastifyInstance): void {
  app.get<{ Params: { name: string } }>(`${GRAPHIQL_PATH}/:name`, async (request, reply) => {
    const file = await graphiqlFile(request.params.name);
    if (file === undefined) {
      throw new RetomaError('NOT_FOUND', 'GraphiQL has no such file. Open /graphql in a browser.');
    }
    reply.headers({ 'cache-control': 'no-cache', etag: file.etag, vary: 'accept-encoding' });
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    reply.type(file.type);
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return file.bytes;
    reply.header('content-encoding', 'gzip');
    return file.gzipped;
  });
}
