import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { RetomaError } from '../../errors.ts';
import type { Readiness } from '../deps.ts';

const PATIENCE_MS = 1000;

/** `/health`: the process lives. `/ready`: Redis answers too. `/metrics`: for Prometheus. `/`: what there is. */
export function healthRoutes(app: FastifyInstance, readiness: Readiness, registry: Registry): void {
  app.get('/', async () => ({ name: 'Retoma', addresses: ADDRESSES }));

  app.get('/health', async () => ({ status: 'ok' }));

  app.get('/ready', async () => {
    if (!(await answers(readiness))) {
      throw new RetomaError(
        'STORE_UNAVAILABLE',
        'Redis does not answer. The server will be ready when it does.',
      );
    }
    return { status: 'ready', durability: readiness.durability() };
  });

  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', registry.contentType);
    return registry.metrics();
  });
}

async function answers(readiness: Readiness): Promise<boolean> {
  const patience = new AbortController();
  const late = delay(PATIENCE_MS, false, { signal: patience.signal }).catch(() => false);
  const ping = readiness.ping().then(
    () => true,
    () => false,
  );
  const answered = await Promise.race([ping, late]);
  patience.abort();
  return answered;
}

const ADDRESSES = {
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
