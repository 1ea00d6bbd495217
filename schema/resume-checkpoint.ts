import { resumeCheckpointInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { type ResumedJob, resumeCheckpoint } from '../resolvers/resume-checkpoint.ts';
import { builder } from './builder.ts';
import { CallbackInput } from './callback.ts';
import { answering, CheckpointConflictError, CheckpointNotFoundError, InvalidInputError } from './errors.ts';
import { Job } from './refs.ts';

const ResumeCheckpointInput = builder.inputType('ResumeCheckpointInput', {
  description: 'Which job to continue, and what is to be different.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job that failed or was cancelled.' }),
    version: t.int({
      description:
        'The version that you saw. When it is not the latest any more, nothing is done (`VERSION_CONFLICT`). Left out: the latest.',
    }),
    callback: t.field({
      type: CallbackInput,
      description: 'Who is told when the new job is over. Left out: the callback of the old job.',
    }),
    model: t.string({ description: 'Another model, as `provider/model`. Left out: the same.' }),
    maxTurns: t.int({
      description: 'How many further answers of the model it may take. Left out: as the old job.',
    }),
  }),
});

const ResumeCheckpointPayload = builder.objectRef<ResumedJob>('ResumeCheckpointPayload').implement({
  description: 'A job goes on from the checkpoint.',
  fields: (t) => ({
    jobId: t.id({ description: 'Id of the new job.', resolve: ({ job }) => job.jobId }),
    job: t.field({ type: Job, description: 'The new job.', resolve: ({ job }) => job }),
    resumedFrom: t.exposeID('resumedFrom', { description: 'The job that it continues.' }),
    version: t.exposeInt('version', { description: 'The version of that job that it goes on from.' }),
    turns: t.exposeInt('turns', { description: 'Answers of the model up to there.' }),
  }),
});

builder.mutationField('resumeCheckpoint', (t) =>
  t.field({
    type: ResumeCheckpointPayload,
    description:
      'Makes the job that goes on where a failed or cancelled one stopped. However often it is called, there is one such job, and each call answers with it.',
    args: {
      input: t.arg({ type: ResumeCheckpointInput, required: true, description: 'Which job, and how.' }),
    },
    errors: {
      types: [CheckpointNotFoundError, CheckpointConflictError, InvalidInputError],
      union: { name: 'ResumeCheckpointResult', description: 'The job that goes on, or why there is none.' },
    },
    resolve: (_, { input }, context) =>
      answering('CHECKPOINT', () => resumeCheckpoint(parseInput(resumeCheckpointInput, input), context)),
  }),
);
