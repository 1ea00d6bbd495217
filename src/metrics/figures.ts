import { GO_ON_CAUSES, type GoOnCause } from '../store/contract.ts';
import {
  INTERRUPTED_OUTCOMES,
  type InterruptedOutcome,
  REPLAY_POLICIES,
  type ReplayPolicy,
  type TerminalStatus,
  type TokenUsage,
} from '../store/records.ts';
import { type HistogramName, histogramOf, quantile, STEPS } from './histograms.ts';
import { costOf, type Money, type PriceList, sumOfMoney } from './prices.ts';
import { byLabel, byLabels, sumOf, type Totals } from './totals.ts';

/** What the totals say, in words of their own. Counts are since counting began, or of the period that they are of. */

export interface Durations {
  count: number;
  totalSeconds: number;
  /** Null when there are none, as are the next three: estimates, within the steps that are counted in. */
  meanSeconds: number | null;
  p50Seconds: number | null;
  p95Seconds: number | null;
  p99Seconds: number | null;
}

export function durationsOf(totals: Totals, histogram: HistogramName, label?: string): Durations {
  const found = histogramOf(totals, label === undefined ? histogram : `${histogram} ${label}`);
  const at = (share: number) => quantile(found, share, STEPS[histogram]);
  return {
    count: found.count,
    totalSeconds: found.sum,
    meanSeconds: found.count === 0 ? null : found.sum / found.count,
    p50Seconds: at(0.5),
    p95Seconds: at(0.95),
    p99Seconds: at(0.99),
  };
}

export interface JobEnds {
  completed: number;
  failed: number;
  cancelled: number;
  /** Of the completed ones: went on after a crash, a put-off or a hand-over, or continued another. */
  completedAfterInterruption: number;
  failures: { code: string; count: number }[];
}

export function jobEndsOf(totals: Totals): JobEnds {
  const ended = byLabels(totals, 'ended');
  const of = (status: TerminalStatus) => sumOf(ended.get(status) ?? new Map());
  return {
    completed: of('COMPLETED'),
    failed: of('FAILED'),
    cancelled: of('CANCELLED'),
    completedAfterInterruption: ended.get('COMPLETED')?.get('INTERRUPTED') ?? 0,
    failures: mostFirst(byLabel(totals, 'failed')).map(([code, count]) => ({ code, count })),
  };
}

export const RUN_OUTCOMES = [
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'PAUSED',
  'PUT_OFF',
  'HANDED_OVER',
  'CRASHED',
] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

export interface ResumesOfCause {
  cause: GoOnCause;
  count: number;
  /** Runs that had nothing to go on from and began anew. */
  restarts: number;
  /** What the resumed runs came to; those that still run are not among them. */
  outcomes: { outcome: RunOutcome; count: number }[];
}

export function resumesOf(totals: Totals): ResumesOfCause[] {
  const resumed = byLabel(totals, 'resumed');
  const restarted = byLabel(totals, 'restarted');
  const ended = byLabels(totals, 'resume-ended');
  return GO_ON_CAUSES.map((cause) => ({
    cause,
    count: resumed.get(cause) ?? 0,
    restarts: restarted.get(cause) ?? 0,
    outcomes: RUN_OUTCOMES.map((outcome) => ({ outcome, count: ended.get(cause)?.get(outcome) ?? 0 })),
  }));
}

/** What stopped jobs short of their end, other than a person: lost workers, attempts put off, and jobs that failed. */
export interface Failures {
  CRASH: number;
  PUT_OFF: number;
  FAILED: number;
}

export function failuresOf(totals: Totals): Failures {
  const [resumed, restarted] = [byLabel(totals, 'resumed'), byLabel(totals, 'restarted')];
  return {
    CRASH: (resumed.get('CRASH') ?? 0) + (restarted.get('CRASH') ?? 0),
    PUT_OFF: sumOf(byLabel(totals, 'put-off')),
    FAILED: jobEndsOf(totals).failed,
  };
}

/** How many of the failures a run went on from: by itself after a crash or a put-off, by hand after the job had failed. */
export function failuresResumedOf(totals: Totals): number {
  const resumed = byLabel(totals, 'resumed');
  return (['CRASH', 'RETRY', 'RESUME'] as const).reduce((sum, cause) => sum + (resumed.get(cause) ?? 0), 0);
}

export interface ModelTokens {
  /** `provider/model`; `other` for those beyond the number that is counted apart. */
  model: string;
  usage: TokenUsage;
  /** Null when there is no price for the model. */
  cost: Money | null;
}

/** @param what `tokens` for what was used, `saved` for what was not paid again */
export function tokensOf(totals: Totals, what: 'tokens' | 'saved', prices: PriceList | null): ModelTokens[] {
  return [...byLabels(totals, what)]
    .map(([model, kinds]) => {
      const of = (kind: string) => kinds.get(kind) ?? 0;
      const usage = {
        input: of('input'),
        output: of('output'),
        reasoning: of('reasoning'),
        cached: of('cached'),
        total: of('total'),
        calls: of('calls'),
      };
      return { model, usage, cost: costOf(prices, model, usage) };
    })
    .sort((a, b) => b.usage.total - a.usage.total);
}

export function moneyOf(tokens: readonly ModelTokens[]): Money | null {
  return sumOfMoney(tokens.flatMap(({ cost }) => cost ?? []));
}

export interface Retries {
  /** Code of the failure, for example RATE_LIMITED. */
  cause: string;
  count: number;
  /** That the attempts were put off for, all together. */
  waitSeconds: number;
}

export function retriesOf(totals: Totals): Retries[] {
  const waits = byLabel(totals, 'put-off-ms');
  return mostFirst(byLabel(totals, 'put-off')).map(([cause, count]) => ({
    cause,
    count,
    waitSeconds: (waits.get(cause) ?? 0) / 1000,
  }));
}

export interface CallsOf {
  /** The provider, or the tool. */
  name: string;
  outcomes: { outcome: string; count: number }[];
  time: Durations;
}

export function callsOf(totals: Totals, what: 'model-call' | 'tool-run', time: HistogramName): CallsOf[] {
  return [...byLabels(totals, what)].map(([name, outcomes]) => ({
    name,
    outcomes: mostFirst(outcomes).map(([outcome, count]) => ({ outcome, count })),
    time: durationsOf(totals, time, name),
  }));
}

export interface InterruptedCalls {
  policy: ReplayPolicy;
  outcome: InterruptedOutcome;
  count: number;
}

export function interruptedCallsOf(totals: Totals): InterruptedCalls[] {
  const interrupted = byLabels(totals, 'interrupted');
  return REPLAY_POLICIES.flatMap((policy) =>
    INTERRUPTED_OUTCOMES.map((outcome) => ({
      policy,
      outcome,
      count: interrupted.get(policy)?.get(outcome) ?? 0,
    })).filter(({ count }) => count > 0),
  );
}

function mostFirst(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, a], [, b]) => b - a);
}
