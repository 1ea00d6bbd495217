import type { z } from 'zod';
import { RetomaError } from '../src/errors.ts';

/** What a caller sent does not fit. `field` is the first field at fault, as a path; null: the input as a whole. */
export class InputError extends RetomaError {
  readonly field: string | null;

  constructor(message: string, field: string | null) {
    super('INVALID_INPUT', message);
    this.name = 'InputError';
    this.field = field;
  }
}

/**
 * The result of a check of one field by a rule that does not know which field it is.
 * @throws InputError with that field, for INVALID_INPUT; whatever else the check throws
 */
export async function atField<Result>(field: string, check: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    if (!RetomaError.is(error, 'INVALID_INPUT') || error instanceof InputError) throw error;
    throw new InputError(error.message, field);
  }
}

const SHOWN_PROBLEMS = 5;
const SHOWN_KEY_LENGTH = 100;

/**
 * The input as its schema gives it back.
 * @throws InputError, with one sentence per problem; RetomaError INVALID_JOB_ID when that is one of them.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const wrongId = parsed.error.issues.find(
    (issue) => issue.code === 'custom' && issue.params?.code === 'INVALID_JOB_ID',
  );
  if (wrongId !== undefined) throw new RetomaError('INVALID_JOB_ID', wrongId.message);
  const problems = parsed.error.issues.slice(0, SHOWN_PROBLEMS).map(sentenceOf);
  throw new InputError(problems.join(' '), first === undefined ? null : fieldOf(first));
}

function fieldOf(issue: z.core.$ZodIssue): string | null {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  return path.length === 0 ? null : path.map((part) => String(part).slice(0, SHOWN_KEY_LENGTH)).join('.');
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys
      .slice(0, SHOWN_PROBLEMS)
      .map((key) => JSON.stringify(key.slice(0, SHOWN_KEY_LENGTH)));
    const where = issue.path.length === 0 ? '' : ` in "${issue.path.join('.')}"`;
    return `There is no field ${keys.join(', ')}${where}.`;
  }
  const field = fieldOf(issue);
  const what = issue.message.endsWith('received undefined') ? 'is required' : issue.message;
  const sentence =
    field === null ? what : `"${field}" ${what.replace(/^Invalid input: expected/, 'must be')}`;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
