import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_BODY_BYTES } from '../../../resolvers/limits.ts';
import type { ContextOf, RequestContext } from '../deps.ts';
import { type Answer, answerOf, FastPath, type FastPathOptions } from './fast-path.ts';
import { graphiqlPage, graphiqlRoutes, wantsGraphiQL } from './graphiql.ts';
import { readBody } from './read-body.ts';
import type { LiveStreams } from './streams/live-streams.ts';
import type { StreamPace } from './streams/pace.ts';
import { sendEvents } from './streams/server-sent-events.ts';
import { GRAPHQL_PATH } from './yoga.ts';

export interface HttpOptions extends FastPathOptions {
  streams: LiveStreams;
  contextOf: ContextOf;
  pace: StreamPace;
}

/** Serves GraphQL over HTTP, subscriptions as server-sent events, and GraphiQL to browsers. */
export function serveHttp(app: FastifyInstance, options: HttpOptions): void {
  const { yoga, streams, contextOf, pace } = options;
  const fastPath = new FastPath(options);
  // Bodies are read here, or by Yoga, which refuses those that it does not take.
  app.removeAllContentTypeParsers();
  for (const type of ['application/json', '*']) {
    app.addContentTypeParser(type, (_request, _body, done) => done(null));
  }
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: GRAPHQL_PATH,
    async handler(request, reply) {
      if (wantsGraphiQL(request)) return reply.headers(graphiqlPage.headers).send(graphiqlPage.body);
      const context = contextOf(request);
      const answer = await answerTo(request, reply, context);
      reply.hijack();
      const subscription = streams.of(context);
      if (subscription === undefined || subscription.isClosed) write(reply, answer);
      else sendEvents(reply.raw, subscription, headersOf(reply), pace);
    },
  });
  graphiqlRoutes(app);

  async function answerTo(
    { raw, headers }: FastifyRequest,
    reply: FastifyReply,
    context: RequestContext,
  ): Promise<Answer> {
    const isRead = raw.method === 'POST' && isJson(headers['content-type']);
    const body = isRead ? await readBody(raw, MAX_BODY_BYTES) : null;
    const answer = body && (await fastPath.answer(body, headers, context));
    if (answer !== null) return answer;
    const request = isRead ? withBody(raw, body) : raw;
    return answerOf(await yoga.handleNodeRequestAndResponse(request, reply.raw, context));
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType === 'application/json' || contentType?.startsWith('application/json;') === true;
}

/** A request whose body was read already, as Yoga takes it; without one: it was too large, which its length tells. */
function withBody(raw: FastifyRequest['raw'], body: Buffer | null) {
  const { method = '', headers } = raw;
  return body === null
    ? { raw, method, headers: { ...headers, 'content-length': String(MAX_BODY_BYTES + 1) } }
    : { raw, method, headers, body: Readable.from([body]) };
}

/** Past what `reply.send()` does for answers that may be anything. */
function write(reply: FastifyReply, { status, headers, text }: Answer): void {
  const length = Buffer.byteLength(text);
  reply.raw.writeHead(status, { ...headersOf(reply), ...headers, 'content-length': length });
  reply.raw.end(text);
}

function headersOf(reply: FastifyReply): OutgoingHttpHeaders {
  return reply.getHeaders() as OutgoingHttpHeaders;
}
