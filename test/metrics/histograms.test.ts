import { describe, expect, it } from 'vitest';
import { histogramOf, quantile, STEPS } from '../../src/metrics/histograms.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { Random, testSeed } from '../support/random.ts';

describe('times that are counted in steps', () => {
  it('are found again with their sum, each in its step', () => {
    const recorder = new Recorder();
    for (const seconds of [0.1, 0.05, 0.3, 400]) recorder.observe('recovery-time', seconds, 'TAKEN');
    recorder.observe('recovery-time', 1, 'GOING_ON');
    const found = histogramOf(recorder.drain(), 'recovery-time TAKEN');
    expect(found.count).toBe(4);
    expect(found.sum).toBeCloseTo(400.45);
    expect(found.steps).toEqual([
      { le: 0.1, count: 2 },
      { le: 0.5, count: 1 },
      { le: Number.POSITIVE_INFINITY, count: 1 },
    ]);
  });

  it('give quantiles that are no further from the truth than their step', () => {
    const random = new Random(testSeed());
    const steps = STEPS['tool-time'];
    const recorder = new Recorder();
    const times = Array.from({ length: 500 }, () => 0.001 * 100_000 ** (random.int(1_000_000) / 1_000_000));
    for (const seconds of times) recorder.observe('tool-time', seconds, 'run_command');
    const found = histogramOf(recorder.drain(), 'tool-time run_command');
    times.sort((a, b) => a - b);
    for (const share of [0.01, 0.5, 0.9, 0.95, 0.99, 1]) {
      const truth = times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
      const estimate = quantile(found, share, steps) ?? Number.NaN;
      const [below, above] = [
        steps.findLast((step) => step < truth) ?? 0,
        steps.find((step) => step >= truth),
      ];
      expect(estimate).toBeGreaterThanOrEqual(below);
      expect(estimate).toBeLessThanOrEqual(above ?? 600);
    }
  });

  it('have no quantile when there are none, and the last step beyond it', () => {
    const recorder = new Recorder();
    const none = histogramOf(recorder.drain(), 'commit-time');
    expect(quantile(none, 0.5, STEPS['commit-time'])).toBeNull();
    recorder.observe('commit-time', 99);
    expect(quantile(histogramOf(recorder.drain(), 'commit-time'), 0.5, STEPS['commit-time'])).toBe(10);
  });

  it('of one that is named like the beginning of another are not mixed up', () => {
    const totals = new Map([
      ['tool-time a 0.1', 1],
      ['tool-time a b 0.1', 5],
      ['tool-time a us', 100_000],
    ]);
    expect(histogramOf(totals, 'tool-time a')).toMatchObject({ count: 1, sum: 0.1 });
  });
});
