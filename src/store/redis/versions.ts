import type { VersionsAfter } from '../contract.ts';
import type { CheckpointRecord, JobRecord } from '../records.ts';
import type { StoreContext } from './context.ts';
import { fieldsOf, RECORD_FIELDS, toJob } from './job-hash.ts';
import { recordOfLine } from './version-line.ts';

/** From so many records on, how they are read is what it costs. */
const MANY = 200;

export async function versionsAfter(
  context: StoreContext,
  jobId: string,
  after: number,
  limit: number,
): Promise<VersionsAfter> {
  const many = limit < MANY ? null : await readMany(context, jobId, after, limit);
  return many ?? readVersions(context, jobId, { after, limit });
}

/** Null when earlier versions have been dropped: then the place of a version in the list has yet to be found. */
async function readMany(
  { scripts, keys }: StoreContext,
  jobId: string,
  after: number,
  limit: number,
): Promise<VersionsAfter | null> {
  const { job, versions } = keys.ofJob(jobId);
  const from = Math.max(0, after);
  const range = [from, from + limit - 1] as const;
  const [values, kept, lines] = await scripts.readHashAndList(job, RECORD_FIELDS, versions, range);
  const fields = values[0] === null ? null : fieldsOf(values);
  if (fields === null || kept !== Number(fields.version)) return null;
  const record = toJob(jobId, fields);
  return { job: record, records: recordsOf(record, from + 1, lines), oldest: kept === 0 ? null : 1 };
}

/** Kept versions, oldest first: those after one, or the latest before one (without `before`: the latest of all). */
export async function readVersions(
  { scripts, keys }: StoreContext,
  jobId: string,
  range: { after: number; limit: number } | { before?: number | undefined; limit: number },
): Promise<VersionsAfter> {
  const { job, versions } = keys.ofJob(jobId);
  const args = 'after' in range ? ['AFTER', range.after] : ['BEFORE', range.before ?? ''];
  const reply = await scripts.run('read-versions', [job, versions], [...args, range.limit]);
  const [values, oldest, first, lines] = reply as [(string | null)[]?, number?, number?, string[]?];
  const fields = fieldsOf(values ?? []);
  if (fields === null) return { job: null, records: [], oldest: null };
  const record = toJob(jobId, fields);
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
