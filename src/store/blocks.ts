import { CheckpointCorruptError } from './errors.ts';
import { FrameError, readFrame, unpackFrame } from './frame.ts';

/** Whose segments they are, for errors. */
export interface SegmentsOf {
  jobId: string;
  /** The version of the first frame given. @default 1 */
  firstVersion?: number;
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

/** So many blocks are unpacked in the thread pool ahead of the one that is being read. */
const UNPACK_AHEAD = 4;

export const NEWLINE = 10;

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

/** How many segments a body holds: one for each empty line. */
export function countSegments(body: Buffer): number {
  let count = 0;
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(NEWLINE, at);
    if (end === at) count++;
    at = end === -1 ? body.length : end + 1;
  }
  return count;
}

/** Verifies and unpacks the blocks in order, a few ahead of the reader. @throws CheckpointCorruptError */
export async function* unpackBlocks(blocks: readonly Block[], jobId: string): AsyncGenerator<UnpackedBlock> {
  const underWay: Promise<UnpackedBlock>[] = [];
  for (let next = 0; next < blocks.length || underWay.length > 0; ) {
    for (const block of blocks.slice(next, next + 1 + UNPACK_AHEAD - underWay.length)) {
      const unpacked = unpack(block, jobId);
      // When an earlier block is damaged nobody awaits this one.
      unpacked.catch(() => {});
      underWay.push(unpacked);
      next++;
    }
    const first = underWay.shift();
    if (first !== undefined) yield await first;
  }
}

async function unpack(block: Block, jobId: string): Promise<UnpackedBlock> {
  try {
    const frame = readFrame(block.frame);
    return { ...block, body: await unpackFrame(frame), formatVersion: frame.formatVersion };
  } catch (error) {
    if (error instanceof FrameError) throw corrupt(jobId, block.firstVersion, error);
    throw error;
  }
}

export function corrupt(jobId: string, version: number, error: Error): CheckpointCorruptError {
  return new CheckpointCorruptError(jobId, version, error.message, { cause: error });
}
