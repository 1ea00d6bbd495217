import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../../../resolvers/context.ts';
import { readServer, type ServerState } from '../../../resolvers/read-server.ts';
import { RetomaError } from '../../errors.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { sendPage, wantsPage } from '../dashboard/routes.ts';
import type { ContextOf } from '../deps.ts';

const PATIENCE_MS = 1000;

/** `/health`: the process lives. `/ready`: Redis answers too. `/`: the page for browsers, for others what there is. */
export function healthRoutes(app: FastifyInstance, contextOf: ContextOf, dashboard?: Dashboard): void {
  app.get('/', async (request, reply) => {
    reply.header('vary', 'accept');
    if (dashboard !== undefined && wantsPage(request)) return sendPage(dashboard, reply);
    return { name: 'Retoma', addresses: ADDRESSES };
  });

  app.get('/health', async () => ({ status: 'ok' }));

  app.get('/ready', async (request) => ({ status: 'ready', ...(await stateOf(contextOf(request))) }));
}

/** @throws RetomaError STORE_UNAVAILABLE, also when the answer takes too long */
async function stateOf(context: Context): Promise<ServerState> {
  const patience = new AbortController();
  const late = delay(PATIENCE_MS, null, { signal: patience.signal }).catch(() => null);
  const state = await Promise.race([readServer(context).catch(() => null), late]);
  patience.abort();
  if (state !== null) return state;
  throw new RetomaError('STORE_UNAVAILABLE', 'Redis does not answer. The server will be ready when it does.');
}

const ADDRESSES = {
  'GET /': 'the dashboard, for a browser',
  'GET /graphql': 'GraphiQL, for a browser: try and read the whole API',
  'POST /graphql': 'the whole API as GraphQL, with subscriptions',
  'POST /webhook': 'submit a job',
  'GET /jobs': 'jobs, newest first',
  'GET /jobs/:jobId': 'a job and what became of it',
  'POST /jobs/:jobId/cancel': 'end a job',
  'POST /jobs/:jobId/pause': 'stop a job until it is continued',
  'POST /jobs/:jobId/continue': 'let a paused job go on',
  'POST /jobs/:jobId/tool-calls/:toolCallId/decide': 'decide about a tool call of a paused job',
  'GET /checkpoints': 'checkpoints, latest saved first',
  'GET /checkpoints/:jobId': 'the checkpoint of a job',
  'GET /checkpoints/:jobId/can-resume': 'whether it can be resumed, and why',
  'GET /checkpoints/:jobId/messages': 'the messages of the agent so far',
  'GET /checkpoints/:jobId/history': 'the versions that are kept',
  'GET /checkpoints/:jobId/versions/:version': 'one of them',
  'POST /checkpoints/:jobId/resume': 'continue a failed or cancelled job',
  'POST /checkpoints/:jobId/fork': 'start a new job from a version',
  'DELETE /checkpoints/:jobId': 'delete a checkpoint for good',
  'GET /health': 'whether the process lives',
  'GET /ready': 'whether jobs can be taken',
  'GET /metrics': 'for Prometheus',
};
