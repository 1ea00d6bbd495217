import {
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLErrorExtensions,
  type GraphQLFormattedError,
} from 'graphql';
import { isAsyncIterable, type MaskError, type Plugin } from 'graphql-yoga';
import type { Context } from '../../../resolvers/context.ts';
import { type ErrorCode, RetomaError } from '../../errors.ts';

/** Codes of Yoga for which we have one of our own. */
const OUR_CODES: Record<string, ErrorCode> = {
  REQUEST_ENTITY_TOO_LARGE: 'BODY_TOO_LARGE',
  INTERNAL_SERVER_ERROR: 'INTERNAL',
};

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  403: 'FORBIDDEN',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** An operation is not executed. Its HTTP status is 400, or 200 over `application/json`, as GraphQL over HTTP wants it. */
export function refuseOperation(
  code: ErrorCode,
  message: string,
  nodes: GraphQLError['nodes'] = undefined,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code, http: { status: 400, spec: true } },
  });
}

/** A request does not get as far as to an operation. `BAD_REQUEST` is the word of Yoga for one that holds none. */
export function refuseRequest(
  code: ErrorCode | 'BAD_REQUEST',
  message: string,
  status: number,
  headers: Record<string, string> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status, headers } } });
}

/**
 * What a caller may see of an error: one of ours with its code; what GraphQL itself says of a document or its variables;
 * of anything else only that something went wrong. The original stays with it, for the log.
 */
export const maskError: MaskError = (error) => {
  const original = originalOf(error);
  const at = error instanceof GraphQLError ? placeOf(error) : {};
  if (original instanceof RetomaError) {
    return new GraphQLError(original.message, { ...at, extensions: { code: original.code } });
  }
  if (error instanceof GraphQLError && original instanceof GraphQLError) {
    return new GraphQLError(error.message, { ...at, extensions: withCode(error.extensions) });
  }
  return new GraphQLError('Something went wrong on the server.', {
    ...at,
    originalError: original instanceof Error ? original : new Error(String(original)),
    extensions: { code: 'INTERNAL', unexpected: true },
  });
};

/**
 * Gives every error the id of its request, and writes those that nobody expected to the log under that id. The results
 * of a subscription pass through `answered` one by one instead.
 */
export function useErrorAnswers(): Plugin<object, Context> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (isAsyncIterable(result) || Array.isArray(result) || result.errors === undefined) return;
      setResult(answered(result, serverContext));
    },
  };
}

/** The same result with the errors as they go out. Errors may be shared between requests, so they are not changed. */
export function answered<Result extends { errors?: readonly GraphQLError[] }>(
  result: Result,
  { log, requestId }: Pick<Context, 'log' | 'requestId'>,
): Result {
  if (result.errors === undefined) return result;
  const errors = result.errors.map((error) => {
    const unexpected = error.extensions.code === 'INTERNAL';
    if (unexpected) {
      log.error({ err: error.originalError ?? error, requestId, path: error.path }, 'operation failed');
    }
    const message = unexpected
      ? `${error.message} Its log says more about request ${requestId}.`
      : error.message;
    return new GraphQLError(message, {
      ...placeOf(error),
      originalError: error.originalError ?? null,
      extensions: { ...withCode(error.extensions), requestId },
    });
  });
  return { ...result, errors };
}

/** What was thrown, as an error that can be told. */
export function errorOf(error: unknown): GraphQLError {
  return maskError(error, '') as GraphQLError;
}

/** A result as it is sent: what its errors say to our own server stays here, as in the results that Yoga writes. */
export function formatted({ errors, ...rest }: ExecutionResult): FormattedExecutionResult {
  const told = rest as FormattedExecutionResult;
  return errors === undefined ? told : { ...told, errors: formattedErrors(errors) };
}

export function formattedErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] {
  return errors.map(withoutInternals);
}

function withoutInternals(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...rest } = error.toJSON();
  const { http: _status, unexpected: _isUnexpected, ...told } = extensions ?? {};
  return Object.keys(told).length === 0 ? rest : { ...rest, extensions: told };
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined
    ? originalOf(error.originalError)
    : error;
}

function placeOf({ nodes, source, positions, path }: GraphQLError) {
  return { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
}

/** What GraphQL and Yoga refuse without a code of its own is an input that does not fit. */
function withCode(extensions: GraphQLErrorExtensions): GraphQLErrorExtensions {
  const { code, http } = extensions as { code?: string; http?: { status?: number } };
  if (code !== undefined) return { ...extensions, code: OUR_CODES[code] ?? code };
  return { ...extensions, code: CODE_OF_STATUS[http?.status ?? 0] ?? 'INVALID_INPUT' };
}
