import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RetomaError } from '../errors.ts';
import { depthExceeds, MAX_JSON_DEPTH } from '../json-depth.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bodies within this scope are JSON in UTF-8 and nothing else. `request.body` is what was parsed, or undefined when
 * there was none. Objects are plain data: a key `__proto__` is a key like any other.
 */
export function acceptJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, bodyOf(request, body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  scope.addHook('onRequest', async (request) => {
    // `curl -X POST -d ''` and some clients send a type with an empty body: nothing has no type.
    if (request.headers['content-length'] === '0') delete request.headers['content-type'];
  });
}

function bodyOf({ headers }: FastifyRequest, body: Buffer): unknown {
  const parsed = parseJsonBody(body, headers);
  if (depthExceeds(parsed, MAX_JSON_DEPTH)) {
    throw new RetomaError('INVALID_BODY', `The body is nested more than ${MAX_JSON_DEPTH} levels deep.`);
  }
  return parsed;
}

/** What is said of a body beside it. */
export interface BodyHeaders {
  'content-type'?: string | undefined;
  'content-encoding'?: string | undefined;
}

/**
 * What the bytes of a JSON body say, the same for REST and GraphQL; undefined when there are none.
 * @throws RetomaError UNSUPPORTED_MEDIA_TYPE for what is packed or in another encoding, INVALID_BODY for what is no JSON
 */
export function parseJsonBody(body: Buffer, headers: BodyHeaders): unknown {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new RetomaError('UNSUPPORTED_MEDIA_TYPE', 'The body must be in UTF-8.');
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RetomaError('UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed.');
  }
  return body.length === 0 ? undefined : parseJson(body);
}

function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new RetomaError('INVALID_BODY', 'The body is not valid UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new RetomaError('INVALID_BODY', 'The body is not valid JSON.');
  }
}
