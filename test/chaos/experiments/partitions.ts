import { setTimeout as sleep } from 'node:timers/promises';
import { ON_ANOTHER_HOST } from '../../support/on-another-host.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import { letGo, type Stop } from '../processes/stops.ts';
import { deedsOf, type ReplacedWorker, takenAt } from '../replaced-worker.ts';
import type { Stage } from '../stage.ts';
import { walkTask } from '../task.ts';

const CUTS_IN_A_ROUND = 10;
const WORKERS = 3;
/** Some go on while they are not yet missed, the others when another worker has taken the job. */
const GOES_ON_BEFORE = 1 / 4;
const GOES_ON_AFTER_MS = 500;
/** How long a worker is cut off after its job was taken, at most. */
const CUT_OFF_ON_MS = 2_000;
const ENDS_WITHIN_MS = 60_000;
const PATIENCE_MS = 240_000;

/** Where a worker is when its cable is cut: about to ask the model, to save, or to begin a tool. */
const PLACES: readonly Pick<Stop, 'point' | 'nth'>[] = (
  [
    ['before-model-call', 3],
    ['answered-not-committed', 3],
    ['before-intent', 5],
    ['intent-committed', 5],
    ['tool-ended', 6],
  ] as const
).flatMap(([point, count]) => Array.from({ length: count }, (_, index) => ({ point, nth: index + 1 })));

export const partitions: Experiment = {
  name: 'partitions',
  about:
    'one worker is cut off from Redis and runs on: it does nothing that is not its own any more, and ends',
  unit: 'cut off',
  full: 50,
  short: 3,
  async run(lab: Lab): Promise<Outcome> {
    const violations: Violation[] = [];
    const counts = {
      'workers cut off': 0,
      'commits that were accepted': 0,
      'tools that were started': 0,
      'models that were asked': 0,
    };
    for (let round = 0; counts['workers cut off'] < lab.count; round++) {
      const wanted = Math.min(CUTS_IN_A_ROUND, lab.count - counts['workers cut off']);
      const played = await playRound(lab, { round, wanted, before: counts['workers cut off'] });
      violations.push(...played.violations);
      counts['workers cut off'] += played.cutOff;
      counts['commits that were accepted'] += played.commits;
      counts['tools that were started'] += played.toolStarts;
      counts['models that were asked'] += played.modelCalls;
    }
    return { counts, violations };
  },
};

function playRound(lab: Lab, { round, wanted, before }: { round: number; wanted: number; before: number }) {
  const stops = Array.from({ length: wanted }, (_, index): Stop => {
    const jobId = `partitions-${round}-${index}`;
    return { id: jobId, jobId, action: 'HOLD', ...lab.random.pick(PLACES) };
  });
  const options = { stops, env: ON_ANOTHER_HOST, redis: 'PROXIED_EACH' as const, workers: WORKERS };
  return onStage({ ...options, concurrency: 1 }, async (stage) => {
    for (const { id } of stops) {
      await stage.submitUntilAccepted(walkTask(id), { callback: true });
      stage.readers.subscribe(id);
    }
    const cutOff: ReplacedWorker[] = [];
    const watching: Promise<void>[] = [];
    const look = () => {
      for (const { stop: id, pid, at: since } of stage.trace.of('STRUCK')) {
        const stop = stops.find((each) => each.id === id);
        const child = stage.workers.running.find((each) => each.pid === pid);
        if (cutOff.some((each) => each.stop === stop) || stop === undefined || child === undefined) continue;
        const worker = { stop, child, since };
        cutOff.push(worker);
        // In its place, so that somebody is always there to take its job.
        stage.workers.add();
        watching.push(cut(stage, lab, worker));
        lab.show.progress(before + cutOff.length, `worker ${pid} is cut off at ${stop.point} of ${id}`);
      }
    };
    await stage.untilEnded(stage.jobIds, PATIENCE_MS, look);
    await Promise.all(watching);
    const { evidence, violations } = await finishRound(stage, lab);
    const deeds = deedsOf(evidence, cutOff, { code: 1 });
    return { ...deeds, cutOff: cutOff.length, violations: [...violations, ...deeds.violations] };
  });
}

/** Cuts the cable, lets the job go on, mends the cable when another worker has the job, and waits for the end of this one. */
async function cut(stage: Stage, lab: Lab, worker: ReplacedWorker): Promise<void> {
  const { child, stop } = worker;
  const proxy = stage.redis.proxyAt(child.redisUrl);
  proxy?.freeze();
  const isTaken = async () => {
    while (takenAt(stage.trace.read(), worker) === null && !child.hasExited) await sleep(20);
  };
  if (lab.random.chance(GOES_ON_BEFORE)) await sleep(lab.random.int(GOES_ON_AFTER_MS));
  else await isTaken();
  letGo(stage.claimsFolder, stop.id);
  await isTaken();
  await sleep(lab.random.int(CUT_OFF_ON_MS));
  proxy?.thaw();
  await Promise.race([child.exited, sleep(ENDS_WITHIN_MS, null, { ref: false })]);
}
