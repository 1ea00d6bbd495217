import type { Tally } from '../contract.ts';
import { JOB_BUCKETS } from '../keys.ts';
import type { StoreContext } from './context.ts';

/** As in `includes/tally.lua`: how long a tally is kept after the last change or look. */
const TALLY_MS = 90 * 24 * 3600 * 1000;

/** In one round trip. */
export async function readTally({ scripts, keys }: StoreContext): Promise<Tally> {
  const replies = await scripts.runAll(
    Array.from({ length: JOB_BUCKETS }, (_, bucket) => ({
      script: 'read-tally',
      keys: [keys.ofBucket(bucket).tally],
      args: [TALLY_MS],
    })),
  );
  const sum: Tally = {};
  for (const reply of replies as string[][]) {
    for (let i = 0; i + 1 < reply.length; i += 2) {
      const name = String(reply[i]);
      sum[name] = (sum[name] ?? 0) + Number(reply[i + 1]);
    }
  }
  return sum;
}
