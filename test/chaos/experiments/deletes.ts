import { setTimeout as sleep } from 'node:timers/promises';
import { ON_ANOTHER_HOST } from '../../support/on-another-host.ts';
import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import type { Stop } from '../processes/stops.ts';
import type { Stage } from '../stage.ts';
import { walkTask } from '../task.ts';
import type { TraceEntry } from '../trace.ts';

const JOBS_IN_A_ROUND = 25;
const WORKERS = 4;
/** One job of so many is cancelled and deleted while a worker that held it sleeps, and wakes afterwards. */
const SLEEPERS = 1 / 4;
const AT_MOST_AFTER_MS = 1_500;
const PATIENCE_MS = 120_000;
/** A worker that still has something to write has written it by then. */
const SETTLED_MS = 3_000;

export const deletes: Experiment = {
  name: 'deletes',
  about: 'cancel and DELETE at random times, also while the worker sleeps: nothing is written afterwards',
  unit: 'deletions',
  full: 100,
  short: 8,
  async run(lab: Lab): Promise<Outcome> {
    const violations: Violation[] = [];
    const counts = { deletions: 0, 'refused while the job was not over': 0, 'behind a sleeping worker': 0 };
    for (let round = 0; counts.deletions < lab.count; round++) {
      const wanted = Math.min(JOBS_IN_A_ROUND, lab.count - counts.deletions);
      const played = await playRound(lab, { round, wanted, before: counts.deletions });
      violations.push(...played.violations);
      counts.deletions += wanted;
      counts['refused while the job was not over'] += played.refused;
      counts['behind a sleeping worker'] += played.slept;
    }
    return { counts, violations };
  },
};

function playRound(lab: Lab, { round, wanted, before }: { round: number; wanted: number; before: number }) {
  const tasks = Array.from({ length: wanted }, (_, index) => walkTask(`deletes-${round}-${index}`));
  const stops = tasks
    .filter(() => lab.random.chance(SLEEPERS))
    .map(({ id }): Stop => {
      const point = lab.random.pick(['answered-not-committed', 'tool-ended', 'before-intent'] as const);
      return { id, jobId: id, point, nth: 1 + lab.random.int(3), action: 'FREEZE' };
    });
  return onStage({ stops, env: ON_ANOTHER_HOST, workers: WORKERS, concurrency: 1 }, async (stage) => {
    let done = 0;
    let refused = 0;
    for (const task of tasks) await stage.submitUntilAccepted(task);
    const asleep = new Set<string>();
    const deleted = new Map<string, number>();
    await Promise.all(
      tasks.map(async ({ id }) => {
        await sleep(lab.random.int(AT_MOST_AFTER_MS));
        if (stops.some((stop) => stop.id === id)) await untilAsleep(stage, id, asleep);
        refused += await deleteSurely(stage, id);
        deleted.set(id, Date.now());
        lab.show.progress(before + ++done, `${id} is deleted`);
      }),
    );
    for (const { pid } of stage.trace.of('STRUCK')) process.kill(pid, 'SIGCONT');
    await sleep(SETTLED_MS);
    const violations = [
      ...(await stillThere(
        stage,
        tasks.map(({ id }) => id),
      )),
      ...doneAfter(stage, deleted),
    ];
    // A deleted job has no versions to be judged, only its record, and what it leaves behind.
    const end = await finishRound(stage, lab, { excuses: ({ rule }) => GONE.has(rule) });
    return { violations: [...violations, ...end.violations], refused, slept: asleep.size };
  });
}

/** What the oracle asks of a job that was not deleted. */
const GONE = new Set<Violation['rule']>(['VERSIONS', 'ACKNOWLEDGED', 'EPOCHS', 'READINGS']);

/** Its worker is replaced by another, as always, when it sleeps; but the deletion may come before that. */
async function untilAsleep(stage: Stage, jobId: string, asleep: Set<string>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (stage.trace.of('STRUCK').some(({ stop }) => stop === jobId)) {
      asleep.add(jobId);
      stage.workers.add();
      return;
    }
    await sleep(20);
  }
}

/** Cancels and deletes until the answer is that it is gone. Answers with how often the deletion was refused. */
async function deleteSurely(stage: Stage, jobId: string): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  await stage.call('POST', `/jobs/${jobId}/cancel`);
  for (let refused = 0; performance.now() < deadline; refused++) {
    const { status } = await stage.call('DELETE', `/checkpoints/${jobId}`);
    if (status === 200 || status === 404) return refused;
    await sleep(20);
  }
  throw new Error(`${jobId} could not be deleted.`);
}

async function stillThere(stage: Stage, jobIds: readonly string[]): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const jobId of jobIds) {
    const { job, records } = await stage.store.versionsAfter(jobId, 0, 100);
    const loaded = await stage.store.load(jobId);
    const isGone = job !== null && job.checkpoint !== 'KEPT' && records.length === 0 && loaded === null;
    // One that had completed first was never deleted: its checkpoint was cleared, and its versions stay for a while.
    if (isGone || job?.checkpoint === 'CLEARED') continue;
    const detail = `its checkpoint is ${job?.checkpoint}, with ${records.length} versions`;
    violations.push({ rule: 'DELETE', jobId, detail });
  }
  return violations;
}

/** Nothing is saved, no tool is started and no model is asked once the deletion was acknowledged. */
function doneAfter(stage: Stage, deleted: ReadonlyMap<string, number>): Violation[] {
  const deeds = new Set<TraceEntry['event']>(['ACKNOWLEDGED', 'TOOL_STARTED', 'LEDGER', 'ASKS']);
  return stage.trace
    .read()
    .filter(({ event }) => deeds.has(event))
    .filter(({ jobId, at }) => at > (deleted.get(jobId) ?? Number.POSITIVE_INFINITY))
    .map((entry) => ({
      rule: 'DELETE',
      jobId: entry.jobId,
      detail: `done afterwards: ${JSON.stringify(entry)}`,
    }));
}
