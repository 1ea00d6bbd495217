import type { JobRowFragment } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';

/** What lists of jobs show of each. */
export const jobRow = graphql(`
  fragment JobRow on Job {
    id
    jobId
    status
    model
    attempts
    turns
    version
    createdAt
    finishedAt
    nextAttemptAt
    pauseReason
    resumedFrom
    resumedBy
    forkedFrom
    request
    promptExcerpt(length: 200) {
      text
    }
    usage {
      total
    }
    cost {
      amount
      currency
    }
    failure {
      code
      message
    }
    checkpoint {
      version
      savedAt
      resumability {
        canResume
      }
    }
  }
`);

export type JobRow = JobRowFragment;
