import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../support/random.ts';
import type { Evidence } from '../evidence.ts';
import { BOUND_MS, type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stage } from '../stage.ts';
import { Supply } from '../supply.ts';
import type { Call, Task } from '../task.ts';

const JOBS = 50;
const WORKERS = 2;
/** How long an event loop is blocked, at most. */
const BLOCKED_MS = 2_000;
/** Redis is killed and started again after so many seconds. */
const REDIS_LIVES_S = 15;

export const busy: Experiment = {
  name: 'busy',
  about: `${JOBS} busy jobs on one core, event loops blocked up to 2 s, Redis restarted: nobody is taken for dead`,
  unit: 'seconds',
  full: 120,
  short: 10,
  async run(lab: Lab): Promise<Outcome> {
    const options = { workers: WORKERS, concurrency: JOBS / WORKERS };
    return onStage(options, async (stage) => {
      for (const { pid } of stage.workers.running) pinToOneCore(pid);
      const supply = new Supply(stage, {
        name: 'busy',
        random: lab.random,
        open: JOBS,
        make: blockingTask,
      }).start();
      let restarts = 0;
      for (let second = 1; second <= lab.count; second++) {
        await sleep(1_000);
        if (second % REDIS_LIVES_S === 0) {
          await stage.redis.restart();
          restarts++;
        }
        lab.show.progress(second, `${supply.made} jobs, ${restarts} restarts of Redis`);
      }
      await supply.stop();
      await stage.untilEnded(stage.jobIds, BOUND_MS);
      const tally = await stage.store.tally();
      const taken = (tally['resumed CRASH'] ?? 0) + (tally['restarted CRASH'] ?? 0);
      const { evidence, violations } = await finishRound(stage, lab, {
        also: ({ deaths }) => [...falseDeaths(taken, deaths), ...buried(stage)],
      });
      // An attempt that failed: a connection to the model that broke while the event loop stood still.
      const putOff = evidence.jobs.filter(({ record }) => (record?.attempts ?? 1) > 1).length - taken;
      const blocks = evidence.jobs
        .flatMap(({ task }) => task.turns.flatMap(({ calls }) => calls))
        .filter(isBlock);
      return {
        counts: {
          seconds: lab.count,
          'jobs at a time': JOBS,
          jobs: supply.made,
          'blocked event loops': blocks.length,
          'restarts of Redis': restarts,
          'put off and taken again': putOff,
          'taken from a worker that lives': taken,
        },
        violations,
      };
    });
  },
};

/** The taker of a job ends the process that held it, so a false death is also a death. */
function falseDeaths(taken: number, deaths: Evidence['deaths']): Violation[] {
  const found = deaths.map(({ pid, exit }) => `worker ${pid} ended (${exit.signal ?? exit.code})`);
  if (taken > 0) found.push(`${taken} jobs were taken from a worker that lives`);
  return found.map((detail) => ({ rule: 'FALSE_DEATH', jobId: null, detail }));
}

function buried(stage: Stage): Violation[] {
  return stage.workers.outputs
    .flatMap((output) => output.split('\n'))
    .filter((line) => line.includes('a worker died'))
    .map((detail) => ({ rule: 'FALSE_DEATH', jobId: null, detail }));
}

/** All workers share it. Where that is not possible they share what there is. */
function pinToOneCore(pid: number): void {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', String(pid)]);
}

function isBlock({ does }: Call): boolean {
  return does.kind === 'LEDGER' && does.blockMs > 0;
}

/** Four turns, in each of which the event loop of the worker stands still for a while. */
function blockingTask(id: string, random: Random): Task {
  const turns = [1, 2, 3, 4].map((turn) => ({
    reasoning: 'Something that takes long.',
    text: 'I block.',
    calls: [
      {
        id: `call_${id}_${turn}_0`,
        does: {
          kind: 'LEDGER' as const,
          pauseMs: 500 + random.int(3_000),
          blockMs: random.chance(0.1) ? random.int(BLOCKED_MS) : 0,
        },
      },
    ],
  }));
  return { id, refusedAtTurn: null, turns: [...turns, { reasoning: 'Done.', text: 'Done.', calls: [] }] };
}
