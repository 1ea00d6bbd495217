import { RetomaError } from '../errors.ts';
import { CheckpointCorruptError, FormatUnsupportedError } from './errors.ts';
import { FORMAT_VERSION } from './formats.ts';
import { FrameError, readFrame, UnknownKindError, unpackFrame } from './frame.ts';
import type { Totals, TotalsBefore } from './totals.ts';

/** Whose segments they are, for errors. */
export interface SegmentsOf {
  jobId: string;
  /** The version of the first frame given. @default 1 */
  firstVersion?: number;
  /** What the records say stands before them; what differs from that is damaged. @default nothing is known */
  totals?: TotalsBefore;
}

/**
 * A frame of the log and the number of segments that it stands for, as far as they were asked for: 1 for a plain
 * segment, more for a sealed block, which is followed by an empty string for each further one.
 */
export interface Block {
  frame: Buffer;
  firstVersion: number;
  slots: number;
}

export interface UnpackedBlock extends Block {
  body: Buffer;
  formatVersion: number;
}

export const NEWLINE = 10;

/** So many blocks are looked at ahead of the one that is being read. */
const LOOK_AHEAD = 4;

/** @throws CheckpointCorruptError when the frames begin inside a sealed block. */
export function blocksOf(frames: readonly Buffer[], where: SegmentsOf): Block[] {
  const blocks: Block[] = [];
  for (const [index, frame] of frames.entries()) {
    const last = blocks.at(-1);
    if (frame.length > 0) {
      blocks.push({ frame, firstVersion: (where.firstVersion ?? 1) + index, slots: 1 });
    } else if (last !== undefined) {
      last.slots++;
    } else {
      throw new CheckpointCorruptError(where.jobId, where.firstVersion ?? 1, 'its beginning is missing');
    }
  }
  return blocks;
}

/** The segments that a body holds: each ends with an empty line. */
export function segmentsIn(body: Buffer): Totals[] {
  const segments: Totals[] = [];
  let messages = 0;
  let start = 0;
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(NEWLINE, at);
    if (end === at) {
      segments.push({ messages, bytes: end - start });
      messages = 0;
      start = end + 1;
    } else {
      messages++;
    }
    at = end === -1 ? body.length : end + 1;
  }
  return segments;
}

/**
 * Verifies and unpacks blocks, one after the other. What is small or not packed is given at once, without the cost of a
 * promise; large blocks are unpacked in the thread pool while the earlier ones are being read.
 */
export class BlockReader {
  readonly #blocks: readonly Block[];
  readonly #jobId: string;
  readonly #ahead: (UnpackedBlock | Promise<UnpackedBlock> | RetomaError)[] = [];
  #begun = 0;

  constructor(frames: readonly Buffer[], where: SegmentsOf) {
    this.#blocks = blocksOf(frames, where);
    this.#jobId = where.jobId;
  }

  /** Null at the end. @throws CheckpointCorruptError, FormatUnsupportedError, at once or as a rejection */
  next(): UnpackedBlock | Promise<UnpackedBlock> | null {
    while (this.#ahead.length < LOOK_AHEAD && this.#begun < this.#blocks.length) this.#begin();
    const next = this.#ahead.shift() ?? null;
    if (next instanceof RetomaError) throw next;
    return next;
  }

  #begin(): void {
    const block = this.#blocks[this.#begun++] as Block;
    try {
      const frame = readFrame(block.frame);
      const { formatVersion } = frame;
      const unpacked = unpackFrame(frame);
      if (!(unpacked instanceof Promise)) {
        this.#ahead.push({ ...block, body: unpacked, formatVersion });
        return;
      }
      const whole = unpacked.then(
        (body) => ({ ...block, body, formatVersion }),
        (error: unknown) => {
          throw this.#damage(block, error);
        },
      );
      // When an earlier block is damaged nobody awaits this one.
      whole.catch(() => {});
      this.#ahead.push(whole);
    } catch (error) {
      this.#ahead.push(this.#damage(block, error));
    }
  }

  #damage(block: Block, error: unknown): RetomaError {
    if (error instanceof UnknownKindError) {
      // A new way of keeping bodies comes with a new format.
      const newer = Math.max(error.formatVersion, FORMAT_VERSION + 1);
      return new FormatUnsupportedError(this.#jobId, newer, FORMAT_VERSION);
    }
    if (error instanceof FrameError) return corrupt(this.#jobId, block.firstVersion, error);
    throw error;
  }
}

export function corrupt(jobId: string, version: number, error: Error): CheckpointCorruptError {
  return new CheckpointCorruptError(jobId, version, error.message, { cause: error });
}

/** @param place of the segment after the one that is not what was written there, among those given */
export function misplaced(where: SegmentsOf, place: number): CheckpointCorruptError {
  const version = (where.firstVersion ?? 1) + place - 1;
  return new CheckpointCorruptError(where.jobId, version, 'its log is not what was written');
}
