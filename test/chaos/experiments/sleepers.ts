import { setTimeout as sleep } from 'node:timers/promises';
import type { Failpoint } from '../../../src/failpoints.ts';
import { ON_ANOTHER_HOST } from '../../support/on-another-host.ts';
import type { Evidence } from '../evidence.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stop } from '../processes/stops.ts';
import { deedsOf, type ReplacedWorker, takenAt } from '../replaced-worker.ts';
import type { Stage } from '../stage.ts';
import { COMMANDS_FILE, walkTask } from '../task.ts';

const SLEEPERS_IN_A_ROUND = 20;
const AWAKE = 4;
/**
 * A round of fewer has fewer workers, since most of the time would be spent starting them, and no callbacks: one that a
 * dead worker had in hand is due again after 30 s only.
 */
const MANY = 5;
const FEW_AWAKE = 2;
/** How long a sleeper sleeps on after its job was taken, at most. */
const SLEEPS_ON_MS = 1_500;
const ENDS_WITHIN_MS = 60_000;

/** Where a worker falls asleep: right before it would commit, begin a tool, or ask the model; or in the middle of a tool. */
const PLACES: readonly Pick<Stop, 'point' | 'nth'>[] = [
  ...nthOf('before-model-call', 3),
  ...nthOf('answered-not-committed', 3),
  ...nthOf('before-intent', 5),
  ...nthOf('intent-committed', 5),
  ...nthOf('tool-running', 6),
  ...nthOf('tool-ended', 6),
];

function nthOf(point: Failpoint, count: number): Pick<Stop, 'point' | 'nth'>[] {
  return Array.from({ length: count }, (_, index) => ({ point, nth: index + 1 }));
}

/** The batch of intents that is the command's. */
const COMMANDS_BATCH = 3;

export const sleepers: Experiment = {
  name: 'sleepers',
  about: 'SIGSTOP past the lease, take-over, SIGCONT: the sleeper starts nothing, commits nothing, and ends',
  unit: 'sleepers',
  full: 200,
  short: 8,
  async run(lab: Lab): Promise<Outcome> {
    const total = {
      sleepers: 0,
      'woken elsewhere': 0,
      'killed by the taker': 0,
      'commits of a sleeper that were accepted': 0,
      'tools that a sleeper started': 0,
      'models that a sleeper asked': 0,
    };
    const violations: Violation[] = [];
    for (let round = 0; total.sleepers < lab.count; round++) {
      const wanted = Math.min(SLEEPERS_IN_A_ROUND, lab.count - total.sleepers);
      // On another host nobody can end a sleeper but itself; on the same one the taker does.
      const isElsewhere = round % 2 === 0;
      const played = await playRound(lab, { round, wanted, isElsewhere, before: total.sleepers });
      violations.push(...played.violations);
      total.sleepers += played.slept;
      total[isElsewhere ? 'woken elsewhere' : 'killed by the taker'] += played.slept;
      total['commits of a sleeper that were accepted'] += played.commits;
      total['tools that a sleeper started'] += played.toolStarts;
      total['models that a sleeper asked'] += played.modelCalls;
    }
    return { counts: total, violations };
  },
};

interface RoundOptions {
  round: number;
  wanted: number;
  isElsewhere: boolean;
  before: number;
}

function playRound(lab: Lab, { round, wanted, isElsewhere, before }: RoundOptions) {
  const stops = Array.from({ length: wanted }, (_, index): Stop => {
    const jobId = `sleepers-${round}-${index}`;
    return { id: `${jobId}-stop`, jobId, action: 'FREEZE', ...lab.random.pick(PLACES) };
  });
  const env = isElsewhere ? ON_ANOTHER_HOST : {};
  const isMany = wanted >= MANY;
  return onStage({ stops, env, workers: isMany ? AWAKE : FEW_AWAKE, concurrency: 1 }, async (stage) => {
    for (const { jobId } of stops) {
      await stage.submitUntilAccepted(walkTask(jobId ?? ''), { callback: isMany });
      stage.readers.subscribe(jobId ?? '');
    }
    const slept: ReplacedWorker[] = [];
    const watched = new Set<string>();
    const watching: Promise<void>[] = [];
    const look = () => {
      for (const { stop: id, pid, at: since } of stage.trace.of('STRUCK')) {
        const stop = stops.find((each) => each.id === id);
        const child = stage.workers.running.find((each) => each.pid === pid);
        if (watched.has(id) || stop === undefined || child === undefined) continue;
        watched.add(id);
        // In its place, so that somebody is always awake.
        stage.workers.add();
        const worker = { stop, child, since };
        slept.push(worker);
        watching.push(watchOver(stage, lab, worker));
        lab.show.progress(before + slept.length, `worker ${pid} sleeps at ${stop.point} of ${stop.jobId}`);
      }
    };
    const late = await stage.untilEnded(stage.jobIds, 240_000, look);
    await Promise.all(watching);
    if (late.length > 0) lab.show.note(`${late.length} jobs did not end.`);
    const { evidence, violations } = await finishRound(stage, lab);
    const deeds = deedsOf(evidence, slept, isElsewhere ? { code: 1 } : { signal: 'SIGKILL' });
    const more = [...deeds.violations, ...commandsThatRan(evidence, slept)];
    return { ...deeds, slept: slept.length, violations: [...violations, ...more] };
  });
}

/** Lets it sleep until another worker has its job, wakes it, and waits for its end. */
async function watchOver(stage: Stage, lab: Lab, sleeper: ReplacedWorker): Promise<void> {
  const { child } = sleeper;
  while (takenAt(stage.trace.read(), sleeper) === null && !child.hasExited) await sleep(20);
  await sleep(lab.random.int(SLEEPS_ON_MS));
  child.kill('SIGCONT');
  await Promise.race([child.exited, sleep(ENDS_WITHIN_MS, null, { ref: false })]);
}

/** Commands that ran although their worker slept before they could begin, and nobody else runs them. */
function commandsThatRan({ jobs }: Evidence, slept: readonly ReplacedWorker[]): Violation[] {
  return slept.flatMap(({ stop }) => {
    const isBefore = stop.point === 'intent-committed' && stop.nth === COMMANDS_BATCH;
    const hasRun = jobs.find(({ jobId }) => jobId === stop.jobId)?.files.has(COMMANDS_FILE) ?? false;
    if (!isBefore || !hasRun) return [];
    return [{ rule: 'SLEEPER' as const, jobId: stop.jobId, detail: 'the command of the sleeper ran' }];
  });
}
