import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '../deps.ts';
import { answered, formatted, refuseRequest } from './errors.ts';

/** The only types that a result that is no stream has. */
const TYPE = 'application/json; charset=utf-8';

/**
 * Says to a client that accepts nothing that there is what there is; Yoga would say it in a header alone. To be the last
 * that looks at a result.
 */
export function useNotAcceptable(): Plugin<object, RequestContext> {
  return {
    onResultProcess({ acceptableMediaTypes, resultProcessor, setResultProcessor, serverContext }) {
      if (resultProcessor !== undefined) return;
      const types = [...new Set(acceptableMediaTypes)];
      const refusal = refuseRequest('UNSUPPORTED_MEDIA_TYPE', `Accept one of: ${types.join(', ')}.`, 406);
      const body = JSON.stringify(formatted(answered({ errors: [refusal] }, serverContext)));
      setResultProcessor(
        (_, { Response }) =>
          new Response(body, { status: 406, headers: { 'content-type': TYPE, accept: types.join(', ') } }),
        'application/json',
      );
    },
  };
}
