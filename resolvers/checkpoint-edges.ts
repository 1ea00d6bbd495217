import type { CheckpointView } from '../src/store/contract.ts';
import { type CheckpointRecord, isTerminal, type JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { versionView } from './get-checkpoint.ts';
import { versionCursor } from './version-cursor.ts';

/** A version and the cursor that a subscriber comes back with after it. */
export interface CheckpointEdge {
  cursor: string;
  node: CheckpointView;
}

/** @param job as it was in the instant in which the records were read */
export async function checkpointEdges(
  records: readonly CheckpointRecord[],
  job: JobRecord,
  context: Context,
): Promise<CheckpointEdge[]> {
  // Only once the job is over does its head say more than the record: when it expires, and who continues it.
  const isKept = isTerminal(job.status) && job.checkpoint === 'KEPT';
  const head = isKept && records.length > 0 ? await context.store.getCheckpoint(job.jobId) : null;
  return records.map((record) => ({
    cursor: versionCursor(record),
    node: versionView(record, job, head, context),
  }));
}
