import type { Context } from '../resolvers/context.ts';
import { cancelJob, continueJob, pauseJob } from '../resolvers/control-job.ts';
import { type JobIdInput, jobIdInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import type { JobRecord } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { answering, InvalidInputError, JobConflictError, JobNotFoundError } from './errors.ts';
import { Job } from './refs.ts';

interface Step {
  /** Also the name of the mutation. */
  name: 'cancelJob' | 'pauseJob' | 'continueJob';
  run(input: JobIdInput, context: Context): Promise<JobRecord>;
  description: string;
  /** What was done, as a sentence. */
  done: string;
}

const STEPS: readonly Step[] = [
  {
    name: 'cancelJob',
    run: cancelJob,
    description:
      'Ends a job. A running one stops within a second or so, on whichever worker it is; its checkpoint is kept and can be resumed. Cancelling a cancelled job answers as it is.',
    done: 'The job is cancelled, or will be as soon as its worker hears of it.',
  },
  {
    name: 'pauseJob',
    run: pauseJob,
    description:
      'Stops a job until `continueJob`. A running one stops within a second or so; nothing that was saved is lost. Pausing a paused job answers as it is.',
    done: 'The job is paused, or will be as soon as its worker hears of it.',
  },
  {
    name: 'continueJob',
    run: continueJob,
    description: 'Lets a paused job go on from where it stopped, with what was decided about its tool calls.',
    done: 'The job is queued and goes on.',
  },
];

for (const step of STEPS) declare(step);

function declare({ name, run, description, done }: Step): void {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const input = builder.inputType(`${type}Input`, {
    description: `Which job \`${name}\` is for.`,
    fields: (t) => ({ jobId: t.id({ required: true, description: 'Id of the job.' }) }),
  });
  const payload = builder.objectRef<JobRecord>(`${type}Payload`).implement({
    description: done,
    fields: (t) => ({
      jobId: t.exposeID('jobId', { description: 'Id of the job.' }),
      job: t.field({
        type: Job,
        description: 'The job, as it was right after. `jobChanged` tells how it goes on.',
        resolve: (job) => job,
      }),
    }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: payload,
      description,
      args: { input: t.arg({ type: input, required: true, description: 'Which job.' }) },
      errors: {
        types: [JobNotFoundError, JobConflictError, InvalidInputError],
        union: { name: `${type}Result`, description: 'The job, or why nothing was done with it.' },
      },
      resolve: (_, args, context) => answering('JOB', () => run(parseInput(jobIdInput, args.input), context)),
    }),
  );
}
