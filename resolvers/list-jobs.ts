import type { JobFilter, Page } from '../src/store/contract.ts';
import type { JobRecord } from '../src/store/records.ts';
import type { Context } from './context.ts';
import type { ListJobsInput } from './inputs.ts';
import { pageRequest } from './page-request.ts';

/** Newest created first. @throws RetomaError INVALID_CURSOR */
export function listJobs(input: ListJobsInput, context: Context): Promise<Page<JobRecord>> {
  const filter: JobFilter = {};
  if (input.filter?.status != null) filter.status = input.filter.status;
  if (input.filter?.model != null) filter.model = input.filter.model;
  return context.store.listJobs(pageRequest(input), filter);
}
