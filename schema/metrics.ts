import { MetricsReader } from '../resolvers/read-metrics.ts';
import type { Memory } from '../src/metrics/ledger.ts';
import type { StatusCounts } from '../src/store/contract.ts';
import { builder } from './builder.ts';

const JobCounts = builder.objectRef<StatusCounts>('JobCounts').implement({
  description: 'How many jobs there are with each status. Over ones count until their records expire.',
  fields: (t) => ({
    queued: t.expose('QUEUED', { type: 'SafeInt', description: 'Jobs that wait for a worker.' }),
    running: t.expose('RUNNING', { type: 'SafeInt', description: 'Jobs that a worker has.' }),
    waitingRetry: t.expose('WAITING_RETRY', {
      type: 'SafeInt',
      description: 'Jobs that wait for a time and go on by themselves.',
    }),
    paused: t.expose('PAUSED', { type: 'SafeInt', description: 'Jobs that wait for a person.' }),
    completed: t.expose('COMPLETED', { type: 'SafeInt', description: 'Jobs that are done.' }),
    failed: t.expose('FAILED', { type: 'SafeInt', description: 'Jobs that failed.' }),
    cancelled: t.expose('CANCELLED', { type: 'SafeInt', description: 'Jobs that a person ended.' }),
    total: t.field({
      type: 'SafeInt',
      description: 'All jobs.',
      resolve: (counts) => sumOfAll(counts),
    }),
  }),
});

const RedisMemory = builder.objectRef<Memory>('RedisMemory').implement({
  description: 'What the Redis takes of its memory, with whatever others keep there.',
  fields: (t) => ({
    usedBytes: t.expose('usedBytes', { type: 'SafeInt', description: 'Taken now.' }),
    maxBytes: t.expose('maxBytes', {
      type: 'SafeInt',
      nullable: true,
      description: 'What it may take at most; null without such a limit.',
    }),
  }),
});

/** The rest of its fields stand in `metrics-counters.ts` and `metrics-timeline.ts`. */
export const Metrics = builder.objectRef<MetricsReader>('Metrics').implement({
  description:
    'What goes on, and what has happened since counting began, over all processes. Asking is one round trip to Redis, so that a page may ask every few seconds. The same numbers are at `GET /metrics` for Prometheus.',
  fields: (t) => ({
    readAt: t.field({
      type: 'DateTime',
      description: 'When they were read.',
      resolve: async (reader) => isoOf((await reader.ledger()).readAt),
    }),
    beganAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When counting began; null when nothing was counted yet.',
      resolve: async (reader) => {
        const { beganAt } = await reader.ledger();
        return beganAt === null ? null : isoOf(beganAt);
      },
    }),
    jobs: t.field({
      type: JobCounts,
      description: 'Jobs by their status.',
      resolve: async (reader) => (await reader.counts()).jobs,
    }),
    activeCheckpoints: t.field({
      type: 'SafeInt',
      description: 'Checkpoints that there are to go on from: as many as `checkpoints` lists.',
      resolve: async (reader) => sumOfAll((await reader.counts()).checkpoints),
    }),
    stoppedCheckpoints: t.field({
      type: 'SafeInt',
      description:
        'Of these, the ones of jobs that failed or were cancelled. Some of them other jobs continue already.',
      resolve: async (reader) => {
        const { FAILED, CANCELLED } = (await reader.counts()).checkpoints;
        return FAILED + CANCELLED;
      },
    }),
    workers: t.int({ description: 'Workers that live.', resolve: (reader) => reader.workers() }),
    subscribers: t.int({
      description: 'Subscriptions that are open, over all API processes.',
      resolve: async (reader) => (await reader.ledger()).subscribers,
    }),
    redisMemory: t.field({
      type: RedisMemory,
      nullable: true,
      description: 'What Redis takes of its memory; null when it does not tell.',
      resolve: (reader) => reader.memory(),
    }),
  }),
});

builder.queryField('metrics', (t) =>
  t.field({
    type: Metrics,
    description: 'What goes on, and what has happened, in numbers. For Prometheus there is `GET /metrics`.',
    resolve: (_, __, context) => new MetricsReader(context),
  }),
);

function sumOfAll(counts: StatusCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
