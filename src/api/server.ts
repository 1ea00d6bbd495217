import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { MAX_BODY_BYTES } from '../../resolvers/limits.ts';
import { isLoopback } from '../config.ts';
import { RetomaError } from '../errors.ts';
import { answerHeaders } from './answer-headers.ts';
import { dashboardRoutes } from './dashboard/routes.ts';
import { type ApiDeps, contextFor } from './deps.ts';
import { mountGraphQL } from './graphql/mount.ts';
import { LiveStreams } from './graphql/streams/live-streams.ts';
import type { StreamPace } from './graphql/streams/pace.ts';
import { wantsWebSocket } from './graphql/websocket.ts';
import { endIdleConnections } from './idle-connections.ts';
import { acceptJson } from './json-body.ts';
import { KnownPaths } from './known-paths.ts';
import { measureProcess } from './metrics.ts';
import { guardOrigin } from './origin-guard.ts';
import { toProblem } from './problem.ts';
import { serveMetrics } from './prometheus.ts';
import { requestIdOf } from './request-id.ts';
import { checkpointRoutes } from './routes/checkpoint.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/job.ts';
import { webhookRoutes } from './routes/webhook.ts';
import { refuseExpectations, refuseUnread, requireOneHost } from './unread-requests.ts';

/** A header block is at most 16 KB for node, so that every parameter is seen, and refused, by its own rule. */
const MAX_PARAM_LENGTH = 16 * 1024;
const REQUEST_MS = 60_000;
/** Requests that take too long are looked for that often within their time. */
const LOOKS = 20;

export interface Pace extends StreamPace {
  /** How long a request may take to arrive whole. @default 60000 */
  requestMs?: number;
}

/** The HTTP server, wired but not listening. `close()` ends it; what is in `deps` stays the caller's to close. */
export function createApi(
  deps: ApiDeps,
  { requestMs = REQUEST_MS, ...pace }: Pace = {},
  streams = new LiveStreams(deps.config.graphql),
): FastifyInstance {
  const { config, log, dashboard } = deps;
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { status, headers, problem } = toProblem(error, request.id);
    if (status >= 500) log.error({ err: error, requestId: request.id, code: problem.code }, 'request failed');
    return reply
      .code(status)
      .headers({ ...answerHeaders(request.id), ...headers })
      .send(JSON.stringify(problem));
  };
  const app = fastify({
    logger: false,
    // Whatever else asks for an upgrade (curl and Java ask for HTTP/2) is answered as if it had not.
    http: {
      shouldUpgradeCallback: wantsWebSocket,
      headersTimeout: requestMs,
      connectionsCheckingInterval: requestMs / LOOKS,
      // It is asked for below, with an answer that says so.
      requireHostHeader: false,
    },
    clientErrorHandler: refuseUnread(log),
    genReqId: requestIdOf,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: requestMs,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => fail(badUrl(error, request), request, reply),
  });
  const known = new KnownPaths(app);
  const registry = measureProcess(app, streams);
  const onLoopback = isLoopback(config.host);

  endIdleConnections(app);
  refuseExpectations(app);
  app.setErrorHandler(fail);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(answerHeaders(request.id));
    requireOneHost(request.raw);
    guardOrigin(request, onLoopback);
    // Before a body is read: what nobody takes is not worth reading.
    if (request.is404) throw known.refusal(request.method, request.url);
    done();
  });

  const contextOf = contextFor(deps);
  app.register(async (rest) => {
    acceptJson(rest);
    webhookRoutes(rest, contextOf);
    jobRoutes(rest, contextOf);
    checkpointRoutes(rest, contextOf);
  });
  mountGraphQL(app, { streams, config, contextOf, log, onLoopback, pace });
  app.register(async (plain) => {
    healthRoutes(plain, contextOf, dashboard);
    serveMetrics(plain, registry, contextOf);
    if (dashboard !== undefined) dashboardRoutes(plain, dashboard);
  });
  return app;
}

/** Only job ids (and ids of tool calls) are percent-encoded here. */
function badUrl(error: Error & { code?: string }, request: FastifyRequest): Error {
  if (error.code !== 'FST_ERR_BAD_URL') return error;
  const withId = /^\/(jobs|checkpoints)\//.test(request.raw.url ?? '');
  return new RetomaError(
    withId ? 'INVALID_JOB_ID' : 'INVALID_INPUT',
    'The address is not valid percent-encoded UTF-8.',
  );
}
