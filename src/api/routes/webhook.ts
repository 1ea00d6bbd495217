import type { FastifyInstance } from 'fastify';
import { submitJobInput } from '../../../resolvers/inputs.ts';
import { submitJob } from '../../../resolvers/submit-job.ts';
import type { ContextOf } from '../deps.ts';
import { inputFromBody } from './input.ts';

/** `POST /webhook`: takes a job. */
export function webhookRoutes(app: FastifyInstance, contextOf: ContextOf): void {
  app.post('/webhook', async (request, reply) => {
    const input = inputFromBody(request, submitJobInput);
    const key = request.headers['idempotency-key'];
    const { job } = await submitJob(input, contextOf(request), { idempotencyKey: key?.toString() });
    reply.code(202).header('location', `/jobs/${encodeURIComponent(job.jobId)}`);
    // As it was taken, also for a repeated request whose job has gone on since: the same request, the same answer.
    return { jobId: job.jobId, status: 'QUEUED' };
  });
}
