import { DEFAULT_MAX_TURNS, MAX_TURNS, submitJobInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { submitJob } from '../resolvers/submit-job.ts';
import type { JobRecord, OnInterrupted, OnPartial } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { CallbackInput } from './callback.ts';
import { describedEnum } from './enums.ts';
import { answering, InvalidInputError, JobConflictError } from './errors.ts';
import { Job } from './refs.ts';
import { WorkspaceInput } from './workspace.ts';

const OnInterruptedEnum = describedEnum<OnInterrupted>(
  'OnInterrupted',
  'What is done about a call that was cut off and may have had an effect (policy `REPORT`: shell commands).',
  {
    REPORT: 'The model is told that the call was cut off and may have had an effect.',
    RETRY: 'It is run again.',
    FAIL: 'The job fails.',
    PAUSE: 'The job waits for a person to decide.',
  },
);

const OnPartialEnum = describedEnum<OnPartial>(
  'OnPartial',
  'What is done about an answer of the model that was cut off before it was whole.',
  {
    ASK_AGAIN:
      'The model is asked again for all of it. What it had said is shown (`partialAnswer`) until it has answered.',
    CONTINUE:
      'The model is given what it had said and goes on from there; the answer that is saved holds the whole. Calls of tools that were cut off are asked for again.',
  },
);

const SubmitJobInput = builder.inputType('SubmitJobInput', {
  description: 'A task for an agent.',
  fields: (t) => ({
    prompt: t.string({ required: true, description: 'What the agent is to do; at most 256 KB.' }),
    jobId: t.id({ description: 'An id of your own, 1 to 255 bytes. Left out: one is made.' }),
    model: t.string({
      description:
        'As `provider/model`, for example `deepseek/deepseek-v4-pro`. Left out: the default of the server.',
    }),
    workspace: t.field({
      type: WorkspaceInput,
      description: 'The folder to work in. Left out: one of its own.',
    }),
    callback: t.field({ type: CallbackInput, description: 'Who is told when it is over.' }),
    maxTurns: t.int({
      description: `How many answers of the model it may take: 1 to ${MAX_TURNS}. Left out: ${DEFAULT_MAX_TURNS}.`,
    }),
    resumeFromCheckpoint: t.boolean({
      description:
        'False: a checkpoint that there is already is thrown away when the job first runs. Left out: true.',
    }),
    onInterrupted: t.field({
      type: OnInterruptedEnum,
      description:
        'What is done about a call that was cut off and may have had an effect. Left out: `REPORT`.',
    }),
    onPartial: t.field({
      type: OnPartialEnum,
      description: 'What is done about an answer that was cut off. Left out: `ASK_AGAIN`.',
    }),
    requireApproval: t.stringList({
      description: 'Names of tools that wait for a person each time, for example `["run_command"]`.',
    }),
    idempotencyKey: t.string({
      description:
        'A key of your own for this request: sent again within 24 hours it answers with the job that was made the first time. The same as the header `Idempotency-Key` over REST.',
    }),
  }),
});

const SubmitJobPayload = builder.objectRef<JobRecord>('SubmitJobPayload').implement({
  description: 'The job was accepted.',
  fields: (t) => ({
    jobId: t.exposeID('jobId', { description: 'Id of the job, to ask for it and to watch it by.' }),
    job: t.field({ type: Job, description: 'The job.', resolve: (job) => job }),
  }),
});

builder.mutationField('submitJob', (t) =>
  t.field({
    type: SubmitJobPayload,
    description: 'Gives a task to an agent. It is queued at once; a worker takes it as soon as one is free.',
    args: { input: t.arg({ type: SubmitJobInput, required: true, description: 'The task.' }) },
    errors: {
      types: [InvalidInputError, JobConflictError],
      union: { name: 'SubmitJobResult', description: 'The job that was accepted, or why it was not.' },
    },
    resolve: (_, { input: { idempotencyKey, ...input } }, context) =>
      answering('JOB', async () => {
        const options = { idempotencyKey: idempotencyKey ?? undefined };
        return (await submitJob(parseInput(submitJobInput, input), context, options)).job;
      }),
  }),
);
