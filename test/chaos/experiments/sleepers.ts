import { setTimeout as sleep } from 'node:timers/promises';
import type { Failpoint } from '../../../src/failpoints.ts';
import { ON_ANOTHER_HOST } from '../../support/on-another-host.ts';
import type { Evidence } from '../evidence.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Child } from '../processes/child.ts';
import type { Stop } from '../processes/stops.ts';
import type { Stage } from '../stage.ts';
import { COMMANDS_FILE, walkTask } from '../task.ts';

const SLEEPERS_IN_A_ROUND = 20;
const AWAKE = 4;
/** For a round of so few that most of the time would be spent starting them. */
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
      commits: 0,
      'tool starts': 0,
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
      total.commits += played.commits;
      total['tool starts'] += played.toolStarts;
    }
    const { commits, 'tool starts': toolStarts, ...counts } = total;
    return {
      counts: {
        ...counts,
        'commits of a sleeper that were accepted': commits,
        'tools that a sleeper started': toolStarts,
      },
      violations,
    };
  },
};

interface Sleeper {
  stop: Stop;
  child: Child;
  wokenAt: number;
}

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
  return onStage({ stops, env, workers: wanted < 5 ? FEW_AWAKE : AWAKE, concurrency: 1 }, async (stage) => {
    for (const { jobId } of stops) {
      await stage.submitUntilAccepted(walkTask(jobId ?? ''), { callback: true });
      stage.readers.subscribe(jobId ?? '');
    }
    const slept: Sleeper[] = [];
    const watched = new Set<string>();
    const watching: Promise<void>[] = [];
    const look = () => {
      for (const { stop: id, pid } of stage.trace.of('STRUCK')) {
        const stop = stops.find((each) => each.id === id);
        const child = stage.workers.running.find((each) => each.pid === pid);
        if (watched.has(id) || stop === undefined || child === undefined) continue;
        watched.add(id);
        // In its place, so that somebody is always awake.
        stage.workers.add();
        watching.push(watchOver(stage, lab, { stop, child, wokenAt: 0 }, slept));
        lab.show.progress(before + slept.length, `worker ${pid} sleeps at ${stop.point} of ${stop.jobId}`);
      }
    };
    const late = await stage.untilEnded(stage.jobIds, 240_000, look);
    await Promise.all(watching);
    if (late.length > 0) lab.show.note(`${late.length} jobs did not end.`);
    const { evidence, violations } = await finishRound(stage, lab);
    const after = afterwards(evidence, slept, isElsewhere);
    return { slept: slept.length, ...after.counts, violations: [...violations, ...after.violations] };
  });
}

/** Lets it sleep until another worker has its job, wakes it, and waits for its end. */
async function watchOver(stage: Stage, lab: Lab, sleeper: Sleeper, slept: Sleeper[]): Promise<void> {
  const { child, stop } = sleeper;
  const isTaken = () =>
    stage.trace.of('TAKEN').some(({ pid, jobId }) => jobId === stop.jobId && pid !== child.pid);
  while (!isTaken() && !child.hasExited) await sleep(20);
  await sleep(lab.random.int(SLEEPS_ON_MS));
  sleeper.wokenAt = Date.now();
  child.kill('SIGCONT');
  slept.push(sleeper);
  await Promise.race([child.exited, sleep(ENDS_WITHIN_MS, null, { ref: false })]);
}

/** What sleepers did after they woke, and how they ended. */
function afterwards({ trace, deaths, jobs }: Evidence, slept: readonly Sleeper[], isElsewhere: boolean) {
  const counts = { commits: 0, toolStarts: 0 };
  const violations: Violation[] = [];
  for (const { child, stop, wokenAt } of slept) {
    const violation = (rule: Violation['rule'], what: string) =>
      violations.push({
        rule,
        jobId: stop.jobId,
        detail: `sleeper ${child.pid} (${stop.point} ${stop.nth}): ${what}`,
      });
    const deeds = trace.filter(({ pid, at }) => pid === child.pid && at > wokenAt);
    const commits = deeds.filter(({ event }) => event === 'ACKNOWLEDGED');
    const toolStarts = deeds.filter(({ event }) => event === 'TOOL_STARTED' || event === 'LEDGER');
    counts.commits += commits.length;
    counts.toolStarts += toolStarts.length;
    for (const deed of [...commits, ...toolStarts]) violation('SLEEPER', JSON.stringify(deed));
    const files = jobs.find(({ jobId }) => jobId === stop.jobId)?.files;
    if (isBeforeCommand(stop) && files?.has(COMMANDS_FILE)) violation('SLEEPER', 'its command ran');
    const exit = deaths.find(({ pid }) => pid === child.pid)?.exit;
    if (isElsewhere ? exit?.code !== 1 : exit?.signal !== 'SIGKILL') {
      violation('SLEEPER', `its end was ${JSON.stringify(exit ?? null)}`);
    }
  }
  return { counts, violations };
}

/** It slept before its command could begin, and nobody else runs that. */
function isBeforeCommand({ point, nth }: Stop): boolean {
  return point === 'intent-committed' && nth === COMMANDS_BATCH;
}
