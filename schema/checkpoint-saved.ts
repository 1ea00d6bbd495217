import { watchCheckpointsInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { watchCheckpoints } from '../resolvers/watch-checkpoints.ts';
import { builder } from './builder.ts';
import { CheckpointEdge } from './checkpoint.ts';

builder.subscriptionField('checkpointSaved', (t) =>
  t.field({
    type: CheckpointEdge,
    description:
      'Every version that a job saves: first those that there are already, then each as it is saved, in order, none twice and none left out. Ends when the job is over and all were told. Without `jobId`: what all jobs save from now on, without an end.',
    args: {
      jobId: t.arg.id({ description: 'Id of the job. Left out: all jobs.' }),
      after: t.arg.string({
        description:
          'The last `cursor` that you have seen of this job, here or in its `history`: it goes on behind it. Left out: from the oldest version that is kept. When what comes behind it is no longer all there, it fails with `CURSOR_UNAVAILABLE` instead of leaving something out.',
      }),
    },
    subscribe: (_, args, context) => watchCheckpoints(parseInput(watchCheckpointsInput, args), context),
    resolve: (edge) => edge,
  }),
);
