import { randomUUID } from 'node:crypto';
import { RetomaError } from '../../errors.ts';
import type { Acquired, JobEnd, Lease, LetGo } from '../contract.ts';
import {
  isTerminal,
  type JobRecord,
  type OpenToolCall,
  type ToolCallSummary,
  type ToolDecision,
} from '../records.ts';
import { SCRIPT_CODES } from '../script-errors.ts';
import {
  allKeys,
  change,
  jobArguments,
  type Reply,
  type StoreContext,
  tryChange,
  writeKeys,
} from './context.ts';
import { fieldsOf, toJob } from './job-hash.ts';
import { getJobs } from './jobs.ts';
import { readCalls } from './loading.ts';
import { callField } from './tool-results.ts';
import { releaseWorkspace } from './workspaces.ts';

const PAUSED_ON_REQUEST = JSON.stringify('Paused on request.');

export async function acquire(
  context: StoreContext,
  jobId: string,
  { workerId, nonce }: { workerId: string; nonce: string },
): Promise<Acquired> {
  const reply = await change(context, 'acquire', allKeys(context, jobId), { jobId }, [workerId, nonce]);
  const job = recordIn(jobId, reply);
  return { lease: reply[0] === 1 ? { jobId, epoch: job.epoch, nonce, workerId } : null, job };
}

export async function finish(context: StoreContext, lease: Lease, end: JobEnd): Promise<JobRecord> {
  const { jobId, epoch, nonce } = lease;
  const outcome = end.status === 'COMPLETED' ? end.result : end.status === 'FAILED' ? end.failure : null;
  const reply = await change(context, 'finish', allKeys(context, jobId), lease, [
    ...[epoch, nonce, end.status, outcome === null ? '' : JSON.stringify(outcome)],
    context.completedRetentionMs,
  ]);
  return ended(context, jobId, reply);
}

export async function letGo(context: StoreContext, lease: Lease, how: LetGo): Promise<JobRecord> {
  const { jobId, epoch, nonce } = lease;
  const isPutOff = how.to === 'WAITING_RETRY';
  const reply = await change(context, 'let-go', allKeys(context, jobId), lease, [
    ...[epoch, nonce, how.to],
    isPutOff ? how.until.getTime() : how.to === 'PAUSED' ? JSON.stringify(how.reason) : '',
    isPutOff ? JSON.stringify(how.failure) : '',
    PAUSED_ON_REQUEST,
    context.completedRetentionMs,
    how.to === 'PAUSED' ? awaitsArgument(how.awaits ?? []) : '',
    isPutOff ? (how.counts ?? 'ATTEMPT') : '',
  ]);
  return ended(context, jobId, reply);
}

/** As the record holds it; none is ''. */
function awaitsArgument(ids: readonly string[]): string {
  return ids.length === 0 ? '' : JSON.stringify(ids);
}

export async function discardCheckpoint(context: StoreContext, lease: Lease): Promise<void> {
  const { jobId, epoch, nonce } = lease;
  await change(context, 'discard', writeKeys(context, jobId), lease, [epoch, nonce]);
}

export async function requestControl(
  context: StoreContext,
  jobId: string,
  control: 'CANCEL' | 'PAUSE',
): Promise<JobRecord> {
  const reply = await change(context, 'control', allKeys(context, jobId), { jobId }, [
    ...[control, PAUSED_ON_REQUEST],
    context.completedRetentionMs,
  ]);
  return ended(context, jobId, reply);
}

export async function continueJob(context: StoreContext, jobId: string): Promise<JobRecord> {
  const reply = await change(context, 'continue', allKeys(context, jobId), { jobId }, [randomUUID()]);
  return recordIn(jobId, reply);
}

export async function decideToolCall(
  context: StoreContext,
  jobId: string,
  toolCallId: string,
  decision: ToolDecision,
): Promise<JobRecord> {
  const nonce = randomUUID();
  for (;;) {
    const calls = await readCalls(context, jobId);
    const call = calls && callToDecide(calls, toolCallId);
    const awaits = calls?.job.awaits ?? [];
    // Asked in any case: the script says what is wrong with the job before anything is said about the call.
    const reply = await tryChange(context, 'decide', allKeys(context, jobId), { jobId }, [
      calls?.job.version ?? 0,
      callField(toolCallId),
      call ? JSON.stringify({ ...call, decision }) : '',
      decision.kind,
      awaitsArgument(awaits),
      awaitsArgument(awaits.filter((id) => id !== toolCallId)),
      nonce,
      call ? JSON.stringify({ ...call, decision: null }) : '',
    ]);
    if (reply[0] === SCRIPT_CODES.CHANGED) continue;
    if (call) return recordIn(jobId, reply);
    throw new RetomaError('INVALID_INPUT', 'The job has no such tool call that still waits for its result.');
  }
}

export async function deleteCheckpoint(context: StoreContext, jobId: string): Promise<void> {
  const [job] = await getJobs(context, [jobId]);
  // Nothing can be said of it, so nothing is kept of it.
  if (job && job.damage !== null)
    await context.scripts.run('erase', allKeys(context, jobId), jobArguments(context, jobId));
  else await change(context, 'delete', allKeys(context, jobId), { jobId }, [randomUUID()]);
}

function recordIn(jobId: string, reply: Reply): JobRecord {
  return toJob(jobId, fieldsOf(reply[1] as string[]) ?? {});
}

/** Gives the folder free when the job is over. Nobody waits for it. */
function ended(context: StoreContext, jobId: string, reply: Reply): JobRecord {
  const job = recordIn(jobId, reply);
  if (isTerminal(job.status)) void releaseWorkspace(context, job);
  return job;
}

/** A call that was begun, or one of the latest answer that is still pending. */
function callToDecide(
  { job, asked, open }: { job: JobRecord; asked: readonly ToolCallSummary[]; open: readonly OpenToolCall[] },
  toolCallId: string,
): OpenToolCall | null {
  const begun = open.find((call) => call.id === toolCallId);
  if (begun !== undefined) return begun;
  const pending = asked.find((call) => call.id === toolCallId && call.state === 'PENDING');
  if (pending === undefined) return null;
  const { id, name, policy } = pending;
  const never = { startedAt: null, evidence: null, decision: null, editedArguments: null };
  return { id, name, policy, epoch: job.epoch, ...never };
}
