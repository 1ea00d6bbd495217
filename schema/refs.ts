import { getCheckpoint } from '../resolvers/get-checkpoint.ts';
import type { CheckpointView } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { decodeVersionId, encodeVersionId } from './global-id.ts';

/** What a `Checkpoint` is read off. `lookedUp`: it was asked for by itself, so that its state is opened to judge it. */
export interface CheckpointNode extends CheckpointView {
  lookedUp?: true;
}

/** `Checkpoint` and `Job` hold each other; the types themselves stand in files of their own. */
export const Checkpoint = builder.nodeRef<CheckpointNode, { jobId: string; version: number }>('Checkpoint', {
  id: { resolve: ({ record }) => encodeVersionId(record), parse: decodeVersionId },
  // Read anew each time: a context may outlive what was read, in subscriptions above all.
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map((id) => getCheckpoint(id, context))),
});

export const Job = builder.nodeRef<JobRecord>('Job', {
  id: { resolve: ({ jobId }) => jobId },
  loadManyWithoutCache: (jobIds, { store }) => store.getJobs(jobIds),
});
