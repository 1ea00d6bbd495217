import {
  BlockReader,
  corrupt,
  misplaced,
  type SegmentsOf,
  segmentsIn,
  type UnpackedBlock,
} from './blocks.ts';
import { packFrame } from './frame.ts';
import { TotalsCheck } from './totals.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Larger blocks pack a little better (4 MiB by 3 %), smaller ones are unpacked side by side with the reading of those
 * before them, and cost less to pack anew when they grow.
 */
const MAX_BLOCK_BYTES = 1024 * 1024;

/** Sealing is done once and off the event loop, so it may work harder than a commit. */
const SEAL_LEVEL = 6;

/**
 * Packs neighbouring segments of a job's log into one block: the answer is as long as the input, with the block at the
 * first index and empty strings at the others, so that indices stay. Blocks that were sealed before may be among the
 * input; they are unpacked and merged. What would grow beyond 1 MiB unpacked, or has another format than what stands
 * before it, begins a further block. The packing is done in the thread pool.
 *
 * @throws CheckpointCorruptError when a frame is damaged or not where it was written (damage is not sealed in), or the
 * frames begin or end inside a sealed block.
 */
export async function sealSegments(frames: readonly Buffer[], where: SegmentsOf): Promise<Buffer[]> {
  const sealed: Buffer[] = [];
  let group: UnpackedBlock[] = [];
  const blocks = new BlockReader(frames, where);
  const check = new TotalsCheck(where.totals ?? new Map());
  check.holdsAt(0);
  let place = 0;
  for (let next = blocks.next(); next !== null; next = blocks.next()) {
    const block = await next;
    const segments = segmentsIn(block.body);
    if (segments.length !== block.slots) {
      throw corrupt(where.jobId, block.firstVersion, new Error('a segment is missing'));
    }
    for (const segment of segments) {
      check.add(segment);
      if (!check.holdsAt(++place)) throw misplaced(where, place);
    }
    if (!fits(group, block)) {
      sealed.push(...(await seal(group)));
      group = [];
    }
    group.push(block);
  }
  sealed.push(...(await seal(group)));
  return sealed;
}

function fits(group: readonly UnpackedBlock[], block: UnpackedBlock): boolean {
  const bytes = group.reduce((sum, member) => sum + member.body.length, block.body.length);
  return group.every((member) => member.formatVersion === block.formatVersion) && bytes <= MAX_BLOCK_BYTES;
}

async function seal(group: readonly UnpackedBlock[]): Promise<Buffer[]> {
  const [first] = group;
  if (first === undefined) return [];
  const body = Buffer.concat(group.map((block) => block.body));
  const frame = await packFrame(body, first.formatVersion, SEAL_LEVEL);
  const slots = group.reduce((sum, block) => sum + block.slots, 0);
  return [frame, ...Array<Buffer>(slots - 1).fill(EMPTY)];
}
