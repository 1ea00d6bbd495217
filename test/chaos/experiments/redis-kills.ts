import { setTimeout as sleep } from 'node:timers/promises';
import type { Evidence } from '../evidence.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stage } from '../stage.ts';
import { Supply } from '../supply.ts';

const KILLS_IN_A_ROUND = 50;
const OPEN_JOBS = 16;
/** How long a Redis lives once it answers, at most; now and then it is killed again while it still loads. */
const LIVES_MS = 1_200;
const KILLED_WHILE_IT_LOADS = 1 / 10;
const BACK_MS = 60_000;

export const redisKills: Experiment = {
  name: 'redis-kills',
  about:
    'SIGKILL of the private Redis under load: what was acknowledged is there, and nobody is taken for dead',
  unit: 'kills',
  full: 200,
  short: 5,
  async run(lab: Lab): Promise<Outcome> {
    const violations: Violation[] = [];
    const counts = {
      'kills of Redis': 0,
      jobs: 0,
      'versions acknowledged': 0,
      'jobs taken more than once': 0,
    };
    while (counts['kills of Redis'] < lab.count) {
      const wanted = Math.min(KILLS_IN_A_ROUND, lab.count - counts['kills of Redis']);
      const round = await playRound(lab, counts['kills of Redis'], wanted);
      violations.push(...round.violations);
      for (const [name, value] of Object.entries(round.counts)) counts[name as keyof typeof counts] += value;
    }
    return { counts, violations };
  },
};

function playRound(lab: Lab, doneBefore: number, wanted: number) {
  const { random, show } = lab;
  return onStage({ redis: 'EMBEDDED', workers: 2, concurrency: 4, apis: 1 }, async (stage) => {
    const supply = new Supply(stage, { name: `redis-kills-${doneBefore}`, random, open: OPEN_JOBS }).start();
    for (let done = 0; done < wanted; done++) {
      if (!random.chance(KILLED_WHILE_IT_LOADS)) await sleep(100 + random.int(LIVES_MS));
      const { pid } = stage.redis;
      await stage.redis.restart();
      await untilBack(stage, pid);
      show.progress(doneBefore + done + 1, `Redis ${pid} killed, ${stage.redis.pid} is there`);
    }
    await supply.stop();
    const { evidence, violations } = await finishRound(stage, lab, { also: falseDeaths });
    const taken = evidence.jobs.filter(({ record }) => (record?.attempts ?? 0) > 1).length;
    return {
      violations,
      counts: {
        'kills of Redis': wanted,
        jobs: supply.made,
        'versions acknowledged': evidence.trace.filter(({ event }) => event === 'ACKNOWLEDGED').length,
        'jobs taken more than once': taken,
      },
    };
  });
}

function falseDeaths({ deaths }: Evidence): Violation[] {
  return deaths.map(({ pid, exit }) => {
    const detail = `worker ${pid} ended (${exit.signal ?? exit.code}) although only Redis was killed`;
    return { rule: 'FALSE_DEATH', jobId: null, detail };
  });
}

/** Those who use it start it again; here it is only waited for. */
async function untilBack(stage: Stage, killed: number | null): Promise<void> {
  const deadline = performance.now() + BACK_MS;
  while (stage.redis.pid === null || stage.redis.pid === killed) {
    if (performance.now() > deadline) throw new Error('The private Redis was not started again.');
    await sleep(20);
  }
  await stage.client.ping();
}
