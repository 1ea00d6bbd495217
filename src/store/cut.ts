import { BlockReader, NEWLINE, type SegmentsOf, segmentsIn } from './blocks.ts';
import { packFrame } from './frame.ts';

/** As for sealing: it is done once. */
const CUT_LEVEL = 6;

/**
 * The frames of an earlier version may end inside a sealed block. For a copy that goes on from there, the block is
 * replaced by one that ends where the frames end: the answer is as long as the input, and holds nothing of later versions.
 *
 * @throws CheckpointCorruptError when that block is damaged, or the frames begin inside a sealed block.
 */
export async function cutSegments(frames: readonly Buffer[], where: SegmentsOf): Promise<Buffer[]> {
  const at = frames.findLastIndex((frame) => frame.length > 0);
  const before = frames.slice(0, Math.max(at, 0));
  const firstVersion = (where.firstVersion ?? 1) + before.length;
  const block = await new BlockReader(frames.slice(before.length), { ...where, firstVersion }).next();
  if (block === null || segmentsIn(block.body).length === block.slots) return [...frames];
  const body = block.body.subarray(0, endOf(block.body, block.slots));
  const cut = await packFrame(body, block.formatVersion, CUT_LEVEL);
  return [...before, cut, ...frames.slice(at + 1)];
}

/** Where the body's first so many segments end. */
function endOf(body: Buffer, segments: number): number {
  let at = 0;
  for (let left = segments; left > 0 && at < body.length; ) {
    const end = body.indexOf(NEWLINE, at);
    if (end === at) left--;
    at = end === -1 ? body.length : end + 1;
  }
  return at;
}
