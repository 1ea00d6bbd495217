import type { Durations as Shape } from '../src/metrics/figures.ts';
import { builder } from './builder.ts';

export const Durations = builder.objectRef<Shape>('Durations').implement({
  description:
    'How long something took. Times are counted in steps, so that those of many processes add up: the quantiles are estimates within a step.',
  fields: (t) => ({
    count: t.expose('count', { type: 'SafeInt', description: 'How many there were.' }),
    totalSeconds: t.exposeFloat('totalSeconds', { description: 'All of them together.' }),
    meanSeconds: t.exposeFloat('meanSeconds', {
      nullable: true,
      description: 'Their mean; null when there were none.',
    }),
    p50Seconds: t.exposeFloat('p50Seconds', {
      nullable: true,
      description: 'The half of them took no longer; null when there were none.',
    }),
    p95Seconds: t.exposeFloat('p95Seconds', {
      nullable: true,
      description: 'Of a hundred, 95 took no longer; null when there were none.',
    }),
    p99Seconds: t.exposeFloat('p99Seconds', {
      nullable: true,
      description: 'Of a hundred, 99 took no longer; null when there were none.',
    }),
  }),
});
