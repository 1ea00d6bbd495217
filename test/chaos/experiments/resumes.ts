import { type Experiment, finishRound, type Lab, type Outcome, onStage } from '../experiment.ts';
import type { Violation } from '../oracle.ts';
import { letGo, type Stop } from '../processes/stops.ts';
import type { Stage } from '../stage.ts';
import { walkTask } from '../task.ts';

const AT_ONCE = 100;
const PATIENCE_MS = 240_000;

export const resumes: Experiment = {
  name: 'resumes',
  about: `${AT_ONCE} resumes of a failed job at once, over two API processes: one run`,
  unit: 'jobs',
  full: 50,
  short: 3,
  async run(lab: Lab): Promise<Outcome> {
    const tasks = Array.from({ length: lab.count }, (_, i) =>
      walkTask(`resumes-${i}`, 2 + lab.random.int(2)),
    );
    // The one run waits until all are answered: whoever comes when it has completed is told so.
    const stops = tasks.map(({ id }, i): Stop => {
      const after = i === 0 ? {} : { after: tasks[i - 1]?.id ?? '' };
      return { id, point: 'taken', jobId: null, nth: 1, action: 'HOLD', ...after };
    });
    return onStage({ stops, workers: 2, concurrency: 4, apis: 2 }, async (stage) => {
      for (const task of tasks) {
        await stage.submitUntilAccepted(task, { callback: true });
        stage.readers.subscribe(task.id);
      }
      await stage.untilEnded(stage.jobIds, PATIENCE_MS);
      const violations: Violation[] = [];
      for (const [done, { id }] of tasks.entries()) {
        lab.show.progress(done, `${AT_ONCE} resumes of ${id}`);
        violations.push(...(await resumeAtOnce(stage, id)));
      }
      const onLook = () => lab.show.progress(lab.count, 'the last jobs end');
      const end = await finishRound(stage, lab, { onLook });
      return {
        counts: { jobs: lab.count, resumes: lab.count * AT_ONCE, 'API processes': 2 },
        violations: [...violations, ...end.violations],
      };
    });
  },
};

async function resumeAtOnce(stage: Stage, jobId: string): Promise<Violation[]> {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => stage.resume(jobId)));
  letGo(stage.claimsFolder, jobId);
  const source = stage.submitted.find((job) => job.jobId === jobId);
  const ids = new Set(answers.map(({ body }) => String(body.jobId)));
  for (const id of ids) if (source !== undefined && id !== 'undefined') stage.adopt(id, source);
  const refused = answers.filter(({ status }) => status !== 202);
  if (ids.size === 1 && refused.length === 0) return [];
  const detail = `${ids.size} different answers, ${refused.length} refusals: ${JSON.stringify(refused[0]?.body ?? null)}`;
  return [{ rule: 'RESUME', jobId, detail }];
}
