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
  const calls = task.turns.flatMap((turn) => turn.calls).filter(({ does }) => does.kind === 'LEDGER');
  const violation = (detail: string): Violation => ({
    rule: 'LEDGER',
    jobId: jobs[0]?.jobId ?? null,
    detail,
  });
  const strange = lines.filter(({ callId }) => calls.every(({ id }) => id !== callId));
  return [
    ...strange.map(({ callId }) => violation(`${callId} is no call of the task`)),
    ...calls.flatMap(({ id }) => {
      const [line, ...more] = lines.filter(({ callId }) => callId === id);
      if (more.length > 0) return [violation(`call ${id} was run ${1 + more.length} times`)];
      const result = resultOf(id, jobs);
      // Not there: the job did not come so far. Interrupted: a line or none, nobody can know, and the model is told.
      if (result === null || result.interrupted) return [];
      if (line === undefined) return [violation(`call ${id} has a result and was never run`)];
      if (line.epoch === result.epoch) return [];
      return [
        violation(`call ${id} was run under epoch ${line.epoch}, its result saved under ${result.epoch}`),
      ];
    }),
  ];
}

/** The result of a call, and the epoch that saved it, in the job that ran it: a resume copies it. */
function resultOf(
  callId: string,
  jobs: readonly JobEvidence[],
): { interrupted: boolean; epoch: number } | null {
  for (const { messages, versions } of jobs) {
    const index = messages.findIndex((message) => message.role === 'tool' && message.toolCallId === callId);
    const message = messages[index];
    const version = versions.find(({ messageCount }) => messageCount > index);
    if (message?.role !== 'tool' || version === undefined || version.step === 'RESUMED') continue;
    return { interrupted: message.interrupted === true, epoch: version.epoch };
  }
  return null;
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
