import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Context } from '../../resolvers/context.ts';

/** What the server is made of. */
export interface ApiDeps extends Omit<Context, 'requestId' | 'log'> {
  log: Logger;
  readiness: Readiness;
}

/** How `/ready` finds out whether jobs can be taken and kept. */
export interface Readiness {
  /** Resolves when Redis answers. */
  ping(): Promise<unknown>;
  /** What an acknowledged commit survives, for people; plain JSON. */
  durability(): unknown;
}

export type ContextOf = (request: FastifyRequest) => Context;

export function contextFor(deps: ApiDeps): ContextOf {
  const { store, checkpoints, queue, wakeups, config, log } = deps;
  return (request) => ({ store, checkpoints, queue, wakeups, config, log, requestId: request.id });
}
