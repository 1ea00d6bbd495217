const SECRET_NAME = /^(authorization|cookie|set-cookie|password|secret|token|.*api[-_]?key)$/i;
const CREDENTIALS_IN_URL = /(\/\/)[^/\s@"]+@/g;
const REDACTED = '[redacted]';
const DEEPEST = 6;

/**
 * What may be logged of an object: values that are named like a secret are blanked out. Of an
 * error only type, code, message, stack and cause are kept; those of ioredis carry the command with all its
 * arguments, those of model providers carry prompts and answers.
 */
export function redact(values: Record<string, unknown>): Record<string, unknown> {
  return redactFields(values, 0);
}

/** Blanks out the credentials in every URL of a line. */
export function redactUrls(line: string): string {
  return line.replace(CREDENTIALS_IN_URL, `$1${REDACTED}@`);
}

function redactFields(values: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) && value !== null && value !== undefined ? REDACTED : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return '[deep]';
  if (value instanceof Error) return plainError(value, depth + 1);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactFields(value, depth + 1);
}

function plainError(error: Error, depth: number): Record<string, unknown> {
  const code = (error as NodeJS.ErrnoException).code;
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth) }),
  };
}
