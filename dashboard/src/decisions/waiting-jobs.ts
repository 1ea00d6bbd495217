import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { query } from '../api/client.ts';
import { onJobsChanged } from '../api/feed.ts';
import type { WaitingJobFragment } from '../gql/graphql.ts';
import { graphql, readFragment } from '../gql/index.ts';

const waitingJob = graphql(`
  fragment WaitingJob on Job {
    id
    jobId
    model
    pauseReason
    turns
    promptExcerpt(length: 300) {
      text
    }
    checkpoint {
      savedAt
    }
    waitingFor {
      ...ToolCallParts
    }
  }
`);

const WAITING = graphql(`
  query WaitingJobs($after: String) {
    jobs(first: 30, after: $after, filter: { status: [PAUSED] }) {
      nodes {
        ...WaitingJob
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type WaitingJob = WaitingJobFragment;

export interface WaitingJobs {
  /** Null until they are known. */
  jobs: readonly WaitingJob[] | null;
  error: CombinedError | null;
  again: () => void;
}

/** A burst of changes is looked at once. */
const PATIENCE_MS = 120;
/** More than a person decides about in one go. */
const MOST = 300;

/** The jobs that wait for a person, newest first; kept up to date. */
export function useWaitingJobs(): WaitingJobs {
  const [jobs, setJobs] = useState<readonly WaitingJob[] | null>(null);
  const [error, setError] = useState<CombinedError | null>(null);
  const shown = useRef<ReadonlySet<string>>(new Set());

  const read = useCallback(async () => {
    const found: WaitingJob[] = [];
    let after: string | null = null;
    while (found.length < MOST) {
      const page = await readPage(after);
      if ('error' in page) return setError(page.error);
      found.push(...page.jobs);
      after = page.next;
      if (after === null) break;
    }
    shown.current = new Set(found.map(({ jobId }) => jobId));
    setError(null);
    setJobs(found);
  }, []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void read(), PATIENCE_MS);
    };
    void read();
    const stop = onJobsChanged({
      changed: (rows) =>
        rows.some(({ jobId, status }) => status === 'PAUSED' || shown.current.has(jobId)) && soon(),
      missed: soon,
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [read]);

  return { jobs, error, again: () => void read() };
}

type Page = { jobs: readonly WaitingJob[]; next: string | null } | { error: CombinedError };

async function readPage(after: string | null): Promise<Page> {
  const { data, error } = await query(WAITING, { after });
  if (data === undefined) return { error: error as CombinedError };
  const { nodes, pageInfo } = data.jobs;
  return {
    jobs: readFragment(waitingJob, nodes),
    next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
  };
}
