import type { JobRecord } from '../store/records.ts';

type Whereabouts = Pick<JobRecord, 'version' | 'resumedFrom'>;

/** What a person does about a job that was given up, as the end of a sentence. Not every job has saved something. */
export function howToGoOn(job: Whereabouts): string {
  return job.version === null
    ? `there is no checkpoint yet, so ${stepToGoOn(job)}`
    : `the checkpoint is kept, so ${stepToGoOn(job)} to go on from there`;
}

/** The same without its reason. Whatever is advised is not refused: only what was saved can be resumed. */
export function stepToGoOn({ version, resumedFrom }: Whereabouts): string {
  if (version !== null) return 'resume the job';
  return resumedFrom === null ? 'submit the job again' : `resume job ${JSON.stringify(resumedFrom)} again`;
}
