import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/metrics/ledger.ts';
import { MemoryLedger } from '../../src/metrics/memory-ledger.ts';
import { countsOfSample, takeSample } from '../../src/metrics/sampling.ts';
import { timelineOf } from '../../src/metrics/timeline.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1, 12, 0, 1);

function sample(minute: number, counts: Record<string, number>, queued = 0): Sample {
  const gauges = { queued, running: 0, waitingRetry: 0, paused: 0, activeCheckpoints: 0 };
  return {
    at: START + minute * MINUTE,
    counts,
    gauges: { ...gauges, workers: 1, subscribers: 0, usedBytes: null },
  };
}

/** Minutes from the start, length in minutes, and what was counted. */
function periods(samples: Sample[], now: Sample, step = 1) {
  return timelineOf(samples.toReversed(), now, step).map(({ startedAt, seconds, counts, gauges }) => [
    (startedAt - START) / MINUTE,
    seconds / 60,
    Object.fromEntries(counts),
    gauges.queued,
  ]);
}

describe('the timeline', () => {
  it('has what was counted between samples, the state at the end, and the present minute', () => {
    const samples = [sample(0, { x: 5 }, 1), sample(1, { x: 5, y: 2 }, 2), sample(2, { x: 9, y: 2 }, 3)];
    expect(periods(samples, sample(2.5, { x: 10, y: 2 }, 4))).toEqual([
      [0, 1, { y: 2 }, 2],
      [1, 1, { x: 4 }, 3],
      [2, 0.5, { x: 1 }, 4],
    ]);
  });

  it('is empty before the first sample, and at the very moment of it', () => {
    expect(periods([], sample(0, { x: 5 }))).toEqual([]);
    expect(periods([sample(0, { x: 5 })], sample(0, { x: 5 }))).toEqual([]);
  });

  it('counts what nobody sampled in one long period', () => {
    expect(periods([sample(0, {}), sample(7, { x: 3 })], sample(7.5, { x: 3 }))).toEqual([
      [0, 7, { x: 3 }, 0],
      [7, 0.5, {}, 0],
    ]);
  });

  it('loses nothing when minutes are taken together', () => {
    const samples = Array.from({ length: 13 }, (_, minute) => sample(minute, { x: minute * minute }));
    const now = sample(12.5, { x: 150 });
    const five = periods(samples, now, 5);
    expect(five.map(([start, length]) => [start, length])).toEqual([
      [0, 5],
      [5, 5],
      [10, 2.5],
    ]);
    expect(five.map(([, , counts]) => (counts as { x: number }).x)).toEqual([25, 75, 50]);
  });

  it('begins anew where a Redis lost its data', () => {
    expect(periods([sample(0, { x: 50 }), sample(1, { x: 4 })], sample(1.5, { x: 6 }))).toEqual([
      [0, 1, { x: 4 }, 0],
      [1, 0.5, { x: 2 }, 0],
    ]);
  });
});

describe('a sample', () => {
  it('is taken once a minute, whoever asks', async () => {
    const source = { store: new MemoryStore(), ledger: new MemoryLedger(), workers: async () => 3 };
    const taken = await Promise.all(Array.from({ length: 5 }, () => takeSample(source)));
    // The minute may turn meanwhile.
    expect(taken.filter(Boolean).length).toBeLessThanOrEqual(2);
    const [latest] = await source.ledger.samples(1);
    expect(latest?.gauges.workers).toBe(3);
    expect(await source.ledger.samples(10)).toHaveLength(taken.filter(Boolean).length);
  });

  it('stays small however many models and tools there are', () => {
    const totals = new Map(
      Array.from({ length: 200 }, (_, i): [string, number][] => [
        [`tokens a/m-${i} total`, 2],
        [`saved a/m-${i} input`, 1],
        [`tool-time tool-${i} 0.1`, 1],
      ]).flat(),
    );
    totals.set('resumed CRASH', 1).set('commit-time 0.001', 0);
    expect(countsOfSample(totals)).toEqual({ 'tokens total': 400, 'saved input': 200, 'resumed CRASH': 1 });
  });
});
