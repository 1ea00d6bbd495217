import type { CheckpointView, Page } from '../src/store/contract.ts';
import type { Context } from './context.ts';
import { versionView } from './get-checkpoint.ts';
import type { HistoryInput } from './inputs.ts';
import { pageRequest } from './page-request.ts';
import { versionCursor, versionOf } from './version-cursor.ts';

/** The versions of a job that are kept, newest first; null when there is no such job. @throws RetomaError INVALID_CURSOR */
export async function readHistory(
  input: HistoryInput,
  context: Context,
): Promise<Page<CheckpointView> | null> {
  const { store } = context;
  const { jobId } = input;
  const { first, after } = pageRequest(input);
  const before = after === undefined ? undefined : versionOf(after, jobId);
  const [records, head, job] = await Promise.all([
    store.history(jobId, before === undefined ? { first: first + 1 } : { first: first + 1, before }),
    store.getCheckpoint(jobId),
    store.getJob(jobId),
  ]);
  if (job === null) return null;
  return {
    items: records.slice(0, first).map((record) => ({
      cursor: versionCursor(record),
      node: versionView(record, job, head, context),
    })),
    hasNextPage: records.length > first,
  };
}
