import type { JobStatus } from '../gql/graphql.ts';
import type { Texts } from '../i18n/en.ts';
import type { JobDetail } from './fragments.ts';

/** Nothing happens to such a job any longer, unless somebody resumes it. */
export const OVER: ReadonlySet<JobStatus> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** What there is to say of a job that has no version. */
export function nothingOf({ status }: JobDetail, { job: { now } }: Texts): string {
  return OVER.has(status) ? now.nothingKept : now.nothingSaved;
}
