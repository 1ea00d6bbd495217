import { RetomaError } from '../src/errors.ts';
import { decodeCursor, encodeCursor } from '../src/store/cursor.ts';

/**
 * The place of a version among those of its job. `history` and `checkpointSaved` give and take the same, so that who has
 * read where a job stands can be told of what follows, with nothing in between left out.
 */
export function versionCursor({ jobId, version }: { jobId: string; version: number }): string {
  return encodeCursor('seen', [version, jobId]);
}

/** @throws RetomaError INVALID_CURSOR for a cursor of another job, too */
export function versionOf(cursor: string, jobId: string): number {
  const [version, of] = decodeCursor('seen', cursor);
  if (of === jobId) return version;
  throw new RetomaError(
    'INVALID_CURSOR',
    'The cursor is one of another job. Pass the last cursor of this job, or leave it out to start at the beginning.',
  );
}
