import { depthExceeds, MAX_JSON_DEPTH } from '../../json-depth.ts';
import { type BodyHeaders, parseJsonBody } from '../json-body.ts';
import { refuseRequest } from './errors.ts';

/** Variables and extensions lie two levels within it; each may be as deep as any JSON. */
const MAX_DEPTH = MAX_JSON_DEPTH + 2;

/**
 * What a body says, by the rules that hold for REST, too.
 * @throws RetomaError UNSUPPORTED_MEDIA_TYPE, INVALID_BODY; GraphQLError BAD_REQUEST
 */
export function paramsInBody(body: Buffer, headers: BodyHeaders): object {
  const params = parseJsonBody(body, headers);
  if (typeof params !== 'object' || params === null) {
    throw refuseRequest('BAD_REQUEST', 'The body must be a JSON object with a "query".', 400);
  }
  checkDepth(params);
  return params;
}

/** @throws GraphQLError BAD_REQUEST for variables or extensions that serve only to exhaust whoever walks them */
export function checkDepth(params: unknown): void {
  if (!depthExceeds(params, MAX_DEPTH)) return;
  throw refuseRequest(
    'BAD_REQUEST',
    `A variable, or an extension, is nested more than ${MAX_JSON_DEPTH} levels deep.`,
    400,
  );
}
