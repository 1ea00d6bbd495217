import { RetomaError } from '../../errors.ts';
import type { Acquired, JobEnd, Lease, LetGo } from '../contract.ts';
import { isTerminal, type JobRecord, type ToolCallSummary, type ToolDecision } from '../records.ts';
import { decidedAlready } from '../script-errors.ts';
import { clearCheckpoint, fresh, isHolder, type JobState, type MemoryState } from './state.ts';
import { causeOf, count, countSaved, goesOn, runEnds } from './tally.ts';
import { headOf, recordOf } from './versions.ts';

export function acquire(
  state: MemoryState,
  jobId: string,
  { workerId, nonce }: { workerId: string; nonce: string },
): Acquired {
  const taken = state.get(jobId);
  const { job } = taken;
  if (isTerminal(job.status) || job.status === 'PAUSED') return { lease: null, job: fresh(job) };
  const isResend = job.status === 'RUNNING' && taken.nonce === nonce;
  if (!isResend) {
    const cause = causeOf(taken);
    if (cause === 'CRASH') {
      job.crashes++;
      runEnds(state, taken, 'CRASHED');
    }
    if (cause !== null) {
      goesOn(state, taken, cause);
      if (cause !== 'PAUSE') countSaved(state, taken);
    }
    Object.assign(job, { status: 'RUNNING', workerId, nextAttemptAt: null, failure: null });
    job.takenAt = state.nowIso();
    job.startedAt ??= job.takenAt;
    job.attempts++;
    job.epoch++;
    taken.nonce = nonce;
    taken.released = null;
    state.wake(taken);
  }
  return { lease: { jobId, epoch: job.epoch, nonce, workerId }, job: fresh(job) };
}

export function finish(state: MemoryState, lease: Lease, end: JobEnd): JobRecord {
  const before = state.find(lease.jobId);
  if (before !== null && isHolder(before, lease) && before.released === end.status) return fresh(before.job);
  const held = state.held(lease);
  held.released = end.status;
  return endJob(state, held, end);
}

export function letGo(state: MemoryState, lease: Lease, how: LetGo): JobRecord {
  const before = state.find(lease.jobId);
  if (before !== null && isHolder(before, lease) && before.released === how.to) return fresh(before.job);
  const held = state.held(lease);
  const { job } = held;
  held.released = how.to;
  if (how.to === 'WAITING_RETRY') {
    const { code } = how.failure;
    if (how.counts !== 'NOTHING') {
      job.retries++;
      count(state, `put-off ${code}`);
    }
    if (how.counts === 'UNUSABLE_ANSWER') job.unusable++;
    count(state, `put-off-ms ${code}`, Math.max(0, how.until.getTime() - state.now()));
  }
  if (job.control === 'CANCEL') return endJob(state, held, { status: 'CANCELLED' });
  const asked = job.control === 'PAUSE';
  if (asked || how.to === 'PAUSED') {
    runEnds(state, held, 'PAUSED');
    return asked || how.to !== 'PAUSED' ? pause(state, held) : pause(state, held, how.reason, how.awaits);
  }
  runEnds(state, held, how.to === 'QUEUED' ? 'HANDED_OVER' : 'PUT_OFF');
  job.status = how.to;
  if (how.to === 'WAITING_RETRY') {
    job.nextAttemptAt = how.until.toISOString();
    job.failure = fresh(how.failure);
  }
  state.wake(held);
  return fresh(job);
}

export function requestControl(state: MemoryState, jobId: string, control: 'CANCEL' | 'PAUSE'): JobRecord {
  const found = state.get(jobId);
  const { job } = found;
  if (job.status === 'CANCELLED' && control === 'CANCEL') return fresh(job);
  if (isTerminal(job.status)) throw isOver(job);
  if (job.status === 'RUNNING') {
    if (job.control !== 'CANCEL') job.control = control;
    state.wake(found);
    return fresh(job);
  }
  if (control === 'CANCEL') return endJob(state, found, { status: 'CANCELLED' });
  return job.status === 'PAUSED' ? fresh(job) : pause(state, found);
}

export function continueJob(state: MemoryState, jobId: string): JobRecord {
  const found = state.get(jobId);
  const { job } = found;
  if (isTerminal(job.status)) throw isOver(job);
  if (job.status !== 'PAUSED' && found.wentOnByDecision) return fresh(job);
  if (job.status === 'RUNNING') throw new RetomaError('JOB_RUNNING', 'The job is running; it is not paused.');
  if (job.status !== 'PAUSED') {
    throw new RetomaError('JOB_QUEUED', 'The job is not paused; it goes on by itself.');
  }
  return goOn(state, found, false);
}

function goOn(state: MemoryState, paused: JobState, byDecision: boolean): JobRecord {
  const { job } = paused;
  Object.assign(job, { status: 'QUEUED', pauseReason: null, awaits: [] });
  job.delivery++;
  paused.wentOnByDecision = byDecision;
  state.noteChore('QUEUE', job.jobId);
  state.wake(paused);
  return fresh(job);
}

export function decideToolCall(
  state: MemoryState,
  jobId: string,
  toolCallId: string,
  decision: ToolDecision,
): JobRecord {
  const found = state.get(jobId);
  const { job } = found;
  if (isTerminal(job.status)) throw isOver(job);
  if (job.status !== 'PAUSED') {
    throw new RetomaError(
      'JOB_RUNNING',
      'Tool calls are decided about while the job is paused. Pause it first.',
    );
  }
  const open = found.openCalls.get(toolCallId);
  const asked = pendingCall(found, toolCallId);
  const wasAwaited = job.awaits.includes(toolCallId);
  if (JSON.stringify(open?.decision ?? null) !== JSON.stringify(decision) && (open ?? asked) !== undefined) {
    if (open?.decision && job.awaits.length > 0 && !wasAwaited) throw decidedAlready();
    count(state, `decided ${decision.kind}`);
  }
  if (open !== undefined) {
    open.decision = fresh(decision);
  } else if (asked !== undefined) {
    found.openCalls.set(toolCallId, {
      id: toolCallId,
      name: asked.name,
      policy: asked.policy,
      startedAt: null,
      epoch: job.epoch,
      evidence: null,
      editedArguments: null,
      decision: fresh(decision),
    });
  } else {
    throw new RetomaError('INVALID_INPUT', 'The job has no such tool call that still waits for its result.');
  }
  job.awaits = job.awaits.filter((id) => id !== toolCallId);
  if (wasAwaited && job.awaits.length === 0) return goOn(state, found, true);
  state.wake(found);
  return fresh(job);
}

/** The call of the latest answer that nobody has begun. */
function pendingCall(found: JobState, toolCallId: string): ToolCallSummary | undefined {
  const head = headOf(found);
  const calls = head === null ? [] : recordOf(found, head).toolCalls;
  return calls.find((call) => call.id === toolCallId && call.state === 'PENDING');
}

function pause(
  state: MemoryState,
  paused: JobState,
  reason = 'Paused on request.',
  awaits: readonly string[] = [],
): JobRecord {
  Object.assign(paused.job, {
    status: 'PAUSED',
    pauseReason: reason,
    awaits: [...awaits],
    control: null,
    failure: null,
    nextAttemptAt: null,
  });
  state.wake(paused);
  return fresh(paused.job);
}

function endJob(state: MemoryState, ended: JobState, end: JobEnd): JobRecord {
  const { job } = ended;
  count(state, `ended ${end.status} ${ended.interrupted ? 'INTERRUPTED' : 'STRAIGHT'}`);
  if (end.status === 'FAILED') count(state, `failed ${end.failure.code}`);
  runEnds(state, ended, end.status);
  Object.assign(job, {
    status: end.status,
    finishedAt: state.nowIso(),
    control: null,
    nextAttemptAt: null,
    pauseReason: null,
    awaits: [],
    failure: end.status === 'FAILED' ? fresh(end.failure) : null,
    result: end.status === 'COMPLETED' ? end.result : null,
  });
  if (end.status === 'COMPLETED') {
    clearCheckpoint(state, ended);
    if (job.resumedFrom !== null) state.noteChore('CLEAR_SOURCES', job.jobId);
  } else if (ended.versions.size > 0) {
    ended.keptUntil = state.now() + state.ttlMs;
  }
  if (job.callback !== null) state.noteChore('CALLBACK', job.jobId);
  state.wake(ended);
  return fresh(job);
}

function isOver({ status }: JobRecord): RetomaError {
  return new RetomaError('JOB_COMPLETED', `The job is over: it is ${status}.`);
}
