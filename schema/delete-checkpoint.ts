import { deleteCheckpoint } from '../resolvers/delete-checkpoint.ts';
import { jobIdInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import type { JobRecord } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { answering, CheckpointConflictError, CheckpointNotFoundError, InvalidInputError } from './errors.ts';
import { encodeGlobalId, encodeVersionId } from './global-id.ts';
import { Job } from './refs.ts';

const DeleteCheckpointInput = builder.inputType('DeleteCheckpointInput', {
  description: 'Which checkpoint to delete.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The job whose checkpoint it is. It must be over.' }),
  }),
});

interface Deleted {
  jobId: string;
  job: JobRecord | null;
}

const DeleteCheckpointPayload = builder.objectRef<Deleted>('DeleteCheckpointPayload').implement({
  description: 'The checkpoint is gone.',
  fields: (t) => ({
    deletedCheckpointId: t.id({
      nullable: true,
      description:
        'Global id that the deleted checkpoint had (its latest version), for the caches of clients; null when the record of the job is gone too.',
      resolve: ({ job, jobId }) =>
        job?.version == null
          ? null
          : encodeGlobalId('Checkpoint', encodeVersionId({ jobId, version: job.version })),
    }),
    jobId: t.exposeID('jobId', { description: 'The job whose checkpoint it was.' }),
    job: t.field({
      type: Job,
      nullable: true,
      description: 'The job. Its record stays for a while.',
      resolve: ({ job }) => job,
    }),
  }),
});

builder.mutationField('deleteCheckpoint', (t) =>
  t.field({
    type: DeleteCheckpointPayload,
    description: 'Deletes the checkpoint of a job with all its versions, for good. Cancel a live job first.',
    args: {
      input: t.arg({ type: DeleteCheckpointInput, required: true, description: 'Which checkpoint.' }),
    },
    errors: {
      types: [CheckpointNotFoundError, CheckpointConflictError, InvalidInputError],
      union: { name: 'DeleteCheckpointResult', description: 'What was deleted, or why nothing was.' },
    },
    resolve: (_, { input }, context) =>
      answering('CHECKPOINT', () => deleteCheckpoint(parseInput(jobIdInput, input), context)),
  }),
);
