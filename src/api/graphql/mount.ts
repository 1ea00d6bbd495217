import type { FastifyInstance } from 'fastify';
import type { ContextOf } from '../deps.ts';
import { graphiqlPage, graphiqlRoutes, wantsGraphiQL } from './graphiql.ts';
import { GRAPHQL_PATH, type GraphQLServer } from './yoga.ts';

/** Serves GraphQL on Node's own request and response, which Yoga streams to, and GraphiQL to browsers. */
export function mountGraphQL(app: FastifyInstance, yoga: GraphQLServer, contextOf: ContextOf): void {
  // Yoga reads the bodies, and refuses those that it does not take.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: GRAPHQL_PATH,
    async handler(request, reply) {
      if (wantsGraphiQL(request)) return reply.headers(graphiqlPage.headers).send(graphiqlPage.body);
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      await yoga(request.raw, reply.raw, contextOf(request));
    },
  });
  graphiqlRoutes(app);
}
