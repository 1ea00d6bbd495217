import type { InterruptedToolCall, Resumability } from '../src/agent/resumability.ts';
import type { OnInterrupted } from '../src/store/records.ts';
import type { Context } from './context.ts';
import type { JobIdInput } from './inputs.ts';

/**
 * What a resume does about a call that was cut off. `VERIFY`: looks whether it was done, and runs it when it was not.
 * `REPORT`: tells the model. `FAIL` and `PAUSE` end or pause the job.
 */
export type OnResume = 'RUN_AGAIN' | 'VERIFY' | 'REPORT' | 'FAIL' | 'PAUSE';

export interface ResumabilityAnswer extends Omit<Resumability, 'interruptedToolCalls' | 'continuedBy'> {
  interruptedToolCalls: (InterruptedToolCall & { onResume: OnResume })[];
}

/** Whether and why a job can be resumed; of a job that does not exist it says `NOT_FOUND`. Reads the whole state, so that damage shows. */
export async function canResume({ jobId }: JobIdInput, context: Context): Promise<ResumabilityAnswer> {
  const { continuedBy: _, interruptedToolCalls, ...answer } = await context.checkpoints.canResume(jobId);
  if (interruptedToolCalls.length === 0) return { ...answer, interruptedToolCalls: [] };
  const job = await context.store.getJob(jobId);
  const onInterrupted = job?.onInterrupted ?? 'REPORT';
  return {
    ...answer,
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
