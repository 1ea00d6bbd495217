/** How many messages, and bytes of them as they are kept unpacked, a part of a log holds. */
export interface Totals {
  messages: number;
  bytes: number;
}

/**
 * What the records of versions say of a log: how much stands before a segment, by its place among those that are looked
 * at. A frame's checksum says that it is whole, not that it is where it was written; this does, but for segments of one
 * size that were exchanged.
 */
export type TotalsBefore = ReadonlyMap<number, Totals>;

/** Compares a log, segment by segment, with what the records say of it. */
export class TotalsCheck {
  readonly #said: TotalsBefore;
  readonly #seen: Totals = { messages: 0, bytes: 0 };
  /** What stands before all that is looked at; null until a record has said it. */
  #origin: Totals | null = null;

  constructor(said: TotalsBefore) {
    this.#said = said;
  }

  add({ messages, bytes }: Totals): void {
    this.#seen.messages += messages;
    this.#seen.bytes += bytes;
  }

  /** Whether what was added so far is what stands before the segment at this place. */
  holdsAt(place: number): boolean {
    const said = this.#said.get(place);
    if (said === undefined) return true;
    const messages = said.messages - this.#seen.messages;
    const bytes = said.bytes - this.#seen.bytes;
    this.#origin ??= { messages, bytes };
    return messages === this.#origin.messages && bytes === this.#origin.bytes;
  }
}

/** As scripts answer it: place, messages, bytes, place, and so on. */
export function totalsIn(flat: readonly number[]): Map<number, Totals> {
  const said = new Map<number, Totals>();
  for (let i = 0; i + 2 < flat.length; i += 3) {
    said.set(flat[i] ?? 0, { messages: flat[i + 1] ?? 0, bytes: flat[i + 2] ?? 0 });
  }
  return said;
}
