import { RetomaError } from '../src/errors.ts';

/** The place of a message in the history of its job: its index, which never changes. */
export function messageCursor(index: number): string {
  return Buffer.from(`message:${index}`).toString('base64url');
}

/** @throws RetomaError INVALID_CURSOR for anything that `messageCursor` did not make */
export function indexOf(cursor: string): number {
  const [, digits] = /^message:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (digits === undefined || messageCursor(Number(digits)) !== cursor) {
    throw new RetomaError(
      'INVALID_CURSOR',
      'The cursor is not one of this list. Begin again without a cursor.',
    );
  }
  return Number(digits);
}
