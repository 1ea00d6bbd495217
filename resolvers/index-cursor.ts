import { RetomaError } from '../src/errors.ts';

/** Cursors into a list whose places are numbers that never change: messages by index, history by version. */
export type IndexCursorKind = 'message' | 'version';

export function encodeIndexCursor(kind: IndexCursorKind, index: number): string {
  return Buffer.from(`${kind}:${index}`).toString('base64url');
}

/** @throws RetomaError INVALID_CURSOR for anything that `encodeIndexCursor` did not make for this kind of list. */
export function decodeIndexCursor(kind: IndexCursorKind, cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const digits = text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : '';
  const index = Number(digits);
  if (!/^\d{1,15}$/.test(digits) || encodeIndexCursor(kind, index) !== cursor) {
    throw new RetomaError(
      'INVALID_CURSOR',
      'The cursor is not one of this list. Begin again without a cursor.',
    );
  }
  return index;
}
