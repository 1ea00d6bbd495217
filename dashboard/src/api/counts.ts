import { useSyncExternalStore } from 'react';
import type { JobStatus } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { query } from './client.ts';
import { connection } from './connection.ts';
import { onJobsChanged } from './feed.ts';

const COUNTS = graphql(`
  query Counts {
    metrics {
      jobs {
        total
        queued
        running
        waitingRetry
        paused
        completed
        failed
        cancelled
      }
    }
  }
`);

/** How many jobs there are with each status. */
export type Counts = Record<JobStatus | 'total', number>;

const SOONEST_MS = 800;
/** How often it is asked when nothing changes: that is how a page learns that the store is away, and back. */
const LATEST_MS = 5000;

const listeners = new Set<() => void>();
let counts: Counts | null = null;
let asking = false;
let askAgain = false;

/** Null until they are known. */
export function useCounts(): Counts | null {
  return useSyncExternalStore(subscribe, () => counts);
}

export function startCounts(): void {
  onJobsChanged({ changed: () => void ask(), missed: () => void ask() });
  setInterval(() => document.visibilityState === 'visible' && void ask(), LATEST_MS);
  void ask();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function ask(): Promise<void> {
  askAgain = true;
  if (asking) return;
  asking = true;
  while (askAgain) {
    askAgain = false;
    const { data } = await query(COUNTS, {});
    if (data !== undefined) {
      tell(data.metrics.jobs);
      connection.storeAnswered();
    } else if (connection.isStoreLost) {
      await connection.pause();
      askAgain = true;
    }
    await new Promise((resolve) => setTimeout(resolve, SOONEST_MS));
  }
  asking = false;
}

interface Named {
  total: number;
  queued: number;
  running: number;
  waitingRetry: number;
  paused: number;
  completed: number;
  failed: number;
  cancelled: number;
}

function tell(named: Named): void {
  counts = {
    total: named.total,
    QUEUED: named.queued,
    RUNNING: named.running,
    WAITING_RETRY: named.waitingRetry,
    PAUSED: named.paused,
    COMPLETED: named.completed,
    FAILED: named.failed,
    CANCELLED: named.cancelled,
  };
  for (const listener of listeners) listener();
}
