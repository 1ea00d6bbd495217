import type { JobRecord } from '../store/records.ts';

/** What a person does about a job that was given up, as the end of a sentence. Not every job has saved something. */
export function howToGoOn({ version, resumedFrom }: Pick<JobRecord, 'version' | 'resumedFrom'>): string {
  if (version !== null) return 'the checkpoint is kept, so resume the job to go on from there';
  if (resumedFrom === null) return 'there is no checkpoint yet, so submit the job again';
  return `there is no checkpoint yet, so resume job ${JSON.stringify(resumedFrom)} again`;
}
