import type { CheckpointView } from '../store/contract.ts';
import { type JsonValue, latestAssistant, type Message, toolCallsOf } from '../store/messages.ts';
import { isTerminal, type JobRecord, type OpenToolCall, type ReplayPolicy } from '../store/records.ts';

export const RESUMABILITY_REASONS = [
  'READY',
  'NOT_FOUND',
  'QUEUED',
  'RUNNING',
  'WAITING_RETRY',
  'PAUSED',
  'COMPLETED',
  'ALREADY_RESUMED',
  'CORRUPT',
  'FORMAT_UNSUPPORTED',
] as const;
export type ResumabilityReason = (typeof RESUMABILITY_REASONS)[number];

/** A tool call that was begun and never had its result committed. */
export interface InterruptedToolCall {
  id: string;
  name: string;
  arguments: JsonValue;
  policy: ReplayPolicy;
  startedAt: string;
}

export interface Resumability {
  jobId: string;
  canResume: boolean;
  reason: ResumabilityReason;
  /** One sentence for a person. */
  detail: string;
  version: number | null;
  turns: number | null;
  interruptedToolCalls: InterruptedToolCall[];
  /** Paid for already; a restart would pay them again. */
  tokensSaved: number;
  /** The job that continues this one, when that decides the matter. */
  continuedBy: { jobId: string; live: boolean } | null;
}

export interface Evidence {
  jobId: string;
  job: JobRecord | null;
  view: CheckpointView | null;
  /** The history, or as much of its end as holds the latest answer; used for the arguments of interrupted calls. */
  messages: readonly Message[];
}

/** Whether a job can be resumed by hand. A pure judgement of what was read; the claim in the store checks it again. */
export function judge(evidence: Evidence): Resumability {
  const { jobId, view, messages } = evidence;
  const verdict = verdictOf(evidence);
  // Those of a running job are at work.
  const cutOff = view !== null && view.job.status !== 'RUNNING';
  return {
    jobId,
    canResume: verdict.reason === 'READY',
    reason: verdict.reason,
    detail: verdict.detail,
    version: view?.record.version ?? null,
    turns: view?.record.turns ?? null,
    interruptedToolCalls: cutOff ? interruptedCalls(view.openToolCalls, messages) : [],
    tokensSaved: view?.record.usage.total ?? 0,
    continuedBy: verdict.continuedBy ?? null,
  };
}

/** Calls that were begun and are without a result, with the arguments that the latest answer gave them. */
export function interruptedCalls(
  open: readonly OpenToolCall[],
  messages: readonly Message[],
): InterruptedToolCall[] {
  const answer = latestAssistant(messages);
  const asked = new Map(answer === null ? [] : toolCallsOf(answer).map((call) => [call.toolCallId, call]));
  return open
    .filter((call) => call.startedAt !== null)
    .map((call) => ({
      id: call.id,
      name: call.name,
      arguments: call.editedArguments ?? asked.get(call.id)?.input ?? {},
      policy: call.policy,
      startedAt: call.startedAt as string,
    }));
}

interface Verdict {
  reason: ResumabilityReason;
  detail: string;
  continuedBy?: { jobId: string; live: boolean };
}

function verdictOf({ job, view }: Evidence): Verdict {
  if (job === null) {
    return { reason: 'NOT_FOUND', detail: 'There is no such job, or its record has expired.' };
  }
  if (job.damage !== null) return { reason: 'CORRUPT', detail: job.damage };
  switch (job.status) {
    case 'QUEUED':
      return { reason: 'QUEUED', detail: 'The job waits for a worker and will go on by itself.' };
    case 'RUNNING':
      if (job.control !== null) {
        const wish = job.control === 'CANCEL' ? 'cancelled' : 'paused';
        return { reason: 'RUNNING', detail: `The job is being ${wish}; ask again in a moment.` };
      }
      return {
        reason: 'RUNNING',
        detail: 'The job is running; if its worker dies, another goes on by itself.',
      };
    case 'WAITING_RETRY':
      return {
        reason: 'WAITING_RETRY',
        detail: `The job goes on by itself${job.nextAttemptAt === null ? '' : ` at ${job.nextAttemptAt}`}.`,
      };
    case 'PAUSED':
      return {
        reason: 'PAUSED',
        detail: 'The job waits for a person: continue it, or decide about its tool call.',
      };
    case 'COMPLETED':
      return { reason: 'COMPLETED', detail: 'The job has completed; there is nothing to resume.' };
    case 'FAILED':
    case 'CANCELLED':
      return verdictOfStopped(job, view);
  }
}

function verdictOfStopped(job: JobRecord, view: CheckpointView | null): Verdict {
  if (view === null) return withoutCheckpoint(job);
  if (view.damage !== null) {
    return view.damage.startsWith('FORMAT_UNSUPPORTED')
      ? {
          reason: 'FORMAT_UNSUPPORTED',
          detail: 'The checkpoint was written by a newer Retoma; upgrade to resume it.',
        }
      : { reason: 'CORRUPT', detail: 'The stored checkpoint is damaged; it was left untouched.' };
  }
  const next = view.successor;
  if (next !== null) {
    if (next.status === 'COMPLETED') {
      return { reason: 'COMPLETED', detail: `Job ${next.jobId} continued this one and has completed.` };
    }
    const live = !isTerminal(next.status);
    if (live || next.checkpoint === 'KEPT') {
      return {
        reason: 'ALREADY_RESUMED',
        detail: live
          ? `Job ${next.jobId} already continues this one.`
          : `Job ${next.jobId} continued this one and stopped further on; resume that job instead.`,
        continuedBy: { jobId: next.jobId, live },
      };
    }
  }
  const { version, turns, usage } = view.record;
  return {
    reason: 'READY',
    detail: `It can go on from version ${version}, after ${turns} ${turns === 1 ? 'turn' : 'turns'}; ${usage.total} tokens need not be paid again.`,
  };
}

function withoutCheckpoint(job: JobRecord): Verdict {
  switch (job.checkpoint) {
    case 'NONE':
      return { reason: 'NOT_FOUND', detail: 'The job stopped before its first checkpoint; submit it again.' };
    case 'DELETED':
      return { reason: 'NOT_FOUND', detail: 'The checkpoint was deleted.' };
    case 'CLEARED':
      return { reason: 'COMPLETED', detail: 'A job that continued this one has completed.' };
    // Kept, but gone by the time it was read.
    case 'KEPT':
    case 'EXPIRED':
      return { reason: 'NOT_FOUND', detail: 'The checkpoint has expired; submit the job again.' };
  }
}
