import { InputError } from '../resolvers/parse-input.ts';
import { type ErrorCode, RetomaError } from '../src/errors.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';

/** An error that a mutation answers with instead of its payload: one class for each type of the schema. */
class ExpectedError extends Error {
  readonly code: ErrorCode;

  constructor(cause: RetomaError) {
    super(cause.message, { cause });
    this.code = cause.code;
  }
}

export class CheckpointNotFoundError extends ExpectedError {}
export class CheckpointConflictError extends ExpectedError {}
export class JobNotFoundError extends ExpectedError {}
export class JobConflictError extends ExpectedError {}

export class InvalidInputError extends ExpectedError {
  /** Path of the first field at fault; null: the input as a whole. */
  readonly field: string | null;

  constructor(cause: RetomaError) {
    super(cause);
    this.field = cause instanceof InputError ? cause.field : (FIELD_OF_CODE[cause.code] ?? null);
  }
}

const FIELD_OF_CODE: Partial<Record<ErrorCode, string>> = {
  INVALID_JOB_ID: 'jobId',
  MODEL_REQUIRED: 'model',
};

/** What a mutation is about decides which of the conflict types its errors have. */
export type Subject = 'CHECKPOINT' | 'JOB';

/**
 * Runs a mutation; an error that was to be expected becomes one of the types of its union. What remains, a store that
 * does not answer above all, is an error of the whole operation.
 */
export async function answering<T>(subject: Subject, mutation: () => Promise<T> | T): Promise<T> {
  try {
    return await mutation();
  } catch (error) {
    throw RetomaError.is(error) ? expected(error, subject) : error;
  }
}

function expected(error: RetomaError, subject: Subject): Error {
  switch (error.code) {
    case 'INVALID_BODY':
    case 'INVALID_JOB_ID':
    case 'INVALID_INPUT':
    case 'INVALID_CURSOR':
    case 'MODEL_REQUIRED':
      return new InvalidInputError(error);
    case 'CHECKPOINT_NOT_FOUND':
    case 'VERSION_GONE':
      return new CheckpointNotFoundError(error);
    case 'JOB_NOT_FOUND':
      return new JobNotFoundError(error);
    case 'JOB_EXISTS':
    case 'JOB_RUNNING':
    case 'JOB_QUEUED':
    case 'JOB_COMPLETED':
    case 'ALREADY_RESUMED':
    case 'VERSION_CONFLICT':
    case 'WORKSPACE_BUSY':
    case 'IDEMPOTENCY_MISMATCH':
    case 'CHECKPOINT_GONE':
    case 'CHECKPOINT_CORRUPT':
    case 'FORMAT_UNSUPPORTED':
      return subject === 'JOB' ? new JobConflictError(error) : new CheckpointConflictError(error);
    default:
      return error;
  }
}

const Code = describedEnum<ErrorCode>(
  'ErrorCode',
  'Every code that an error may carry, the same over GraphQL (`code`, `extensions.code`) and REST. An operation that is malformed itself carries a word of GraphQL in `extensions.code`, and is to be corrected: `BAD_REQUEST`, `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED`, `OPERATION_RESOLUTION_FAILURE`.',
  {
    INVALID_BODY: 'The body of a request cannot be read, or holds what does not fit.',
    INVALID_JOB_ID: 'A job id is 1 to 255 bytes of UTF-8 without control characters.',
    INVALID_INPUT: 'An argument does not fit; the message says which and why.',
    INVALID_CURSOR: 'A cursor that this list or subscription did not give. Begin again without one.',
    MODEL_REQUIRED: 'No model was named, and the server has no default. Send `model`.',
    FORBIDDEN: 'The request may not be made from there.',
    NOT_FOUND: 'There is nothing at this address.',
    JOB_NOT_FOUND: 'There is no such job, or its record has expired.',
    CHECKPOINT_NOT_FOUND: 'The job has no checkpoint: never saved, completed, deleted or expired.',
    VERSION_GONE: 'That version was saved once and is no longer kept.',
    CURSOR_UNAVAILABLE:
      'What comes behind the cursor is no longer all there. Read the present state and begin anew.',
    JOB_EXISTS: 'The job id is taken.',
    JOB_RUNNING: 'The job is running or paused; cancel it or wait for it first.',
    JOB_QUEUED: 'The job waits for a worker, or for a time, and goes on by itself.',
    JOB_COMPLETED: 'The job is over; that cannot be done with it any more.',
    ALREADY_RESUMED: 'Another job continued this one; resume that one instead.',
    VERSION_CONFLICT: 'The version that was named is not the latest. Fork from it, or resume the latest.',
    WORKSPACE_BUSY: 'Another live job works in that workspace, in a folder around it or in one within it.',
    IDEMPOTENCY_MISMATCH: 'The idempotency key was used for another request.',
    CHECKPOINT_GONE: 'The checkpoint that the job needs to go on has vanished.',
    CHECKPOINT_CORRUPT: 'The stored state is damaged. It was left untouched.',
    FORMAT_UNSUPPORTED: 'A newer Retoma wrote the stored state. Upgrade to read it.',
    BODY_TOO_LARGE: 'The body of the request is larger than `limits { bodyBytes }`.',
    UNSUPPORTED_MEDIA_TYPE:
      'Send the body as `application/json` in UTF-8, not packed; accept `application/json`.',
    METHOD_NOT_ALLOWED: 'The address does not take that HTTP method.',
    LIMIT_EXCEEDED: 'More than the `limits` allow; the message says which.',
    STORE_UNAVAILABLE: 'Redis does not answer. Nothing is lost; try again.',
    INTERNAL: 'Something went wrong on the server. Its log says more under the request id.',
  },
);

const ErrorInterface = builder.interfaceRef<ExpectedError>('Error').implement({
  description: 'An error that a caller has to expect, as a part of the answer of a mutation.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'For a person: what is wrong and what to do next.' }),
    code: t.field({ type: Code, description: 'For programs: what is wrong.', resolve: ({ code }) => code }),
  }),
});

const TYPES = [
  [CheckpointNotFoundError, 'There is no such checkpoint, or that version of it is no longer kept.'],
  [CheckpointConflictError, 'The checkpoint, or its job, is not in a state in which that can be done.'],
  [JobNotFoundError, 'There is no such job.'],
  [JobConflictError, 'The job is not in a state in which that can be done, or its id or workspace is taken.'],
] as const;

for (const [type, description] of TYPES) {
  builder.objectType(type, { name: type.name, description, interfaces: [ErrorInterface] });
}

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'The input does not fit.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', {
      nullable: true,
      description: 'The first field at fault, as a path such as `callback.url`; null: the input as a whole.',
    }),
  }),
});
