import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { ContextOf } from '../deps.ts';
import { serveHttp } from './http.ts';
import { knownDocuments } from './known-documents.ts';
import type { LiveStreams } from './streams/live-streams.ts';
import type { StreamPace } from './streams/pace.ts';
import { serveWebSockets } from './websocket.ts';
import { createGraphQL } from './yoga.ts';

export interface GraphQLMount {
  streams: LiveStreams;
  config: Config;
  contextOf: ContextOf;
  log: Logger;
  onLoopback: boolean;
  pace: StreamPace;
}

/** Serves GraphQL at `/graphql`, over HTTP and WebSocket. */
export function mountGraphQL(app: FastifyInstance, mount: GraphQLMount): void {
  const { streams, config, log } = mount;
  const known = knownDocuments();
  const yoga = createGraphQL({ config, log, streams, known });
  app.register(async (scope) => serveHttp(scope, { ...mount, yoga, known, limits: config.graphql }));
  serveWebSockets(app, { ...mount, yoga, maxOperations: config.graphql.maxSubscriptions });
  app.addHook('preClose', async () => streams.close());
}
