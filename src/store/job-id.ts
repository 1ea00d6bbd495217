import { RetomaError } from '../errors.ts';

const MAX_BYTES = 255;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A job id is opaque: 1 to 255 bytes of UTF-8, no control characters, no lone surrogates, not `.` or `..`. Everything
 * that is derived from one (keys, queue ids, file names) goes through a hash, so that any such id is safe everywhere.
 *
 * @throws RetomaError INVALID_JOB_ID
 */
export function parseJobId(value: unknown): string {
  if (typeof value !== 'string') throw invalid('must be a string');
  if (value === '') throw invalid('must not be empty');
  if (!value.isWellFormed()) throw invalid('must be valid Unicode');
  if (Buffer.byteLength(value) > MAX_BYTES) throw invalid(`must be at most ${MAX_BYTES} bytes of UTF-8`);
  if (CONTROL.test(value)) throw invalid('must not hold control characters');
  if (value === '.' || value === '..') throw invalid('must not be "." or ".."');
  return value;
}

function invalid(why: string): RetomaError {
  return new RetomaError('INVALID_JOB_ID', `A job id ${why}.`);
}
