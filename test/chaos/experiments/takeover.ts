import { setTimeout as sleep } from 'node:timers/promises';
import { Samples } from '../../../bench/support/measure.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Child } from '../processes/child.ts';
import type { Stage } from '../stage.ts';
import { type Task, walkTask } from '../task.ts';

const KILLS_IN_A_ROUND = 50;
/** One works, the others wait. */
const WORKERS = 3;
const GOAL_MS = 1_000;
const PATIENCE_MS = 60_000;

export const takeover: Experiment = {
  name: 'takeover',
  about: 'from the SIGKILL of a worker to the next model call of its job, with the defaults',
  unit: 'kills',
  full: 200,
  short: 5,
  async run(lab: Lab): Promise<Outcome> {
    const violations: Violation[] = [];
    const times: number[] = [];
    while (times.length < lab.count) {
      const wanted = Math.min(KILLS_IN_A_ROUND, lab.count - times.length);
      const round = await playRound(lab, times.length, wanted);
      violations.push(...round.violations);
      times.push(...round.times);
    }
    const samples = new Samples(times);
    const figure = (what: string, value: number) => ({ what, value: Math.round(value), unit: 'ms' as const });
    return {
      counts: { kills: times.length },
      figures: [
        figure('kill to next model call, shortest', samples.quantile(0)),
        figure('kill to next model call, p50', samples.median),
        figure('kill to next model call, p90', samples.quantile(0.9)),
        { ...figure('kill to next model call, p99', samples.p99), atMost: GOAL_MS },
        figure('kill to next model call, longest', samples.quantile(1)),
      ],
      violations,
    };
  },
};

/** The model speaks so slowly that the worker is killed while it listens. */
const SLOW_MS = 50;

function playRound(lab: Lab, before: number, wanted: number) {
  const options = { workers: WORKERS, concurrency: 4, deltaDelayMs: SLOW_MS };
  return onStage(options, async (stage) => {
    const times: number[] = [];
    for (let i = 0; i < wanted; i++) {
      const task = walkTask(`takeover-${before + i}`);
      const time = await timeOne(stage, lab, task);
      if (time !== null) times.push(time);
      lab.show.progress(
        before + times.length,
        `${task.id}: ${time === null ? 'not taken' : `${Math.round(time)} ms`}`,
      );
      // Those who wait have to be there: one that starts takes the time of the others.
      while (stage.workers.ready.length < WORKERS) await sleep(20);
    }
    const { violations } = await finishRound(stage, lab);
    return { times, violations };
  });
}

/** Milliseconds by the clock that all processes of a machine share. */
async function timeOne(stage: Stage, { random }: Lab, task: Task): Promise<number | null> {
  await stage.submitUntilAccepted(task);
  const asks = () => stage.trace.of('ASKS').filter(({ jobId }) => jobId === task.id);
  const first = await seen(() => asks()[0]);
  await sleep(random.int(200));
  const victim = stage.workers.running.find(({ pid }: Child) => pid === first?.pid);
  if (victim === undefined) return null;
  const killedAt = Date.now();
  victim.kill('SIGKILL');
  const next = await seen(() => asks().find(({ pid }) => pid !== victim.pid));
  return next === null ? null : next.at - killedAt;
}

async function seen<T>(look: () => T | undefined): Promise<T | null> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(5);
  }
  return null;
}
