import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Context } from '../../resolvers/context.ts';

/** What the server is made of. */
export interface ApiDeps extends Omit<Context, 'requestId' | 'log'> {
  log: Logger;
}

export type ContextOf = (request: FastifyRequest) => Context;

export function contextFor(deps: ApiDeps): ContextOf {
  const { store, checkpoints, queue, wakeups, server, config, log } = deps;
  return (request) => ({ store, checkpoints, queue, wakeups, server, config, log, requestId: request.id });
}
