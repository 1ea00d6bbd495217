import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ContextOf } from '../deps.ts';
import { graphiqlPage, graphiqlRoutes, wantsGraphiQL } from './graphiql.ts';
import type { LiveStreams } from './streams/live-streams.ts';
import type { StreamPace } from './streams/pace.ts';
import { sendEvents } from './streams/server-sent-events.ts';
import { GRAPHQL_PATH, type GraphQLServer } from './yoga.ts';

export interface GraphQLMount {
  yoga: GraphQLServer;
  streams: LiveStreams;
  contextOf: ContextOf;
  pace: StreamPace;
}

/** Serves GraphQL over HTTP, subscriptions as server-sent events, and GraphiQL to browsers. */
export function mountGraphQL(app: FastifyInstance, { yoga, streams, contextOf, pace }: GraphQLMount): void {
  // Yoga reads the bodies, and refuses those that it does not take.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: GRAPHQL_PATH,
    async handler(request, reply) {
      if (wantsGraphiQL(request)) return reply.headers(graphiqlPage.headers).send(graphiqlPage.body);
      const context = contextOf(request);
      const response = await yoga.handleNodeRequestAndResponse(request.raw, reply.raw, context);
      const subscription = streams.of(context);
      if (subscription === undefined || subscription.isClosed) return send(reply, response);
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      sendEvents(reply.raw, subscription, pace);
    },
  });
  app.addHook('preClose', async () => streams.close());
  graphiqlRoutes(app);
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  return reply
    .code(response.status)
    .headers(Object.fromEntries(response.headers))
    .send(await response.text());
}
