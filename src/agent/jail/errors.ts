/** Why a path cannot be used. The message is a sentence for the model; it never holds a path of this machine. */
export class JailError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JailError';
  }
}

export function outside(path: string): JailError {
  return new JailError(
    `${quote(path)} is outside the workspace; use a path relative to the workspace, without going above it.`,
  );
}

/** Turns an error of the file system, whose own message names paths of this machine, into one for the model. */
export function explain(error: unknown, path: string): unknown {
  if (error instanceof JailError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  return new JailError(`${quote(path)} ${REASONS[code] ?? `cannot be used (${code}).`}`, { cause: error });
}

export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}

export function quote(path: string): string {
  return JSON.stringify(path.toWellFormed());
}

const CHANGED = 'was changed by something else while it was being used; try again.';

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist.',
  ENOTDIR: 'has a part that is not a folder.',
  EISDIR: 'is a folder.',
  // Links are resolved before a folder is opened: one that turns up in the opening was put there in between.
  ELOOP: CHANGED,
  ENXIO: 'is not a regular file.',
  EACCES: 'may not be accessed: permission denied.',
  EPERM: 'may not be changed: permission denied.',
  EROFS: 'is on a file system that cannot be written.',
  ENAMETOOLONG: 'has a name that is too long.',
  ENOSPC: 'cannot be written: the disk is full.',
  EDQUOT: 'cannot be written: the disk quota is used up.',
};
