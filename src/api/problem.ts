import { STATUS_CODES } from 'node:http';
import { type ErrorCode, RetomaError } from '../errors.ts';

/** An error as REST answers it (RFC 9457). */
export interface Problem {
  type: 'about:blank';
  /** The name of the HTTP status. */
  title: string;
  status: number;
  /** A sentence or two for a person. */
  detail: string;
  code: ErrorCode;
  requestId: string;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const STATUS: Record<ErrorCode, number> = {
  INVALID_BODY: 400,
  INVALID_JOB_ID: 400,
  INVALID_INPUT: 400,
  INVALID_CURSOR: 400,
  MODEL_REQUIRED: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  CHECKPOINT_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  JOB_EXISTS: 409,
  JOB_RUNNING: 409,
  JOB_QUEUED: 409,
  JOB_COMPLETED: 409,
  ALREADY_RESUMED: 409,
  VERSION_CONFLICT: 409,
  WORKSPACE_BUSY: 409,
  CHECKPOINT_CORRUPT: 409,
  FORMAT_UNSUPPORTED: 409,
  VERSION_GONE: 410,
  CURSOR_UNAVAILABLE: 410,
  CHECKPOINT_GONE: 410,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_MISMATCH: 422,
  LIMIT_EXCEEDED: 429,
  INTERNAL: 500,
  STORE_UNAVAILABLE: 503,
};

/** Seconds after which it is worth asking again. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { STORE_UNAVAILABLE: 1, LIMIT_EXCEEDED: 10 };

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  problem: Problem;
}

/** Any error as an answer. What was not foreseen becomes INTERNAL and tells nothing but the request's id. */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  const { code, detail, allow, status = STATUS[code] } = foreseen(error) ?? unforeseen(requestId);
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE };
  const retryAfter = RETRY_AFTER[code];
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  if (allow !== undefined) headers.allow = allow;
  return {
    status,
    headers,
    problem: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code, requestId },
  };
}

/** The path is known, the method is not one of those that it takes. */
export class MethodNotAllowedError extends RetomaError {
  /** Value of the `Allow` header. */
  readonly allow: string;

  constructor(method: string, allow: string) {
    super('METHOD_NOT_ALLOWED', `${method} is not possible here. Use one of: ${allow}.`);
    this.name = 'MethodNotAllowedError';
    this.allow = allow;
  }
}

/** What only HTTP refuses, with a status of its own. */
export class HttpRefusal extends RetomaError {
  readonly status: number;

  constructor(status: number, code: ErrorCode, detail: string) {
    super(code, detail);
    this.name = 'HttpRefusal';
    this.status = status;
  }
}

interface Foreseen {
  code: ErrorCode;
  detail: string;
  /** Where it is not that of the code. */
  status?: number;
  allow?: string;
}

function foreseen(error: unknown): Foreseen | null {
  if (error instanceof MethodNotAllowedError) {
    return { code: error.code, detail: error.message, allow: error.allow };
  }
  if (error instanceof HttpRefusal) {
    return { code: error.code, detail: error.message, status: error.status };
  }
  if (error instanceof RetomaError) return { code: error.code, detail: error.message };
  return fromFastify(error);
}

/** Fastify's own refusals carry a status; their texts name its internals and are not passed on. */
function fromFastify(error: unknown): Foreseen | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return null;
  switch (status) {
    case 413:
      return { code: 'BODY_TOO_LARGE', detail: 'The body is too large: at most 1 MB is read.' };
    case 415:
      return { code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'Send the body as application/json in UTF-8.' };
    default:
      return { code: 'INVALID_BODY', detail: 'The body could not be read to its end.' };
  }
}

function unforeseen(requestId: string): Foreseen {
  return {
    code: 'INTERNAL',
    detail: `Something went wrong on the server. Its log says more about request ${requestId}.`,
  };
}
