import { RetomaError } from '../../errors.ts';
import { encodeSegment } from '../codec.ts';
import { causeOfCopy, type Lease } from '../contract.ts';
import { cutSegments } from '../cut.ts';
import type { Message } from '../messages.ts';
import { encodeRecord } from '../record-codec.ts';
import type { CheckpointRecord, JobStatus } from '../records.ts';
import { SCRIPT_CODES, scriptError } from '../script-errors.ts';
import { change, ownKeys, type Reply, type StoreContext, tryChange, writeKeys } from './context.ts';
import { getJobs } from './jobs.ts';
import { readState } from './loading.ts';
import { answeredCalls, callField, summariesAfter } from './tool-results.ts';
import { recordOfLine } from './version-line.ts';
import { readVersions } from './versions.ts';

export interface CopySource {
  jobId: string;
  version?: number;
}

export interface CopyAs {
  step: 'RESUMED' | 'FORKED';
  append?: readonly Message[];
}

export async function copyCheckpoint(
  context: StoreContext,
  from: CopySource,
  lease: Lease,
  as: CopyAs,
): Promise<CheckpointRecord> {
  const { jobId } = lease;
  const [[target], source] = await Promise.all([getJobs(context, [jobId]), readSource(context, from)]);
  if (source === null) return recordOf(jobId, await copyNothing(context, from, lease));
  const { record, status } = source;
  const copy: Copy = {
    version: record.version,
    args: [...copyArguments(record, lease, as, target?.model ?? record.model), causeOfCopy(as.step, status)],
    append: as.append ?? [],
  };
  const isNear = context.keys.bucketOf(from.jobId) === context.keys.bucketOf(jobId);
  if (isNear) {
    const reply = await copyInPlace(context, from, lease, copy);
    if (reply[0] !== SCRIPT_CODES.CUT_IN_BLOCK) return recordOf(jobId, reply);
  }
  return recordOf(jobId, await copyThroughHere(context, from, lease, copy));
}

interface Copy {
  /** Of the source. */
  version: number;
  /** Record without its totals, model, turns and usage, and why it goes on, as both scripts take them. */
  args: (string | number)[];
  append: readonly Message[];
}

function copyInPlace(
  context: StoreContext,
  from: CopySource,
  lease: Lease,
  { args, append, version }: Copy,
): Promise<Reply> {
  const added = append.length === 0 ? { frame: '', sizeBytes: 0 } : encodeSegment(append);
  const keys = [...writeKeys(context, lease.jobId), ...ownKeys(context, from.jobId)];
  return tryChange(context, 'copy', keys, lease, [
    ...[lease.epoch, lease.nonce, version, from.version === undefined ? '1' : '', ...args],
    ...[added.frame, added.sizeBytes, append.length],
    ...answeredCalls(append).map(callField),
  ]).catch((error: unknown) => {
    // The script speaks of the job that is written to; what is missing is the source.
    throw isGone(error) ? sourceGone(from) : error;
  });
}

async function copyThroughHere(
  context: StoreContext,
  from: CopySource,
  lease: Lease,
  { args, append, version }: Copy,
): Promise<Reply> {
  const state = await readState(context, from.jobId, from.version);
  if (state === null || state.version !== version) throw sourceGone(from);
  const { record, firstVersion } = state;
  const frames = await cutSegments(state.frames, { jobId: from.jobId, firstVersion });
  const added = append.length === 0 ? null : encodeSegment(append);
  const answered = new Set(answeredCalls(append));
  const calls = state.openToolCalls.filter((call) => !answered.has(call.id));
  return change(context, 'adopt', writeKeys(context, lease.jobId), lease, [
    ...[lease.epoch, lease.nonce, ...args],
    record.messageCount + append.length,
    record.sizeBytes + (added?.sizeBytes ?? 0),
    state.answerAt - state.base,
    calls.length,
    ...calls.flatMap((call) => [callField(call.id), JSON.stringify(call)]),
    ...frames,
    ...(added === null ? [] : [added.frame]),
  ]);
}

/** Without a source there is still an answer: that the lease is lost, or the version that the job has already. */
async function copyNothing(context: StoreContext, from: CopySource, lease: Lease): Promise<Reply> {
  const nothing: Copy = { version: 0, args: ['', '', 0, '', ''], append: [] };
  return copyInPlace(context, { ...from, jobId: lease.jobId }, lease, nothing).catch((error: unknown) => {
    throw isGone(error) ? sourceGone(from) : error;
  });
}

async function readSource(
  context: StoreContext,
  { jobId, version }: CopySource,
): Promise<{ record: CheckpointRecord; status: JobStatus } | null> {
  if (version !== undefined && !Number.isSafeInteger(version)) return null;
  const range = version === undefined ? { limit: 1 } : { after: version - 1, limit: 1 };
  const { job, records } = await readVersions(context, jobId, range);
  const [record] = records;
  if (job === null || record === undefined) return null;
  const isMeant = version === undefined ? job.checkpoint === 'KEPT' : record.version === version;
  return isMeant ? { record, status: job.status } : null;
}

function copyArguments(source: CheckpointRecord, lease: Lease, as: CopyAs, model: string) {
  const { turns, usage, toolCalls } = source;
  const draft = encodeRecord({
    version: 1,
    step: as.step,
    turns,
    usage,
    epoch: lease.epoch,
    toolCalls: summariesAfter(toolCalls, as.append ?? []),
    repair: null,
  });
  return [draft, JSON.stringify(model), turns, JSON.stringify([turns, usage])];
}

function recordOf(jobId: string, [, line, path, version]: Reply): CheckpointRecord {
  const workspace = { path: JSON.parse(path as string) };
  return recordOfLine(line as string, { jobId, workspace, version: version as number });
}

function isGone(error: unknown): boolean {
  return RetomaError.is(error, 'CHECKPOINT_NOT_FOUND') || RetomaError.is(error, 'VERSION_GONE');
}

function sourceGone({ jobId, version }: CopySource): Error {
  const code = version === undefined ? SCRIPT_CODES.CHECKPOINT_NOT_FOUND : SCRIPT_CODES.VERSION_GONE;
  return scriptError(code, { jobId });
}
