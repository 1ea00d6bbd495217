import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptName } from '../../../src/store/scripts.ts';
import type { JobEvidence } from '../evidence.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stage } from '../stage.ts';
import { Supply } from '../supply.ts';

const OPEN_JOBS = 16;
const PAUSE_MS = 100;
/** Beside the commits: every other change that is part of the way of a job. */
const OTHERS: readonly ScriptName[] = [
  'create',
  'acquire',
  'record-intents',
  'finish',
  'take-chores',
  'complete-chore',
];
/**
 * The short form has less to end, and no callbacks: a chore whose handing out was not heard of is handed out again after
 * 30 s only.
 */
const FEW = { cuts: 50, openJobs: 6 };
/** So many commits for one cut of each of the others. */
const COMMITS_FOR_ONE = 10;

export const cuts: Experiment = {
  name: 'cuts',
  about: 'the connection is cut after Redis has carried out a commit and before its reply',
  unit: 'cuts of commits',
  full: 200,
  short: 10,
  async run(lab: Lab): Promise<Outcome> {
    return onStage({ redis: 'PROXIED', workers: 2, concurrency: 4 }, async (stage) => {
      const isShort = lab.count < FEW.cuts;
      const open = isShort ? FEW.openJobs : OPEN_JOBS;
      const supply = new Supply(stage, {
        name: 'cuts',
        random: lab.random,
        open,
        callbacks: !isShort,
      }).start();
      const done = new Map<ScriptName, number>();
      const others = isShort ? OTHERS.filter((script) => script !== 'take-chores') : OTHERS;
      for (let i = 0; i < lab.count; i++) {
        const also = i % COMMITS_FOR_ONE === 0 ? others : [];
        for (const script of ['commit' as const, ...also]) {
          await cut(stage, script);
          done.set(script, (done.get(script) ?? 0) + 1);
        }
        lab.show.progress(i + 1, `${stage.redis.proxy?.connections} connections`);
        await sleep(lab.random.int(PAUSE_MS));
      }
      await supply.stop();
      const { violations } = await finishRound(stage, lab, {
        also: ({ jobs }) => [...errors(jobs), ...complaints(stage)],
      });
      return {
        counts: { 'cuts of commits': lab.count, jobs: supply.made },
        table: { columns: ['script', 'cuts'], rows: [...done] },
        violations,
      };
    });
  },
};

async function cut(stage: Stage, script: ScriptName): Promise<void> {
  const { proxy } = stage.redis;
  if (proxy === null) throw new Error('There is no proxy on this stage.');
  const before = proxy.lost;
  proxy.loseReplies(script, 1);
  while (proxy.lost === before) await sleep(5);
}

/** One run each: nobody had to take a job again, and none failed. */
function errors(jobs: readonly JobEvidence[]): Violation[] {
  return jobs.flatMap(({ jobId, record }): Violation[] => {
    if (record?.status === 'COMPLETED' && record.attempts === 1) return [];
    return [{ rule: 'CUT', jobId, detail: `it is ${record?.status}, after ${record?.attempts} attempts` }];
  });
}

/** A cut is an everyday thing: nothing of it is an error in a log. */
function complaints(stage: Stage): Violation[] {
  return [...stage.workers.outputs, ...stage.apis.outputs]
    .flatMap((output) => output.split('\n'))
    .filter((line) => line.includes('"level":"error"'))
    .map((detail) => ({ rule: 'CUT', jobId: null, detail }));
}
