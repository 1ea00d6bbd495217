import { z } from 'zod';
import { RetomaError } from '../errors.ts';

/**
 * A place in a list, opaque to the caller: base64url of a JSON array of the list's kind and the sort key of the item.
 * A cursor of one list is refused by the others.
 */
const cursorSchemas = {
  /** Active checkpoints: time of the save in ms, job id. */
  active: z.tuple([z.number(), z.string()]),
  /** Jobs: time of their making in ms, job id. */
  jobs: z.tuple([z.number(), z.string()]),
  /** A version of a job, that a reader has seen: version, job id. */
  seen: z.tuple([z.int().min(1), z.string()]),
} as const;

export type CursorKind = keyof typeof cursorSchemas;
export type CursorPlace<K extends CursorKind> = z.infer<(typeof cursorSchemas)[K]>;

export function encodeCursor<K extends CursorKind>(kind: K, place: CursorPlace<K>): string {
  return Buffer.from(JSON.stringify([kind, ...place])).toString('base64url');
}

/** @throws RetomaError INVALID_CURSOR when the text is no cursor of this kind. */
export function decodeCursor<K extends CursorKind>(kind: K, text: string): CursorPlace<K> {
  const [of, ...place] = parse(text);
  const parsed = cursorSchemas[kind].safeParse(place);
  if (of !== kind || !parsed.success) throw invalid();
  return parsed.data as CursorPlace<K>;
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value)) return value;
  } catch {
    // Falls through: whatever is wrong with it, it is no cursor.
  }
  throw invalid();
}

function invalid(): RetomaError {
  return new RetomaError(
    'INVALID_CURSOR',
    'The cursor is not one of this list. Pass a cursor exactly as an earlier page gave it, or leave it out to start at the beginning.',
  );
}
