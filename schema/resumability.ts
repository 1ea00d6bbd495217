import { canResume, type ResumabilityAnswer, type ResumabilityReason } from '../resolvers/can-resume.ts';
import { jobIdInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import type { PendingToolCall } from '../resolvers/pending-tool-calls.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';
import { ToolCall } from './tool-call.ts';

const Reason = describedEnum<ResumabilityReason>(
  'ResumabilityReason',
  'Why a job can be resumed by hand, or why not.',
  {
    READY: 'It failed or was cancelled and left a checkpoint: `resumeCheckpoint` goes on from there.',
    NOT_FOUND: 'There is no such job, or no checkpoint of it: nothing to go on from. Submit it again.',
    QUEUED: 'It waits for a worker and goes on by itself.',
    RUNNING: 'It is running; if its worker dies, another goes on by itself.',
    WAITING_RETRY: 'It waits for a time (a rate limit, a failed call) and goes on by itself.',
    PAUSED: 'It waits for a person: `continueJob`, or `decideToolCall` first.',
    COMPLETED: 'It has completed, or a job that continued it has.',
    ALREADY_RESUMED: 'Another job continues it; `detail` says which.',
    CORRUPT: 'The stored state is damaged. It was left untouched.',
    FORMAT_UNSUPPORTED: 'A newer Retoma wrote it. Upgrade to resume it; it was left untouched.',
  },
);

export const Resumability = builder.objectRef<ResumabilityAnswer>('Resumability').implement({
  description: 'Whether a job can be resumed by hand, with what a person needs to decide it.',
  fields: (t) => ({
    canResume: t.exposeBoolean('canResume', { description: 'Whether `resumeCheckpoint` would accept it.' }),
    reason: t.field({ type: Reason, description: 'Why, or why not.', resolve: ({ reason }) => reason }),
    detail: t.exposeString('detail', { description: 'The same as one sentence for a person.' }),
    version: t.exposeInt('version', {
      nullable: true,
      description: 'The version that it would go on from; null when there is no checkpoint.',
    }),
    turns: t.exposeInt('turns', {
      nullable: true,
      description: 'Answers of the model up to that version; null when there is no checkpoint.',
    }),
    interruptedToolCalls: t.field({
      type: [ToolCall],
      description: 'The calls that were cut off when the job stopped, and what a resume will do about each.',
      resolve: ({ interruptedToolCalls }) => interruptedToolCalls.map(toToolCall),
    }),
    tokensSaved: t.expose('tokensSaved', {
      type: 'SafeInt',
      description: 'Tokens that are paid for already; starting over would pay for them again.',
    }),
  }),
});

function toToolCall(call: ResumabilityAnswer['interruptedToolCalls'][number]): PendingToolCall {
  return { ...call, state: 'INTERRUPTED', result: null, isError: null, finishedAt: null, decision: null };
}

builder.queryField('canResume', (t) =>
  t.field({
    type: Resumability,
    description:
      'Whether a job can be resumed, and why. The stored state is opened and checked. Of a job that does not exist it says `NOT_FOUND`.',
    args: { jobId: t.arg.id({ required: true, description: 'Id of the job.' }) },
    resolve: (_, args, context) => canResume(parseInput(jobIdInput, args), context),
  }),
);
