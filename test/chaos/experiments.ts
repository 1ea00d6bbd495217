import type { Experiment } from './experiment.ts';
import { busy } from './experiments/busy.ts';
import { cuts } from './experiments/cuts.ts';
import { deletes } from './experiments/deletes.ts';
import { kills } from './experiments/kills.ts';
import { outages } from './experiments/outages.ts';
import { partitions } from './experiments/partitions.ts';
import { points } from './experiments/points.ts';
import { redisKills } from './experiments/redis-kills.ts';
import { resumes } from './experiments/resumes.ts';
import { sleepers } from './experiments/sleepers.ts';
import { takeover } from './experiments/takeover.ts';

/** In the order in which they are run and reported. */
export const EXPERIMENTS: readonly Experiment[] = [
  points,
  kills,
  sleepers,
  partitions,
  redisKills,
  cuts,
  outages,
  resumes,
  deletes,
  takeover,
  busy,
];
