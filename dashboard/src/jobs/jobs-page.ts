import { query } from '../api/client.ts';
import { jobRow } from '../api/job-row.ts';
import { graphql, readFragment } from '../gql/index.ts';
import type { FetchJobs, JobsFilter } from './jobs-list.ts';

const PAGE = graphql(`
  query Jobs($after: String, $filter: JobFilter) {
    jobs(first: 100, after: $after, filter: $filter) {
      nodes {
        ...JobRow
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`);

/** Reads pages of the jobs that fit. */
export function jobsPages({ status, model }: JobsFilter): FetchJobs {
  const filter = {
    ...(status.length > 0 ? { status: [...status] } : {}),
    ...(model === null ? {} : { model }),
  };
  return async (after) => {
    const { data, error } = await query(PAGE, { after, filter });
    if (data === undefined) throw error ?? new Error('The server sent nothing.');
    const { nodes, pageInfo } = data.jobs;
    return { rows: readFragment(jobRow, nodes), ...pageInfo };
  };
}
