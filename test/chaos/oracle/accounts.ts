import type { Evidence, JobEvidence } from '../evidence.ts';
import type { Violation } from '../oracle.ts';
import type { Task } from '../task.ts';

/** What was paid for and what had an effect outside, against what the history says of it. By task: a resume goes on with one. */
export function accounts(evidence: Evidence): Violation[] {
  const tasks = Map.groupBy(evidence.jobs, ({ task }) => task);
  return [...tasks].flatMap(([task, jobs]) => [
    ...ledger(task, jobs, evidence),
    ...modelCalls(task, jobs, evidence),
  ]);
}

function ledger(task: Task, jobs: readonly JobEvidence[], { trace }: Evidence): Violation[] {
  const lines = trace.filter((entry) => entry.event === 'LEDGER').filter((line) => line.task === task.id);
  const results = jobs.flatMap(({ messages }) => messages.filter((message) => message.role === 'tool'));
  const violation = (detail: string): Violation => ({
    rule: 'LEDGER',
    jobId: jobs[0]?.jobId ?? null,
    detail,
  });

  return task.turns.flatMap(({ calls }) =>
    calls.flatMap(({ id, does }) => {
      if (does.kind !== 'LEDGER') return [];
      const [first, ...more] = lines.filter(({ callId }) => callId === id);
      if (more.length > 0) return [violation(`call ${id} was run ${1 + more.length} times`)];
      const result = results.find(({ toolCallId }) => toolCallId === id);
      // Not there yet: the job did not come so far, or was ended in the middle.
      if (result === undefined || result.interrupted) return [];
      return first === undefined ? [violation(`call ${id} has a result and was never run`)] : [];
    }),
  );
}

function modelCalls(task: Task, jobs: readonly JobEvidence[], evidence: Evidence): Violation[] {
  const calls = evidence.asked.filter((asked) => asked.task === task.id).length;
  const least = task.turns.length + (task.refusedAtTurn === null ? 0 : 1);
  const kills = jobs.reduce((sum, { jobId }) => sum + killsOf(jobId, evidence), 0);
  if (calls <= least + kills) return [];
  const detail = `${calls} model calls; the least is ${least}, and ${kills} processes died with it in hand`;
  return [{ rule: 'MODEL_CALLS', jobId: jobs[0]?.jobId ?? null, detail }];
}

/** How many processes were killed while, as far as is known, they worked on this job. */
export function killsOf(jobId: string, { trace, deaths }: Pick<Evidence, 'trace' | 'deaths'>): number {
  const holders = trace.filter((entry) => entry.event === 'TAKEN').filter((entry) => entry.jobId === jobId);
  return deaths.filter(({ pid, at }) => holders.some((taken) => taken.pid === pid && taken.at <= at)).length;
}
