import { expect, it } from 'vitest';
import { testSeed } from '../support/random.ts';
import type { Experiment, Show } from './experiment.ts';
import { cuts } from './experiments/cuts.ts';
import { points } from './experiments/points.ts';
import { sleepers } from './experiments/sleepers.ts';
import { randomFor } from './results.ts';

/** The kit in its shortest form, as a part of every run of the tests. `npm run chaos` does more of it. */

const seed = testSeed();

const told: string[] = [];
const show: Show = {
  progress: (done, now) => void told.splice(0, told.length, `${done}: ${now}`),
  note: (line) => void told.push(line),
};

it.each<{ experiment: Experiment; count: number }>([
  { experiment: points, count: 4 },
  { experiment: cuts, count: 6 },
  { experiment: sleepers, count: 2 },
])(
  `$experiment.name, $count of it: no promise is broken (seed ${seed})`,
  async ({ experiment, count }) => {
    const { violations } = await experiment.run({ count, random: randomFor(experiment.name, seed), show });
    expect(violations, told.join('\n')).toEqual([]);
  },
  400_000,
);
