import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Context } from '../../resolvers/context.ts';
import type { Dashboard } from './dashboard/dashboard.ts';

/** What the server is made of. */
export interface ApiDeps extends Omit<Context, 'requestId' | 'traceparent' | 'log'> {
  log: Logger;
  /** Left out: the page is not served. */
  dashboard?: Dashboard;
}

/** The context of one request. */
export interface RequestContext extends Context {
  /** Whom its limits are for. Nobody has a key, so it is the address that the request came from. */
  client: string;
}

/** @param request of which the id names what is done for it in the log and in error answers */
export type ContextOf = (request: {
  id: string;
  ip: string;
  headers?: IncomingHttpHeaders;
}) => RequestContext;

export function contextFor(deps: ApiDeps): ContextOf {
  const { store, checkpoints, queue, wakeups, server, ledger, config, log, onJobEnded } = deps;
  return (request) => ({
    store,
    checkpoints,
    queue,
    wakeups,
    server,
    ledger,
    config,
    log,
    requestId: request.id,
    traceparent: traceparentOf(request.headers),
    onJobEnded,
    client: request.ip,
  });
}

function traceparentOf(headers: IncomingHttpHeaders | undefined): string | undefined {
  const given = headers?.traceparent;
  return typeof given === 'string' ? given : undefined;
}
