import type { JobRecord, ToolDecision } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { handOver } from './hand-over.ts';
import type { DecideToolCallInput, JobIdInput } from './inputs.ts';

/** Ends the job, at once or as soon as its worker hears of it. @throws RetomaError JOB_NOT_FOUND, JOB_COMPLETED */
export function cancelJob({ jobId }: JobIdInput, context: Context): Promise<JobRecord> {
  return context.store.requestControl(jobId, 'CANCEL');
}

/** Stops the job until a person continues it. @throws RetomaError JOB_NOT_FOUND, JOB_COMPLETED */
export function pauseJob({ jobId }: JobIdInput, context: Context): Promise<JobRecord> {
  return context.store.requestControl(jobId, 'PAUSE');
}

/** Lets a paused job go on. @throws RetomaError JOB_NOT_FOUND, JOB_RUNNING, JOB_QUEUED, JOB_COMPLETED */
export async function continueJob({ jobId }: JobIdInput, context: Context): Promise<JobRecord> {
  const job = await context.store.continueJob(jobId);
  await handOver(job, context);
  return job;
}

/**
 * Records what a person decided about a tool call of a paused job; it holds when the job is continued.
 * @throws RetomaError JOB_NOT_FOUND, JOB_RUNNING, INVALID_INPUT (no such open call)
 */
export function decideToolCall(input: DecideToolCallInput, context: Context): Promise<JobRecord> {
  return context.store.decideToolCall(input.jobId, input.toolCallId, decisionOf(input));
}

function decisionOf(input: DecideToolCallInput): ToolDecision {
  switch (input.decision) {
    case 'RUN':
      return input.arguments == null ? { kind: 'RUN' } : { kind: 'RUN', arguments: input.arguments };
    case 'RESULT':
      return { kind: 'RESULT', result: input.result ?? '' };
    case 'REJECT':
      return { kind: 'REJECT', reason: input.reason ?? null };
  }
}
