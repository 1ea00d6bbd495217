import type { PartialAnswer } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';
import { batchedReads } from './batched-reads.ts';
import type { Context } from './context.ts';

/** What the model had said of the answer that the job is owed, when it was cut off; null when nothing was. */
export async function partialAnswer(
  { jobId, status }: JobRecord,
  { store }: Pick<Context, 'store'>,
): Promise<PartialAnswer | null> {
  return status === 'COMPLETED' ? null : batchedReads(store).partialAnswer(jobId);
}
