import { byLabel, type Totals } from './totals.ts';

/**
 * Times are counted in steps, so that those of many processes add up: `<name> <le>` is how many took at most so many
 * seconds and more than the step below, `<name> inf` how many took longer than the last, `<name> us` all of them together
 * in microseconds.
 */
export const STEPS = {
  'commit-time': [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  'recovery-time': [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60, 300],
  'model-time': [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600],
  'tool-time': [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600],
} as const;
export type HistogramName = keyof typeof STEPS;

export function stepOf(histogram: HistogramName, seconds: number): string {
  return String(STEPS[histogram].find((step) => seconds <= step) ?? 'inf');
}

export interface Histogram {
  count: number;
  /** Of all times, in seconds. */
  sum: number;
  /** Ascending by `le`, in seconds; each with those that took no longer than that and longer than the one below. */
  steps: readonly { le: number; count: number }[];
}

/** @param name With its label, where it has one. */
export function histogramOf(totals: Totals, name: string): Histogram {
  const counts = byLabel(totals, name);
  const sum = (counts.get('us') ?? 0) / 1e6;
  counts.delete('us');
  const steps = [...counts]
    .map(([le, count]) => ({ le: le === 'inf' ? Number.POSITIVE_INFINITY : Number(le), count }))
    .filter(({ le }) => !Number.isNaN(le))
    .sort((a, b) => a.le - b.le);
  return { count: steps.reduce((all, { count }) => all + count, 0), sum, steps };
}

/**
 * The time that this share of them stayed within, in seconds, as Prometheus estimates it: within a step they are taken
 * to be spread evenly, and what lies beyond the last step counts as that. Null when there are none.
 */
export function quantile({ count, steps }: Histogram, share: number, all: readonly number[]): number | null {
  if (count === 0) return null;
  let left = share * count;
  for (const { le, count: within } of steps) {
    if (left > within) {
      left -= within;
      continue;
    }
    if (le === Number.POSITIVE_INFINITY) break;
    const floor = all.findLast((step) => step < le) ?? 0;
    return floor + (le - floor) * (within === 0 ? 1 : left / within);
  }
  return all.at(-1) ?? null;
}
