import type { FastifyInstance } from 'fastify';
import { canResume } from '../../../resolvers/can-resume.ts';
import { deleteCheckpoint } from '../../../resolvers/delete-checkpoint.ts';
import { forkCheckpoint } from '../../../resolvers/fork-checkpoint.ts';
import { checkpointNotFound, getCheckpoint, versionMissing } from '../../../resolvers/get-checkpoint.ts';
import { jobNotFound } from '../../../resolvers/get-job.ts';
import { readHistory } from '../../../resolvers/history.ts';
import {
  forkCheckpointInput,
  getCheckpointInput,
  historyInput,
  jobIdInput,
  listCheckpointsInput,
  readMessagesInput,
  resumeCheckpointInput,
} from '../../../resolvers/inputs.ts';
import { listCheckpoints } from '../../../resolvers/list-checkpoints.ts';
import { readMessages } from '../../../resolvers/read-messages.ts';
import { resumeCheckpoint } from '../../../resolvers/resume-checkpoint.ts';
import type { ContextOf } from '../deps.ts';
import { inputFromBody, inputFromQuery } from './input.ts';
import { checkpointShape, nextCursor } from './shapes.ts';

/** `/checkpoints`: what was saved, and going on from it. */
export function checkpointRoutes(app: FastifyInstance, contextOf: ContextOf): void {
  readingRoutes(app, contextOf);
  insideRoutes(app, contextOf);

  app.post('/checkpoints/:jobId/resume', async (request, reply) => {
    const input = inputFromBody(request, resumeCheckpointInput);
    const { job, resumedFrom, version, turns } = await resumeCheckpoint(input, contextOf(request));
    return reply.code(202).send({ jobId: job.jobId, resumedFrom, version, turns, status: job.status });
  });

  app.post('/checkpoints/:jobId/fork', async (request, reply) => {
    const input = inputFromBody(request, forkCheckpointInput);
    const { job, forkedFrom, version, turns } = await forkCheckpoint(input, contextOf(request));
    return reply.code(202).send({ jobId: job.jobId, forkedFrom, version, turns, status: job.status });
  });

  app.delete('/checkpoints/:jobId', async (request) => {
    const { jobId } = await deleteCheckpoint(inputFromBody(request, jobIdInput), contextOf(request));
    return { jobId, deleted: true };
  });
}

function readingRoutes(app: FastifyInstance, contextOf: ContextOf): void {
  app.get('/checkpoints', async (request) => {
    const page = await listCheckpoints(inputFromQuery(request, listCheckpointsInput), contextOf(request));
    const checkpoints = page.items.map(({ node }) => checkpointShape(node));
    return { total: page.total, checkpoints, nextCursor: nextCursor(page) };
  });

  app.get('/checkpoints/:jobId', async (request) => {
    const input = inputFromQuery(request, jobIdInput);
    const context = contextOf(request);
    const view = await getCheckpoint(input, context);
    if (view === null) throw checkpointNotFound(input.jobId, await context.store.getJob(input.jobId));
    return checkpointShape(view);
  });

  app.get('/checkpoints/:jobId/can-resume', async (request) =>
    canResume(inputFromQuery(request, jobIdInput), contextOf(request)),
  );
}

/** What is inside of a checkpoint: its versions and messages. */
function insideRoutes(app: FastifyInstance, contextOf: ContextOf): void {
  app.get('/checkpoints/:jobId/versions/:version', async (request) => {
    const input = inputFromQuery(request, getCheckpointInput);
    const context = contextOf(request);
    const view = await getCheckpoint(input, context);
    if (view !== null) return checkpointShape(view);
    throw versionMissing(input.jobId, input.version ?? 0, await context.store.getJob(input.jobId));
  });

  app.get('/checkpoints/:jobId/history', async (request) => {
    const input = inputFromQuery(request, historyInput);
    const page = await readHistory(input, contextOf(request));
    if (page === null) throw jobNotFound(input.jobId);
    return { checkpoints: page.items.map(({ node }) => checkpointShape(node)), nextCursor: nextCursor(page) };
  });

  app.get('/checkpoints/:jobId/messages', async (request) => {
    const input = inputFromQuery(request, readMessagesInput);
    const context = contextOf(request);
    const page = await readMessages(input, context);
    if (page === null) {
      const job = await context.store.getJob(input.jobId);
      throw input.version == null
        ? checkpointNotFound(input.jobId, job)
        : versionMissing(input.jobId, input.version, job);
    }
    const { version, messageCount, items, hasNextPage, hasPreviousPage } = page;
    return {
      jobId: input.jobId,
      version,
      messageCount,
      messages: items.map(({ node }) => node),
      nextCursor: hasNextPage ? (items.at(-1)?.cursor ?? null) : null,
      previousCursor: hasPreviousPage ? (items[0]?.cursor ?? null) : null,
    };
  });
}
