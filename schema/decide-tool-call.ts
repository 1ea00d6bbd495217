import { decideToolCall } from '../resolvers/control-job.ts';
import { decideToolCallInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import type { JobRecord } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { answering, InvalidInputError, JobConflictError, JobNotFoundError } from './errors.ts';
import { Job } from './refs.ts';
import { ToolCallDecision } from './tool-call.ts';

const DecideToolCallInput = builder.inputType('DecideToolCallInput', {
  description: 'A decision about a tool call that has no result yet.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job; it must be paused.' }),
    toolCallId: t.id({
      required: true,
      description: 'The call: `id` of one of the `pendingToolCalls` of its checkpoint.',
    }),
    decision: t.field({ type: ToolCallDecision, required: true, description: 'What is to be done.' }),
    arguments: t.field({
      type: 'JSON',
      description: 'With `RUN`: these instead of what the model asked for.',
    }),
    result: t.string({ description: 'With `RESULT`, required: what the model is told.' }),
    reason: t.string({ description: 'With `REJECT`: why, for the model.' }),
  }),
});

const DecideToolCallPayload = builder.objectRef<JobRecord>('DecideToolCallPayload').implement({
  description:
    'The decision is noted. The last one that the job waited for lets it go on; another decision about a call that was decided is refused. In a job that was paused on request, a later one replaces it until the job is continued.',
  fields: (t) => ({
    jobId: t.exposeID('jobId', { description: 'Id of the job.' }),
    job: t.field({
      type: Job,
      description:
        'The job: `QUEUED` when this was the last decision that it waited for, else still `PAUSED`.',
      resolve: (job) => job,
    }),
  }),
});

builder.mutationField('decideToolCall', (t) =>
  t.field({
    type: DecideToolCallPayload,
    description:
      'Decides about a tool call of a paused job: run it, put a result in its place, or reject it. A job that waits for decisions (`Job.waitingFor`) goes on by itself with the last of them; one that was paused on request goes on with `continueJob`.',
    args: { input: t.arg({ type: DecideToolCallInput, required: true, description: 'The decision.' }) },
    errors: {
      types: [JobNotFoundError, JobConflictError, InvalidInputError],
      union: { name: 'DecideToolCallResult', description: 'The job, or why nothing was decided.' },
    },
    resolve: (_, { input }, context) =>
      answering('JOB', () => decideToolCall(parseInput(decideToolCallInput, input), context)),
  }),
);
