import type { InterruptedToolCall, Resumability, ResumabilityReason } from '../src/agent/resumability.ts';
import type { JobRecord, OnInterrupted } from '../src/store/records.ts';
import type { Context } from './context.ts';
import type { JobIdInput } from './inputs.ts';

export type { ResumabilityReason };

/**
 * What a resume does about a call that was cut off. `VERIFY`: looks whether it was done, and runs it when it was not.
 * `REPORT`: tells the model. `FAIL` and `PAUSE` end or pause the job.
 */
export const ON_RESUME = ['RUN_AGAIN', 'VERIFY', 'REPORT', 'FAIL', 'PAUSE'] as const;
export type OnResume = (typeof ON_RESUME)[number];

export interface ResumabilityAnswer extends Omit<Resumability, 'interruptedToolCalls' | 'continuedBy'> {
  interruptedToolCalls: (InterruptedToolCall & { onResume: OnResume })[];
}

/** Whether and why a job can be resumed; of a job that does not exist it says `NOT_FOUND`. Reads the whole state, so that damage shows. */
export async function canResume({ jobId }: JobIdInput, context: Context): Promise<ResumabilityAnswer> {
  const verdict = await context.checkpoints.canResume(jobId);
  const job = verdict.interruptedToolCalls.length === 0 ? null : await context.store.getJob(jobId);
  return toAnswer(verdict, job);
}

/** A verdict as both APIs show it. `job`: the one that was judged, when it is known. */
export function toAnswer(
  { continuedBy: _, interruptedToolCalls, ...verdict }: Resumability,
  job: Pick<JobRecord, 'onInterrupted'> | null,
): ResumabilityAnswer {
  const onInterrupted = job?.onInterrupted ?? 'REPORT';
  return {
    ...verdict,
    interruptedToolCalls: interruptedToolCalls.map((call) => ({
      ...call,
      onResume: onResumeOf(call, onInterrupted),
    })),
  };
}

export function onResumeOf(
  call: Pick<InterruptedToolCall, 'policy'>,
  onInterrupted: OnInterrupted,
): OnResume {
  switch (call.policy) {
    case 'PURE':
      return 'RUN_AGAIN';
    case 'VERIFY':
      return 'VERIFY';
    case 'REPORT':
      return onInterrupted === 'RETRY' ? 'RUN_AGAIN' : onInterrupted;
  }
}
