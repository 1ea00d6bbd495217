import { RetomaError } from '../../errors.ts';
import { encodeSegment } from '../codec.ts';
import { causeOfCopy, type Lease, type NewVersion } from '../contract.ts';
import { VersionConflictError } from '../errors.ts';
import type { Message, ToolMessage } from '../messages.ts';
import { decodeRecord, encodeRecord, type RecordDraft, withTotals } from '../record-codec.ts';
import {
  type CheckpointRecord,
  isTerminal,
  NO_USAGE,
  type OpenToolCall,
  type ToolCallState,
} from '../records.ts';
import { cutOff, dropOutput } from './output.ts';
import {
  clearCheckpoint,
  dropLog,
  fresh,
  type JobState,
  type MemoryState,
  noCheckpoint,
  versionGone,
} from './state.ts';
import { countSaved, goesOn } from './tally.ts';

export function recordIntents(state: MemoryState, lease: Lease, calls: readonly OpenToolCall[]): void {
  const held = state.held(lease);
  for (const call of calls) held.openCalls.set(call.id, fresh(call));
  state.wake(held);
}

export function commit(state: MemoryState, lease: Lease, added: NewVersion): CheckpointRecord {
  const held = state.held(lease);
  const head = held.job.version ?? 0;
  const { frame, sizeBytes } = encodeSegment(added.messages);
  const { step, turns, usage, model } = added;
  const draft: RecordDraft = {
    version: added.basedOn + 1,
    step,
    turns,
    usage,
    epoch: lease.epoch,
    toolCalls: [...added.toolCalls],
    repair: added.repair ?? null,
  };
  const content = JSON.stringify([draft, model ?? null, frame.toString('latin1')]);
  if (content === held.latestCommit) return recordOf(held, head);
  if (added.basedOn !== head) throw new VersionConflictError(lease.jobId, added.basedOn, head);

  const replaces = step === 'COMPACTED';
  const before = replaces ? undefined : held.versions.get(head);
  if (replaces) held.segments = [];
  held.segments.push(frame);
  append(state, held, draft, {
    messageCount: (before?.messageCount ?? 0) + added.messages.length,
    sizeBytes: (before?.sizeBytes ?? 0) + sizeBytes,
    model: model ?? held.versions.get(head)?.model ?? held.job.model,
  });
  held.latestCommit = content;
  for (const message of added.messages) {
    if (message.role === 'tool') held.openCalls.delete(message.toolCallId);
  }
  state.wake(held);
  return recordOf(held, draft.version);
}

export function discardCheckpoint(state: MemoryState, lease: Lease): void {
  const held = state.held(lease);
  dropLog(held);
  dropOutput(state, lease.jobId);
  Object.assign(held.job, {
    version: null,
    turns: 0,
    inheritedTurns: 0,
    usage: NO_USAGE,
    checkpoint: 'NONE',
    crashes: 0,
    retries: 0,
    unusable: 0,
  });
  state.wake(held);
}

export function copyCheckpoint(
  state: MemoryState,
  from: { jobId: string; version?: number },
  lease: Lease,
  as: { step: 'RESUMED' | 'FORKED'; append?: readonly Message[] },
): CheckpointRecord {
  const held = state.held(lease);
  if (held.job.version !== null) return recordOf(held, held.versions.has(1) ? 1 : held.job.version);
  const source = state.find(from.jobId);
  const head = source === null ? null : headOf(source);
  if (source === null || (from.version === undefined && head === null)) throw noCheckpoint(from.jobId);
  const version = from.version ?? (head as number);
  const stored = source.versions.get(version);
  if (stored === undefined) throw versionGone(from.jobId, version);

  const { append: appended = [] } = as;
  const results = new Map(
    appended.filter((message) => message.role === 'tool').map((message) => [message.toolCallId, message]),
  );
  const { turns, usage, toolCalls } = recordOf(source, version);
  const { frame, sizeBytes } = encodeSegment(appended);
  held.segments = [...stored.segments.slice(0, stored.length), frame];
  const draft: RecordDraft = {
    version: 1,
    step: as.step,
    turns,
    usage,
    epoch: lease.epoch,
    toolCalls: toolCalls.map((call) => ({ ...call, state: stateAfter(results.get(call.id), call.state) })),
    repair: null,
  };
  append(state, held, draft, {
    messageCount: stored.messageCount + appended.length,
    sizeBytes: stored.sizeBytes + sizeBytes,
    model: held.job.model,
  });
  held.job.inheritedTurns = turns;
  const cause = causeOfCopy(as.step, source.job.status);
  goesOn(state, held, cause);
  if (cause !== 'FORK') countSaved(state, held);
  // What was cut off there is owed here as well, unless another model is asked.
  const cut =
    from.version === undefined && stored.model === held.job.model ? cutOff(state, from.jobId) : null;
  if (cut !== null) state.partials.set(lease.jobId, fresh(cut));
  for (const call of version === head ? source.openCalls.values() : []) {
    if (!results.has(call.id)) held.openCalls.set(call.id, fresh(call));
  }
  state.wake(held);
  return recordOf(held, 1);
}

export function deleteCheckpoint(state: MemoryState, jobId: string): void {
  const found = state.find(jobId);
  if (found === null) throw noCheckpoint(jobId);
  if (!isTerminal(found.job.status)) {
    throw new RetomaError('JOB_RUNNING', `The job is ${found.job.status}. Cancel it first.`);
  }
  if (headOf(found) === null) throw noCheckpoint(jobId);
  for (const { job } of state.jobs.values()) {
    const source = job.resumedFrom ?? job.forkedFrom?.jobId;
    if (source === jobId && job.version === null && !isTerminal(job.status)) {
      throw new RetomaError(
        'JOB_RUNNING',
        `Job ${JSON.stringify(job.jobId)} has yet to begin with this checkpoint. Wait until it runs, or cancel it.`,
      );
    }
  }
  found.job.checkpoint = 'DELETED';
  dropOutput(state, jobId);
  dropLog(found);
  state.wake(found);
}

export function clearSources(state: MemoryState, jobId: string): void {
  let source = state.find(jobId)?.job.resumedFrom ?? null;
  while (source !== null) {
    const found = state.find(source);
    if (found !== null && found.job.checkpoint === 'KEPT') {
      clearCheckpoint(state, found);
      state.wake(found);
    }
    source = found?.job.resumedFrom ?? null;
  }
}

/** The version that is *the* checkpoint, or null when there is none to be loaded. */
export function headOf({ job, versions }: JobState): number | null {
  return job.checkpoint === 'KEPT' && job.version !== null && versions.has(job.version) ? job.version : null;
}

export function recordOf(state: JobState, version: number): CheckpointRecord {
  const stored = state.versions.get(version);
  const { jobId, workspace } = state.job;
  if (stored === undefined) throw versionGone(jobId, version);
  return decodeRecord(stored.record, { jobId, workspace: { ...workspace }, version });
}

/** Makes the draft the head; its segments are in the log already. */
function append(
  state: MemoryState,
  held: JobState,
  draft: RecordDraft,
  totals: { messageCount: number; sizeBytes: number; model: string },
): void {
  const storedBytes = held.segments.reduce((sum, segment) => sum + segment.length, 0);
  const record = withTotals(encodeRecord(draft), { ...totals, storedBytes, savedAt: state.now() });
  const { version, turns, usage } = draft;
  held.versions.set(version, {
    record,
    ...totals,
    segments: held.segments,
    length: held.segments.length,
  });
  held.versions.delete(version - state.historyLimit);
  Object.assign(held.job, {
    version,
    turns,
    usage: fresh(usage),
    checkpoint: 'KEPT',
    crashes: 0,
    retries: 0,
    unusable: 0,
  });
}

function stateAfter(result: ToolMessage | undefined, before: ToolCallState): ToolCallState {
  if (result === undefined) return before;
  if (result.interrupted) return 'INTERRUPTED';
  return result.isError ? 'FAILED' : 'DONE';
}
