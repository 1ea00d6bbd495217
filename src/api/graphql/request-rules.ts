import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { RetomaError } from '../../errors.ts';
import { refuseRequest } from './errors.ts';
import { checkDepth, paramsInBody } from './operation-params.ts';

const JSON_TYPE = /^application\/(graphql\+)?json\s*(;|$)/i;
const CSRF_HEADER = 'x-graphql-yoga-csrf';

/**
 * What a request must be to be read at all:
 * - one that no page of another site can make a browser send without asking first (CSRF);
 * - JSON, when it is sent with POST: forms and bare GraphQL texts are refused.
 */
export function useRequestRules(): Plugin {
  const csrf = useCSRFPrevention({ requestHeaders: [CSRF_HEADER] });
  return {
    async onRequestParse(payload) {
      try {
        await csrf.onRequestParse?.(payload);
      } catch {
        throw refuseRequest(
          'FORBIDDEN',
          `Send the operation with POST as application/json. Requests without such a body must carry the header "${CSRF_HEADER}" with any value.`,
          403,
        );
      }
      const { request, requestParser, setRequestParser } = payload;
      const { method, headers } = request;
      if (method === 'POST') {
        if (!JSON_TYPE.test(headers.get('content-type') ?? '')) {
          throw refuseRequest(
            'UNSUPPORTED_MEDIA_TYPE',
            'Send the operation as application/json in UTF-8.',
            415,
          );
        }
        setRequestParser(paramsOfPost);
      } else if (requestParser !== undefined) {
        setRequestParser((asked) => paramsOfAddress(asked, requestParser));
      }
    },
  };
}

async function paramsOfPost(request: Request): Promise<GraphQLParams> {
  const { headers } = request;
  try {
    const body = Buffer.from(await request.arrayBuffer());
    return paramsInBody(body, {
      'content-type': headers.get('content-type') ?? undefined,
      'content-encoding': headers.get('content-encoding') ?? undefined,
    });
  } catch (error) {
    if (error instanceof GraphQLError) throw error;
    if (RetomaError.is(error, 'UNSUPPORTED_MEDIA_TYPE')) throw refuseRequest(error.code, error.message, 415);
    const message = RetomaError.is(error) ? error.message : 'The body could not be read to its end.';
    throw refuseRequest('BAD_REQUEST', message, 400);
  }
}

type RequestParser = (request: Request) => unknown;

async function paramsOfAddress(request: Request, parse: RequestParser): Promise<GraphQLParams> {
  let params: GraphQLParams;
  try {
    // What is no UTF-8 would be read as something else.
    decodeURIComponent(request.url);
    params = (await parse(request)) as GraphQLParams;
  } catch {
    throw refuseRequest(
      'BAD_REQUEST',
      'The address does not fit: "variables" and "extensions" must be JSON, percent-encoded as UTF-8.',
      400,
    );
  }
  checkDepth(params);
  return params;
}
