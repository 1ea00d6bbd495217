import { encodeSegment } from '../codec.ts';
import type { Lease } from '../contract.ts';
import type { Message } from '../messages.ts';
import { encodeRecord } from '../record-codec.ts';
import type { CheckpointRecord, JobRecord } from '../records.ts';
import { SCRIPT_CODES, scriptError } from '../script-errors.ts';
import { change, ownKeys, type Reply, type StoreContext, writeKeys } from './context.ts';
import { getJobs } from './jobs.ts';
import { getCheckpoints, readState } from './loading.ts';
import { answeredCalls, summariesAfter } from './tool-results.ts';
import { recordOfLine } from './version-line.ts';
import { getVersion } from './versions.ts';

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
  const isBegun = target != null && target.version !== null;
  if (source === null && !isBegun) throw sourceGone(from);

  const args = source === null ? ['', '', 0, ''] : copyArguments(source, lease, as, target ?? null);
  // A job that has a version already gets it as the answer, whatever has become of the source.
  const isNear = isBegun || context.keys.bucketOf(from.jobId) === context.keys.bucketOf(jobId);
  const copy = isNear ? copyInPlace : copyThroughHere;
  const [, line, path, version] = (await copy(context, from, lease, {
    args,
    append: as.append ?? [],
    version: source?.version ?? 0,
  })) as [number, string, string, number];
  return recordOfLine(line, { jobId, workspace: { path }, version });
}

interface Copy {
  /** Record without its totals, model, turns and usage, as both scripts take them. */
  args: (string | number)[];
  append: readonly Message[];
  /** Of the source. */
  version: number;
}

function copyInPlace(
  context: StoreContext,
  from: CopySource,
  lease: Lease,
  { args, append, version }: Copy,
): Promise<Reply> {
  const added = append.length === 0 ? { frame: '', sizeBytes: 0 } : encodeSegment(append);
  const keys = [...writeKeys(context, lease.jobId), ...ownKeys(context, from.jobId)];
  return change(context, 'copy', keys, lease, [
    ...[lease.epoch, lease.nonce, version, from.version === undefined ? '1' : '', ...args],
    ...[added.frame, added.sizeBytes, append.length],
    ...answeredCalls(append),
  ]);
}

async function copyThroughHere(
  context: StoreContext,
  from: CopySource,
  lease: Lease,
  { args, append }: Copy,
): Promise<Reply> {
  const state = await readState(context, from.jobId, from.version);
  if (state === null) throw sourceGone(from);
  const { record, frames } = state;
  const added = append.length === 0 ? null : encodeSegment(append);
  const answered = new Set(answeredCalls(append));
  const calls = state.openToolCalls.filter((call) => !answered.has(call.id));
  return change(context, 'adopt', writeKeys(context, lease.jobId), lease, [
    ...[lease.epoch, lease.nonce, ...args],
    record.messageCount + append.length,
    record.sizeBytes + (added?.sizeBytes ?? 0),
    state.answerAt - state.base,
    calls.length,
    ...calls.flatMap((call) => [call.id, JSON.stringify(call)]),
    ...frames,
    ...(added === null ? [] : [added.frame]),
  ]);
}

async function readSource(
  context: StoreContext,
  { jobId, version }: CopySource,
): Promise<CheckpointRecord | null> {
  if (version !== undefined) return getVersion(context, jobId, version);
  const [view] = await getCheckpoints(context, [jobId]);
  return view?.record ?? null;
}

function copyArguments(source: CheckpointRecord, lease: Lease, as: CopyAs, target: JobRecord | null) {
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
  return [draft, JSON.stringify(target?.model ?? source.model), turns, JSON.stringify(usage)];
}

function sourceGone({ jobId, version }: CopySource): Error {
  const code = version === undefined ? SCRIPT_CODES.CHECKPOINT_NOT_FOUND : SCRIPT_CODES.VERSION_GONE;
  return scriptError(code, { jobId });
}
