import { type ForkedJob, forkCheckpoint } from '../resolvers/fork-checkpoint.ts';
import { forkCheckpointInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { builder } from './builder.ts';
import { answering, CheckpointConflictError, CheckpointNotFoundError, InvalidInputError } from './errors.ts';
import { Job } from './refs.ts';
import { WorkspaceInput } from './workspace.ts';

const ForkCheckpointInput = builder.inputType('ForkCheckpointInput', {
  description: 'Where the new job begins, and what is to be different.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job to begin from, in whatever state it is.' }),
    version: t.int({
      required: true,
      description: 'Any version of it that is kept; `history` lists them.',
    }),
    prompt: t.string({ description: 'Said to the agent behind the copied history. Left out: nothing.' }),
    model: t.string({
      description: 'Another model, as `provider/model`. Left out: the one of that version.',
    }),
    workspace: t.field({
      type: WorkspaceInput,
      description:
        'The folder to work in. Left out: one of its own. When it is new, the files of the old job, as they are now, are copied to it.',
    }),
  }),
});

const ForkCheckpointPayload = builder.objectRef<ForkedJob>('ForkCheckpointPayload').implement({
  description: 'A new job begins from the version.',
  fields: (t) => ({
    jobId: t.id({ description: 'Id of the new job.', resolve: ({ job }) => job.jobId }),
    job: t.field({ type: Job, description: 'The new job.', resolve: ({ job }) => job }),
    forkedFrom: t.exposeID('forkedFrom', {
      description: 'The job that it begins from; it is left as it is.',
    }),
    version: t.exposeInt('version', { description: 'The version of that job that it begins from.' }),
    turns: t.exposeInt('turns', { description: 'Answers of the model up to there.' }),
  }),
});

builder.mutationField('forkCheckpoint', (t) =>
  t.field({
    type: ForkCheckpointPayload,
    description:
      'Starts a new job from any kept version of another, to try something else from there. The other job is left as it is.',
    args: {
      input: t.arg({ type: ForkCheckpointInput, required: true, description: 'From where, and how.' }),
    },
    errors: {
      types: [CheckpointNotFoundError, CheckpointConflictError, InvalidInputError],
      union: { name: 'ForkCheckpointResult', description: 'The new job, or why there is none.' },
    },
    resolve: (_, { input }, context) =>
      answering('CHECKPOINT', () => forkCheckpoint(parseInput(forkCheckpointInput, input), context)),
  }),
);
