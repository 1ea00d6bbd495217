import { graphql, readFragment } from '../gql/index.ts';
import { subscribe } from './client.ts';
import { connection } from './connection.ts';
import { type JobRow, jobRow } from './job-row.ts';

const FEED = graphql(`
  subscription JobFeed {
    jobChanged {
      ...JobRow
    }
  }
`);

/** What changes meanwhile is shown at once: a busy server must not make the page draw for each job by itself. */
const GATHER_MS = 60;
const START_AGAIN_MS = 1000;

export interface FeedListener {
  changed(rows: readonly JobRow[]): void;
  /** Something may have been missed: what is shown has to be read again. */
  missed(): void;
}

const listeners = new Set<FeedListener>();
let gathered = new Map<string, JobRow>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells of every job that changes from now on. */
export function onJobsChanged(listener: FeedListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Begins to watch all jobs, for as long as the page is open. */
export function startFeed(): void {
  connection.onReturn(missed);
  watchAll();
}

function watchAll(): void {
  subscribe(FEED, {}, ({ data, error }) => {
    // The server ended it, since the page fell too far behind.
    if (error !== undefined) {
      setTimeout(() => {
        watchAll();
        missed();
      }, START_AGAIN_MS);
    } else if (data !== undefined) {
      const row = readFragment(jobRow, data.jobChanged);
      gathered.set(row.jobId, row);
      if (timer === undefined) timer = setTimeout(tell, GATHER_MS);
    }
  });
}

function tell(): void {
  const rows = [...gathered.values()];
  gathered = new Map();
  timer = undefined;
  for (const listener of listeners) listener.changed(rows);
}

function missed(): void {
  for (const listener of listeners) listener.missed();
}
