import type { FastifyInstance } from 'fastify';
import { cancelJob, continueJob, decideToolCall, pauseJob } from '../../../resolvers/control-job.ts';
import { getJob, jobNotFound } from '../../../resolvers/get-job.ts';
import { decideToolCallInput, jobIdInput, listJobsInput } from '../../../resolvers/inputs.ts';
import { listJobs } from '../../../resolvers/list-jobs.ts';
import { partialAnswer } from '../../../resolvers/partial-answer.ts';
import { waitingFor } from '../../../resolvers/waiting-for.ts';
import type { ContextOf } from '../deps.ts';
import { inputFromBody, inputFromQuery } from './input.ts';
import { acceptedShape, jobDetailShape, jobShape, nextCursor } from './shapes.ts';

/** `/jobs`: what became of a job, and steering it. */
export function jobRoutes(app: FastifyInstance, contextOf: ContextOf): void {
  app.get('/jobs', async (request) => {
    const page = await listJobs(inputFromQuery(request, listJobsInput), contextOf(request));
    return { jobs: page.items.map(({ node }) => jobShape(node)), nextCursor: nextCursor(page) };
  });

  app.get('/jobs/:jobId', async (request) => {
    const input = inputFromQuery(request, jobIdInput);
    const context = contextOf(request);
    const job = await getJob(input, context);
    if (job === null) throw jobNotFound(input.jobId);
    const [calls, partial] = await Promise.all([waitingFor(job, context), partialAnswer(job, context)]);
    return jobDetailShape(job, { waitingFor: calls, partialAnswer: partial });
  });

  const steps = { cancel: cancelJob, pause: pauseJob, continue: continueJob };
  for (const [name, step] of Object.entries(steps)) {
    app.post(`/jobs/:jobId/${name}`, async (request, reply) => {
      const job = await step(inputFromBody(request, jobIdInput), contextOf(request));
      return reply.code(202).send(acceptedShape(job));
    });
  }

  app.post('/jobs/:jobId/tool-calls/:toolCallId/decide', async (request, reply) => {
    const job = await decideToolCall(inputFromBody(request, decideToolCallInput), contextOf(request));
    return reply.code(202).send(acceptedShape(job));
  });
}
