import { readMetrics, type Metrics as Shape } from '../resolvers/read-metrics.ts';
import { builder } from './builder.ts';

const JobCounts = builder.objectRef<Shape['jobs']>('JobCounts').implement({
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
      resolve: (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0),
    }),
  }),
});

const Metrics = builder.objectRef<Shape>('Metrics').implement({
  description:
    'What goes on, in numbers. They are counted as jobs change, so that asking costs next to nothing.',
  fields: (t) => ({
    jobs: t.field({ type: JobCounts, description: 'Jobs by their status.', resolve: ({ jobs }) => jobs }),
    activeCheckpoints: t.expose('activeCheckpoints', {
      type: 'SafeInt',
      description: 'Checkpoints that there are to go on from: as many as `checkpoints` lists.',
    }),
    stoppedCheckpoints: t.expose('stoppedCheckpoints', {
      type: 'SafeInt',
      description:
        'Of these, the ones of jobs that failed or were cancelled. Some of them other jobs continue already.',
    }),
  }),
});

builder.queryField('metrics', (t) =>
  t.field({
    type: Metrics,
    description: 'How much is going on right now. For Prometheus there is `GET /metrics`.',
    resolve: (_, __, context) => readMetrics(context),
  }),
);
