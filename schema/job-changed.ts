import { watchJobsInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { watchJobs } from '../resolvers/watch-jobs.ts';
import { builder } from './builder.ts';
import { Job } from './refs.ts';

builder.subscriptionField('jobChanged', (t) =>
  t.field({
    type: Job,
    description:
      'A job as it is, and again whenever it has changed, until it is over. Changes that follow each other closely may be told as one. Without `jobId`: all jobs, as they change from now on, without an end.',
    args: { jobId: t.arg.id({ description: 'Id of the job. Left out: all jobs.' }) },
    subscribe: (_, args, context) => watchJobs(parseInput(watchJobsInput, args), context),
    resolve: (job) => job,
  }),
);
