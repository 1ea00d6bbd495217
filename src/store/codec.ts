import {
  type Block,
  BlockReader,
  corrupt,
  misplaced,
  NEWLINE,
  type SegmentsOf,
  type UnpackedBlock,
} from './blocks.ts';
import { FORMAT_VERSION, FORMATS, type Formats, migrationOf } from './formats.ts';
import { encodeFrame } from './frame.ts';
import type { Message } from './messages.ts';
import { TimeSlice } from './time-slice.ts';
import { TotalsCheck } from './totals.ts';

/**
 * A job's log is a list of segments, one per commit. The body of a segment is one line of JSON per message and an empty
 * line at its end, so the bodies of several segments, one behind the other, are again a body: a **sealed block** (see
 * `seal.ts`). In the stored list a sealed block stands at the index of its first segment, and an empty string at each
 * of the others, so that the index of a segment never changes.
 */

/** Below this, packing a commit costs more time than it saves in sending; it is packed when it is sealed. */
const PACK_FROM_BYTES = 32 * 1024;
const PACK_LEVEL = 1;

/**
 * One commit's messages as bytes. `sizeBytes` is their length as JSON, before packing.
 *
 * @throws RangeError beyond 128 MiB in one commit.
 */
export function encodeSegment(messages: readonly Message[]): { frame: Buffer; sizeBytes: number } {
  let text = '';
  for (const message of messages) text += `${JSON.stringify(message)}\n`;
  const body = Buffer.from(`${text}\n`);
  const level = body.length >= PACK_FROM_BYTES ? PACK_LEVEL : null;
  return { frame: encodeFrame(body, FORMAT_VERSION, level), sizeBytes: body.length - 1 };
}

/**
 * The messages of each segment, in order. The frames may end inside a sealed block (the rest of it is left out), but
 * not begin inside one. Other work gets its turn about every 10 ms.
 *
 * @throws CheckpointCorruptError for bytes that are not those that were written; FormatUnsupportedError for a newer format.
 */
export async function decodeSegments(
  frames: readonly Buffer[],
  where: SegmentsOf,
  formats: Formats = FORMATS,
): Promise<Message[][]> {
  const blocks = new BlockReader(frames, where);
  const segments: Message[][] = [];
  const check = new TotalsCheck(where.totals ?? new Map());
  check.holdsAt(0);
  const slice = new TimeSlice();
  for (let next = blocks.next(); next !== null; next = blocks.next()) {
    const block = next instanceof Promise ? await next : next;
    const migrate = migrationOf('message', block.formatVersion, where.jobId, formats);
    const lines = new Lines(block, where.jobId);
    for (let slot = 0; slot < block.slots; slot++) {
      const messages: Message[] = [];
      const start = lines.at;
      for (let stored = lines.next(slot); stored !== null; stored = lines.next(slot)) {
        messages.push(migrate === null ? stored : (migrate(stored) as unknown as Message));
        if (slice.isUp()) await slice.giveWay();
      }
      segments.push(messages);
      check.add({ messages: messages.length, bytes: lines.at - start - 1 });
      if (!check.holdsAt(segments.length)) throw misplaced(where, segments.length);
    }
    if (!lines.atEnd && segments.length < frames.length) {
      throw lines.damage(block.slots, 'a segment is missing');
    }
  }
  return segments;
}

/** Reads a block's body, line by line. */
class Lines {
  readonly #body: Buffer;
  readonly #block: Block;
  readonly #jobId: string;
  #at = 0;

  constructor(block: UnpackedBlock, jobId: string) {
    this.#body = block.body;
    this.#block = block;
    this.#jobId = jobId;
  }

  /** How many bytes have been read. */
  get at(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#body.length;
  }

  /** The next message of this segment of the block, or null at its end. @throws CheckpointCorruptError */
  next(slot: number) {
    const end = this.#body.indexOf(NEWLINE, this.#at);
    if (end === -1) throw this.damage(slot, 'it is cut off');
    const line = this.#body.toString('utf8', this.#at, end);
    this.#at = end + 1;
    if (line === '') return null;
    try {
      return JSON.parse(line);
    } catch {
      throw this.damage(slot, 'its JSON is broken');
    }
  }

  damage(slot: number, what: string): Error {
    return corrupt(this.#jobId, this.#block.firstVersion + slot, new Error(what));
  }
}
