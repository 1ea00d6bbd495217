import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { InputError, parseInput } from '../../../resolvers/parse-input.ts';
import { RetomaError } from '../../errors.ts';

/**
 * The input that a body and the parameters of the path make together. A missing body is an empty one.
 * @throws RetomaError INVALID_BODY, INVALID_JOB_ID
 */
export function inputFromBody<Schema extends z.ZodType>(
  request: FastifyRequest,
  schema: Schema,
): z.output<Schema> {
  const params = request.params as Record<string, string>;
  const body = request.body === undefined ? {} : request.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RetomaError('INVALID_BODY', 'The body must be a JSON object.');
  }
  const twice = Object.keys(params).find((name) => Object.hasOwn(body, name));
  if (twice !== undefined) {
    throw new RetomaError('INVALID_BODY', `"${twice}" stands in the address; leave it out of the body.`);
  }
  try {
    return parseInput(schema, { ...body, ...params });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new RetomaError('INVALID_BODY', error.message);
  }
}

/** Fields of a query string that are not text in the input. */
const NUMBERS = new Set(['first', 'last', 'version']);
const FILTERS = new Set(['status', 'model', 'savedAfter']);

/**
 * The input that the query string and the parameters of the path make together. `status`, `model` and `savedAfter`
 * become its `filter`; several values of `status` are given with commas or by repeating it.
 * @throws RetomaError INVALID_INPUT, INVALID_JOB_ID
 */
export function inputFromQuery<Schema extends z.ZodType>(
  request: FastifyRequest,
  schema: Schema,
): z.output<Schema> {
  const params = request.params as Record<string, string>;
  const input: Record<string, unknown> = {};
  const filter: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
    if (Object.hasOwn(params, name)) {
      throw new InputError(`"${name}" stands in the address; leave it out of the query.`, name);
    }
    (FILTERS.has(name) ? filter : input)[name] = fromQuery(name, value);
  }
  for (const [name, value] of Object.entries(params)) input[name] = fromQuery(name, value);
  return parseInput(schema, Object.keys(filter).length === 0 ? input : { ...input, filter });
}

function fromQuery(name: string, value: string | string[]): unknown {
  if (name === 'status') return [value].flat().flatMap((one) => one.split(','));
  if (typeof value !== 'string') return value;
  if (NUMBERS.has(name)) return /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (name === 'savedAfter') return new Date(value);
  return value;
}
