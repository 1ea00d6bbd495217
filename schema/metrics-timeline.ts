import { MAX_PERIODS, timelineInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { durationsOf, jobEndsOf, type Retries, retriesOf } from '../src/metrics/figures.ts';
import type { Period } from '../src/metrics/timeline.ts';
import { byLabel, sumOf } from '../src/metrics/totals.ts';
import type { GoOnCause } from '../src/store/contract.ts';
import { builder } from './builder.ts';
import { Durations } from './durations.ts';
import { Metrics } from './metrics.ts';

const RetriesInPeriod = builder.objectRef<Retries>('RetriesInPeriod').implement({
  description: 'Attempts that failed for one reason and were put off in the period.',
  fields: (t) => ({
    cause: t.exposeString('cause', { description: 'Code of the failure, for example `RATE_LIMITED`.' }),
    count: t.expose('count', { type: 'SafeInt', description: 'Attempts that were put off.' }),
  }),
});

const MetricsPeriod = builder.objectRef<Period>('MetricsPeriod').implement({
  description: 'What happened in a period, and how things stood at its end.',
  fields: (t) => {
    const resumed =
      (...causes: GoOnCause[]) =>
      ({ counts }: Period) =>
        causes.reduce((sum, cause) => sum + (counts.get(`resumed ${cause}`) ?? 0), 0);
    const counted = (description: string, resolve: (period: Period) => number) =>
      t.field({ type: 'SafeInt', description, resolve });
    return {
      startedAt: t.field({
        type: 'DateTime',
        description: 'When it began.',
        resolve: ({ startedAt }) => new Date(startedAt).toISOString(),
      }),
      seconds: t.exposeFloat('seconds', {
        description:
          'How long it was: about a minute or the `step`; the present one so far; longer where no process was there to look.',
      }),
      created: counted('Jobs that were made.', ({ counts }) => sumOf(byLabel(counts, 'created'))),
      completed: counted('Jobs that were done.', ({ counts }) => jobEndsOf(counts).completed),
      failed: counted('Jobs that failed.', ({ counts }) => jobEndsOf(counts).failed),
      cancelled: counted('Jobs that a person ended.', ({ counts }) => jobEndsOf(counts).cancelled),
      recovered: counted('Runs that went on after a worker was lost.', resumed('CRASH')),
      retried: counted('Runs that went on after an attempt was put off.', resumed('RETRY')),
      handedOver: counted('Runs that went on after a worker let go.', resumed('HAND_OVER')),
      resumed: counted('Jobs that a person resumed.', resumed('RESUME', 'RESUME_CANCELLED')),
      forked: counted('Jobs that a person forked.', resumed('FORK')),
      retries: t.field({
        type: [RetriesInPeriod],
        description: 'Attempts that failed and were put off, by cause.',
        complexity: { field: 0, multiplier: 1 },
        resolve: ({ counts }) => retriesOf(counts),
      }),
      commitTime: t.field({
        type: Durations,
        description: 'The versions that were saved, and how long that took.',
        resolve: ({ counts }) => durationsOf(counts, 'commit-time'),
      }),
      commitBytes: counted(
        'Of the messages that were saved, as JSON.',
        ({ counts }) => counts.get('commit-bytes') ?? 0,
      ),
      recoveryTime: t.field({
        type: Durations,
        description: 'From the death of a worker to its job going on.',
        resolve: ({ counts }) => durationsOf(counts, 'recovery-time', 'GOING_ON'),
      }),
      tokens: counted('Tokens that were paid for.', ({ counts }) => counts.get('tokens total') ?? 0),
      tokensSaved: counted(
        'Tokens that were not paid again, by going on.',
        ({ counts }) => counts.get('saved total') ?? 0,
      ),
      queued: counted('Jobs that waited for a worker at its end.', ({ gauges }) => gauges.queued),
      running: counted('Jobs that workers had at its end.', ({ gauges }) => gauges.running),
      waitingRetry: counted(
        'Jobs that waited for their time at its end.',
        ({ gauges }) => gauges.waitingRetry,
      ),
      paused: counted('Jobs that waited for a person at its end.', ({ gauges }) => gauges.paused),
      activeCheckpoints: counted(
        'Checkpoints that there were to go on from at its end.',
        ({ gauges }) => gauges.activeCheckpoints,
      ),
      workers: t.int({
        description: 'Workers that lived at its end.',
        resolve: ({ gauges }) => gauges.workers,
      }),
      subscribers: t.int({
        description: 'Subscriptions that were open at its end.',
        resolve: ({ gauges }) => gauges.subscribers,
      }),
      redisUsedBytes: t.field({
        type: 'SafeInt',
        nullable: true,
        description: 'What Redis took of its memory at its end; null when it did not tell.',
        resolve: ({ gauges }) => gauges.usedBytes,
      }),
    };
  },
});

builder.objectField(Metrics, 'timeline', (t) =>
  t.field({
    type: [MetricsPeriod],
    description: `The last minutes, for plots: oldest first, the present minute last and growing. At most ${MAX_PERIODS} periods; a day back at most. For what is new since, ask again with few minutes.`,
    args: {
      minutes: t.arg.int({ defaultValue: 60, description: 'How far back: 1 to 1440 minutes.' }),
      step: t.arg.int({
        defaultValue: 1,
        description: 'How many minutes make a period, counted from the full hour.',
      }),
    },
    complexity: ({ minutes, step }) => ({
      field: 1,
      multiplier: Math.min(MAX_PERIODS, Math.max(1, Math.ceil((minutes ?? 60) / Math.max(1, step ?? 1)))),
    }),
    resolve: (reader, args) => reader.timeline(parseInput(timelineInput, args)),
  }),
);
