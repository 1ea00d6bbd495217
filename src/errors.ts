/**
 * Every error that a caller of Retoma may see carries one of these codes, the same over REST (`code`) and
 * GraphQL (`extensions.code`, `Error.code`). The list is part of the public contract.
 */
export const ERROR_CODES = [
  'INVALID_BODY',
  'INVALID_JOB_ID',
  'INVALID_INPUT',
  'INVALID_CURSOR',
  'MODEL_REQUIRED',
  'FORBIDDEN',
  'NOT_FOUND',
  'JOB_NOT_FOUND',
  'CHECKPOINT_NOT_FOUND',
  'VERSION_GONE',
  'CURSOR_UNAVAILABLE',
  'JOB_EXISTS',
  'JOB_RUNNING',
  'JOB_QUEUED',
  'JOB_COMPLETED',
  'ALREADY_RESUMED',
  'VERSION_CONFLICT',
  'WORKSPACE_BUSY',
  'IDEMPOTENCY_MISMATCH',
  'CHECKPOINT_GONE',
  'CHECKPOINT_CORRUPT',
  'FORMAT_UNSUPPORTED',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'METHOD_NOT_ALLOWED',
  'LIMIT_EXCEEDED',
  'STORE_UNAVAILABLE',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error that was foreseen and may be shown to a caller: the message is a whole sentence for a person and says
 * what to do next; it never holds a path, a Redis key, a stack or an upstream body.
 */
export class RetomaError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RetomaError';
    this.code = code;
  }

  static is(error: unknown, code?: ErrorCode): error is RetomaError {
    return error instanceof RetomaError && (code === undefined || error.code === code);
  }
}
