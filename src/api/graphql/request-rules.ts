import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import type { Plugin } from 'graphql-yoga';
import { refuseRequest } from './errors.ts';

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
      const { method, headers } = payload.request;
      if (method !== 'POST' || JSON_TYPE.test(headers.get('content-type') ?? '')) return;
      throw refuseRequest('UNSUPPORTED_MEDIA_TYPE', 'Send the operation as application/json in UTF-8.', 415);
    },
  };
}
