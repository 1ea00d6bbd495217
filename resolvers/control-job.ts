import type { JsonValue } from '../src/store/messages.ts';
import type { JobRecord, ToolDecision } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { handOver } from './hand-over.ts';
import type { DecideToolCallInput, JobIdInput } from './inputs.ts';
import { checkToolArguments } from './known-tools.ts';

/** Ends the job, at once or as soon as its worker hears of it. @throws RetomaError JOB_NOT_FOUND, JOB_COMPLETED */
export async function cancelJob({ jobId }: JobIdInput, context: Context): Promise<JobRecord> {
  const job = await context.store.requestControl(jobId, 'CANCEL');
  if (job.status === 'CANCELLED') context.onJobEnded?.(job);
  return job;
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
 * Records what a person decided about a tool call of a paused job. The last decision that the job waited for lets it go
 * on, and until then each stands; one that was paused on request stays paused, and what was decided last holds when it
 * is continued.
 * @throws RetomaError JOB_NOT_FOUND, JOB_RUNNING, JOB_COMPLETED, INVALID_INPUT (no such open call, arguments that its
 * tool does not take)
 */
export async function decideToolCall(input: DecideToolCallInput, context: Context): Promise<JobRecord> {
  const { jobId, toolCallId } = input;
  if (input.arguments != null) await checkArguments(input.arguments, { jobId, toolCallId }, context);
  const job = await context.store.decideToolCall(jobId, toolCallId, decisionOf(input));
  if (job.status === 'QUEUED') await handOver(job, context);
  return job;
}

/** Whether there is such a call at all is the store's to say. */
async function checkArguments(
  given: JsonValue,
  { jobId, toolCallId }: { jobId: string; toolCallId: string },
  { store }: Context,
): Promise<void> {
  const view = await store.getCheckpoint(jobId);
  const call = view?.record.toolCalls.find(({ id }) => id === toolCallId);
  if (call !== undefined) checkToolArguments(call.name, given);
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
