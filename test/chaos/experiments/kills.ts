import { setTimeout as sleep } from 'node:timers/promises';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stage } from '../stage.ts';
import { Supply } from '../supply.ts';

const KILLS_IN_A_ROUND = 100;
const WORKERS = 5;
const CONCURRENCY = 4;
const OPEN_JOBS = 24;
/** Between two kills, at most. */
const PAUSE_MS = 500;
/** One kill of so many meets an API process instead. */
const API_SHARE = 1 / 20;

export const kills: Experiment = {
  name: 'kills',
  about: 'SIGKILL of any process at any moment, while jobs of all kinds run',
  unit: 'kills',
  full: 1000,
  short: 20,
  async run(lab: Lab): Promise<Outcome> {
    const violations: Violation[] = [];
    const counts = {
      'kills of workers': 0,
      'kills of API processes': 0,
      jobs: 0,
      'given up and resumed': 0,
      'versions read': 0,
    };
    for (let done = 0; done < lab.count; ) {
      const wanted = Math.min(KILLS_IN_A_ROUND, lab.count - done);
      const round = await playRound(lab, done, wanted);
      violations.push(...round.violations);
      done += wanted;
      for (const [name, value] of Object.entries(round.counts)) counts[name as keyof typeof counts] += value;
    }
    return { counts, violations };
  },
};

async function playRound(lab: Lab, doneBefore: number, wanted: number) {
  const { random, show } = lab;
  return onStage({ workers: WORKERS, concurrency: CONCURRENCY, apis: 2 }, async (stage) => {
    const supply = new Supply(stage, { name: `kills-${doneBefore}`, random, open: OPEN_JOBS }).start();
    let ofApis = 0;
    for (let done = 0; done < wanted; done++) {
      await sleep(random.int(PAUSE_MS));
      const fleet = random.chance(API_SHARE) ? stage.apis : stage.workers;
      const victim = await readyOne(fleet, lab);
      victim.kill('SIGKILL');
      await victim.exited;
      if (fleet === stage.apis) ofApis++;
      show.progress(doneBefore + done + 1, `${fleet === stage.apis ? 'API' : 'worker'} ${victim.pid} killed`);
    }
    await supply.stop();
    const resumed = await resumeGivenUp(stage, () => show.progress(doneBefore + wanted, 'the last jobs end'));
    const { violations } = await finishRound(stage, lab);
    return {
      violations,
      counts: {
        'kills of workers': wanted - ofApis,
        'kills of API processes': ofApis,
        jobs: supply.made,
        'given up and resumed': resumed,
        'versions read': stage.readers.count,
      },
    };
  });
}

async function readyOne(fleet: Stage['workers'], { random }: Lab) {
  for (;;) {
    const { ready } = fleet;
    if (ready.length > 0) return random.pick(ready);
    await sleep(20);
  }
}

/** A job that three kills in a row met at one version is given up, as promised; a person resumes it, and it goes on. */
async function resumeGivenUp(stage: Stage, onLook: () => void): Promise<number> {
  let resumed = 0;
  const seen = new Set<string>();
  for (;;) {
    await stage.untilEnded(stage.jobIds, 120_000, onLook);
    const records = await stage.store.getJobs(stage.jobIds);
    const failed = stage.submitted.filter(
      ({ jobId }, index) => records[index]?.status === 'FAILED' && !seen.has(jobId),
    );
    if (failed.length === 0) return resumed;
    for (const job of failed) {
      seen.add(job.jobId);
      const { status, body } = await stage.resume(job.jobId);
      if (status !== 202) continue;
      stage.adopt(String(body.jobId), job);
      resumed++;
    }
  }
}
