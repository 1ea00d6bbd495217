import type { VersionsAfter } from '../contract.ts';
import type { CheckpointRecord, JobRecord } from '../records.ts';
import type { StoreContext } from './context.ts';
import { fieldsOf, toJob } from './job-hash.ts';
import { recordOfLine } from './version-line.ts';

/** Kept versions, oldest first: those after one, or the latest before one (without `before`: the latest of all). */
export async function readVersions(
  { scripts, keys }: StoreContext,
  jobId: string,
  range: { after: number; limit: number } | { before?: number | undefined; limit: number },
): Promise<VersionsAfter> {
  const { job, versions } = keys.ofJob(jobId);
  const args = 'after' in range ? ['AFTER', range.after] : ['BEFORE', range.before ?? ''];
  const reply = await scripts.run('read-versions', [job, versions], [...args, range.limit]);
  const [flat, oldest, first, lines] = reply as [string[]?, number?, number?, string[]?];
  const fields = fieldsOf(flat ?? []);
  if (fields === null) return { job: null, records: [], oldest: null };
  const record = toJob(fields);
  return { job: record, records: recordsOf(record, first ?? 0, lines ?? []), oldest: oldest || null };
}

export async function getVersion(
  context: StoreContext,
  jobId: string,
  version: number,
): Promise<CheckpointRecord | null> {
  if (!Number.isSafeInteger(version)) return null;
  const { records } = await readVersions(context, jobId, { after: version - 1, limit: 1 });
  const [record] = records;
  return record?.version === version ? record : null;
}

export async function history(
  context: StoreContext,
  jobId: string,
  { first, before }: { first: number; before?: number },
): Promise<CheckpointRecord[]> {
  const { records } = await readVersions(context, jobId, { before, limit: first });
  return records.reverse();
}

function recordsOf(
  { jobId, workspace }: JobRecord,
  first: number,
  lines: readonly string[],
): CheckpointRecord[] {
  return lines.map((line, index) => recordOfLine(line, { jobId, workspace, version: first + index }));
}
