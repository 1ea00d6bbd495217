import type { CombinedError } from '@urql/core';
import { useEffect, useState } from 'react';
import { query } from '../api/client.ts';
import type { TimelineQuery, VitalsQuery } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';

const VITALS = graphql(`
  query Vitals {
    metrics {
      beganAt
      activeCheckpoints
      stoppedCheckpoints
      subscribers
      workersDied
      leasesLost
      redisMemory {
        usedBytes
        maxBytes
      }
      resumes {
        rate
        failuresResumed
        tokensSaved
        turnsSaved
        failures {
          total
          crashes
          putOff
          failed
        }
        moneySaved {
          amount
          currency
        }
      }
      commits {
        newBytes
        stateBytes
        time {
          count
          p50Seconds
          p95Seconds
        }
      }
      recovery {
        goingOn {
          count
          p50Seconds
          p95Seconds
        }
      }
      ended {
        completed
        completedAfterInterruption
        failures {
          code
          count
        }
      }
      interruptedToolCalls {
        policy
        outcome
        count
      }
    }
    server {
      durability {
        level
        evictsKeys
        detail
      }
      workers {
        id
        host
        pid
        concurrency
        startedAt
        sandbox {
          tier
          detail
        }
      }
    }
  }
`);

const TIMELINE = graphql(`
  query Timeline($minutes: Int!, $step: Int!) {
    metrics {
      timeline(minutes: $minutes, step: $step) {
        startedAt
        seconds
        created
        completed
        failed
        cancelled
        recovered
        retried
        handedOver
        resumed
        queued
        running
        waitingRetry
        paused
        workers
        subscribers
        tokens
        tokensSaved
        commitBytes
        redisUsedBytes
        retries {
          cause
          count
        }
        commitTime {
          count
          p50Seconds
          p95Seconds
        }
        recoveryTime {
          count
          p50Seconds
          p95Seconds
        }
      }
    }
  }
`);

export type Vitals = VitalsQuery;
export type Period = TimelineQuery['metrics']['timeline'][number];

/** How far back, by its name in the address: minutes, minutes that make a period, and how often it is read anew. */
export const RANGES = {
  '15m': { minutes: 15, step: 1, everyMs: 3000 },
  '1h': { minutes: 60, step: 1, everyMs: 5000 },
  '6h': { minutes: 360, step: 2, everyMs: 15_000 },
  '24h': { minutes: 1440, step: 10, everyMs: 30_000 },
} as const;
export type RangeName = keyof typeof RANGES;

const VITALS_EVERY_MS = 2000;

export interface Polled<T> {
  /** What was read last; null before. */
  data: T | null;
  error: CombinedError | null;
}

export function useVitals(): Polled<Vitals> {
  return usePolled(VITALS_EVERY_MS, 'vitals', async () => {
    const { data, error } = await query(VITALS, {});
    return { data: data ?? null, error: error ?? null };
  });
}

export function useTimeline(range: RangeName): Polled<readonly Period[]> {
  const { minutes, step, everyMs } = RANGES[range];
  return usePolled(everyMs, range, async () => {
    const { data, error } = await query(TIMELINE, { minutes, step });
    return { data: data?.metrics.timeline ?? null, error: error ?? null };
  });
}

/** Reads again and again while the page is in sight. `key`: what is read; another one begins anew. */
function usePolled<T>(everyMs: number, key: string, read: () => Promise<Polled<T>>): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({ data: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key tells what is read
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (document.visibilityState === 'visible') {
        const { data, error } = await read();
        if (left) return;
        setPolled((before) => ({ data: data ?? before.data, error }));
      }
      timer = setTimeout(look, everyMs);
    };
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [everyMs, key]);
  return polled;
}
