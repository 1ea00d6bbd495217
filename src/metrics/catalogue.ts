import { GO_ON_CAUSES } from '../store/contract.ts';
import { JOB_STATUSES } from '../store/records.ts';
import { failuresOf, moneyOf, RUN_OUTCOMES, tokensOf } from './figures.ts';
import { type Histogram, type HistogramName, histogramOf, STEPS } from './histograms.ts';
import type { PriceList } from './prices.ts';
import type { Installation } from './sampling.ts';
import { byLabel, byLabels } from './totals.ts';

/**
 * Every metric of an installation as Prometheus is told it, by its conventions: base units, `_total` for what only
 * rises. Labels have the words that the GraphQL API has. What has a known set of labels is there from the start, as 0.
 */

export interface MetricFamily {
  name: string;
  help: string;
  labels: readonly string[];
}

export interface ValueFamily extends MetricFamily {
  type: 'counter' | 'gauge';
  read(from: Reading): Iterable<[labels: readonly string[], value: number]>;
}

export interface HistogramFamily extends MetricFamily {
  type: 'histogram';
  /** Upper bounds, in seconds. */
  steps: readonly number[];
  read(from: Reading): Iterable<[labels: readonly string[], histogram: Histogram]>;
}

export interface Reading extends Installation {
  prices: PriceList | null;
}

type Read = ValueFamily['read'];

const counter = (name: string, help: string, labels: readonly string[], read: Read): ValueFamily => ({
  type: 'counter',
  ...{ name, help, labels, read },
});

const gauge = (name: string, help: string, labels: readonly string[], read: Read): ValueFamily => ({
  type: 'gauge',
  ...{ name, help, labels, read },
});

function histogram(name: string, help: string, label: string | null, of: HistogramName): HistogramFamily {
  return {
    type: 'histogram',
    ...{ name, help, labels: label === null ? [] : [label], steps: STEPS[of] },
    read: ({ totals }) => {
      if (label === null) return [[[], histogramOf(totals, of)]];
      const names = new Set(byLabels(totals, of).keys());
      return [...names].map((value) => [[value], histogramOf(totals, `${of} ${value}`)]);
    },
  };
}

/** One count without labels. */
const one =
  (what: string): Read =>
  ({ totals }) => [[[], totals.get(what) ?? 0]];

/** Counts by one label; the known values are there as 0. */
const each =
  (what: string, known: readonly string[] = []): Read =>
  ({ totals }) => {
    const counts = byLabel(totals, what);
    return [...new Set([...known, ...counts.keys()])].map((label) => [[label], counts.get(label) ?? 0]);
  };

const eachPair =
  (what: string): Read =>
  ({ totals }) =>
    [...byLabels(totals, what)].flatMap(([first, inner]) =>
      [...inner].map(([second, count]): [string[], number] => [[first, second], count]),
    );

/** All pairs of known values, as 0 where nothing was counted. */
const eachKnownPair =
  (what: string, firsts: readonly string[], seconds: readonly string[]): Read =>
  ({ totals }) =>
    firsts.flatMap((first) =>
      seconds.map((second): [string[], number] => [
        [first, second],
        totals.get(`${what} ${first} ${second}`) ?? 0,
      ]),
    );

/** By model, in kinds that do not overlap, so that their sum is what was paid for. */
const tokens =
  (what: 'tokens' | 'saved'): Read =>
  ({ totals }) =>
    tokensOf(totals, what, null).flatMap(({ model, usage }): [string[], number][] => [
      [[model, 'input'], usage.input - usage.cached],
      [[model, 'cached_input'], usage.cached],
      [[model, 'output'], usage.output - usage.reasoning],
      [[model, 'reasoning'], usage.reasoning],
    ]);

const money =
  (what: 'tokens' | 'saved'): Read =>
  ({ totals, prices }) => {
    if (prices === null) return [];
    return [[[prices.currency], moneyOf(tokensOf(totals, what, prices))?.amount ?? 0]];
  };

const PATHS = ['STRAIGHT', 'INTERRUPTED'];
const ENDS = ['COMPLETED', 'FAILED', 'CANCELLED'];

export const CATALOGUE: readonly (ValueFamily | HistogramFamily)[] = [
  gauge(
    'retoma_jobs',
    'Jobs by status. Over ones count until their records expire.',
    ['status'],
    ({ jobs }) => JOB_STATUSES.map((status) => [[status], jobs[status]]),
  ),
  gauge('retoma_queue_depth', 'Jobs that wait for a worker.', [], ({ jobs }) => [[[], jobs.QUEUED]]),
  gauge(
    'retoma_checkpoints',
    'Checkpoints that there are to go on from, by status of the job.',
    ['status'],
    ({ checkpoints }) => JOB_STATUSES.map((status) => [[status], checkpoints[status]]),
  ),
  gauge('retoma_workers', 'Workers that live.', [], ({ workers }) => [[[], workers]]),
  gauge('retoma_subscribers', 'GraphQL subscriptions that are open, over all API processes.', [], (from) => [
    [[], from.subscribers],
  ]),
  gauge(
    'retoma_redis_memory_used_bytes',
    'Memory that Redis takes, with all that others keep there.',
    [],
    (from) => (from.memory === null ? [] : [[[], from.memory.usedBytes]]),
  ),
  gauge('retoma_redis_memory_max_bytes', 'Memory that Redis may take; 0 without a limit.', [], (from) =>
    from.memory === null ? [] : [[[], from.memory.maxBytes ?? 0]],
  ),

  counter(
    'retoma_jobs_created_total',
    'Jobs that were made: NEW, or to RESUME or FORK another.',
    ['origin'],
    each('created', ['NEW', 'RESUME', 'FORK']),
  ),
  counter(
    'retoma_jobs_ended_total',
    'Jobs that ended, by status and by whether they had been INTERRUPTED on the way or went STRAIGHT.',
    ['status', 'path'],
    eachKnownPair('ended', ENDS, PATHS),
  ),
  counter('retoma_jobs_failed_total', 'Jobs that failed, by code of the failure.', ['code'], each('failed')),
  counter(
    'retoma_failures_total',
    'What stopped jobs short of their end, other than a person: a worker lost (CRASH), an attempt PUT_OFF, a job FAILED.',
    ['cause'],
    ({ totals }) => Object.entries(failuresOf(totals)).map(([cause, count]) => [[cause], count]),
  ),
  counter(
    'retoma_resumes_total',
    'Runs that went on from a checkpoint, by what had stopped the run before.',
    ['cause'],
    each('resumed', GO_ON_CAUSES),
  ),
  counter(
    'retoma_resumes_ended_total',
    'What runs that had gone on from a checkpoint came to.',
    ['cause', 'outcome'],
    eachKnownPair('resume-ended', GO_ON_CAUSES, RUN_OUTCOMES),
  ),
  counter(
    'retoma_restarts_total',
    'Runs that began anew, since nothing had been saved, by what had stopped the run before.',
    ['cause'],
    each('restarted', ['CRASH', 'RETRY', 'HAND_OVER', 'PAUSE']),
  ),
  counter(
    'retoma_turns_saved_total',
    'Answers that resumed runs had already, and need not ask for again.',
    [],
    one('saved-turns'),
  ),
  counter(
    'retoma_tokens_saved_total',
    'Tokens of those answers, by model; the kinds do not overlap.',
    ['model', 'kind'],
    tokens('saved'),
  ),
  counter(
    'retoma_money_saved_total',
    "What those tokens cost by the operator's price list; nothing without one.",
    ['currency'],
    money('saved'),
  ),
  counter(
    'retoma_tokens_total',
    'Tokens that models were paid for; the kinds do not overlap.',
    ['model', 'kind'],
    tokens('tokens'),
  ),
  counter(
    'retoma_money_spent_total',
    "What those tokens cost by the operator's price list; nothing without one.",
    ['currency'],
    money('tokens'),
  ),
  counter(
    'retoma_retries_total',
    'Attempts that failed and were put off, by code of the failure.',
    ['cause'],
    each('put-off', ['RATE_LIMITED']),
  ),
  counter(
    'retoma_retry_wait_seconds_total',
    'How long those attempts were put off for, by code of the failure.',
    ['cause'],
    (from) => scaled(each('put-off-ms', ['RATE_LIMITED'])(from), 1 / 1000),
  ),

  histogram(
    'retoma_commit_duration_seconds',
    'Saving a version, the way to Redis and back included.',
    null,
    'commit-time',
  ),
  counter(
    'retoma_commit_new_bytes_total',
    'JSON of the messages that versions added.',
    [],
    one('commit-bytes'),
  ),
  counter(
    'retoma_commit_state_bytes_total',
    'JSON of the whole states at those versions: what saving all of it each time would have sent.',
    [],
    one('commit-state-bytes'),
  ),
  counter(
    'retoma_commits_refused_total',
    'Saves by workers that no longer held the job. They changed nothing.',
    [],
    one('commit-refused'),
  ),
  counter(
    'retoma_leases_lost_total',
    'Runs that were stopped because another worker had their job, or might have it.',
    [],
    one('lease-lost'),
  ),
  counter(
    'retoma_workers_died_total',
    'Workers that others found dead: their connection was gone, or they were silent.',
    ['noticed_by'],
    each('worker-died', ['CONNECTION', 'SILENCE']),
  ),
  histogram(
    'retoma_recovery_duration_seconds',
    'From the last sign of life of a worker that died until its job was TAKEN, or was GOING_ON.',
    'until',
    'recovery-time',
  ),

  counter(
    'retoma_model_calls_total',
    'Calls of models: ANSWERED, STOPPED from outside, or the code of the failure.',
    ['provider', 'outcome'],
    eachPair('model-call'),
  ),
  counter(
    'retoma_provider_gate_events_total',
    'At the gate that all workers share: calls HELD, limits LIMITED by the provider, the breaker OPENED and CLOSED.',
    ['provider', 'event'],
    eachPair('gate'),
  ),
  histogram(
    'retoma_model_call_duration_seconds',
    'Calls of models that were answered or failed.',
    'provider',
    'model-time',
  ),
  counter(
    'retoma_tool_runs_total',
    'Runs of tools: DONE or FAILED.',
    ['tool', 'outcome'],
    eachPair('tool-run'),
  ),
  histogram('retoma_tool_duration_seconds', 'Runs of tools that ended by themselves.', 'tool', 'tool-time'),
  counter(
    'retoma_interrupted_tool_calls_total',
    'Tool calls that were cut off, by replay policy and by what was done about them.',
    ['policy', 'outcome'],
    eachPair('interrupted'),
  ),
  counter(
    'retoma_tool_decisions_total',
    'What people decided about tool calls.',
    ['decision'],
    each('decided', ['RUN', 'RESULT', 'REJECT']),
  ),
  counter(
    'retoma_redis_round_trips_total',
    'Groups of commands that the store sent to Redis, by kind of process.',
    ['process'],
    each('round-trips', ['API', 'WORKER']),
  ),
];

function* scaled(
  values: Iterable<[labels: readonly string[], value: number]>,
  factor: number,
): Iterable<[labels: readonly string[], value: number]> {
  for (const [labels, value] of values) yield [labels, value * factor];
}
