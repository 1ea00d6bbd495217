import type { JobRecord } from '../src/store/records.ts';
import { batchedReads } from './batched-reads.ts';
import type { Context } from './context.ts';
import { type PendingToolCall, pendingToolCalls } from './pending-tool-calls.ts';

/** The calls that a paused job waits for a person to decide about, in the model's order; those decided are left out. */
export async function waitingFor(job: JobRecord, context: Context): Promise<PendingToolCall[]> {
  if (job.status !== 'PAUSED' || job.awaits.length === 0) return [];
  const view = await batchedReads(context.store).checkpoint(job.jobId);
  const pending = view === null ? [] : await pendingToolCalls(view, context);
  return pending.filter(({ id }) => job.awaits.includes(id));
}
