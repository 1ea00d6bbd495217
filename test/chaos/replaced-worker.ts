import type { Evidence } from './evidence.ts';
import type { Violation } from './oracle.ts';
import type { Child } from './processes/child.ts';
import type { Stop } from './processes/stops.ts';
import { entriesOf, type TraceEntry } from './trace.ts';

/** A worker that stopped at a place in a job, and whose job another one then took. */
export interface ReplacedWorker {
  child: Child;
  stop: Stop;
  /** When it stopped, in milliseconds since 1970. */
  since: number;
}

/** What replaced workers did for their jobs after these had been taken. All of it ought to be nothing. */
export interface Deeds {
  commits: number;
  toolStarts: number;
  modelCalls: number;
  violations: Violation[];
}

/** When another worker took the job, in milliseconds since 1970; null: none has yet. */
export function takenAt(trace: readonly TraceEntry[], { child, stop, since }: ReplacedWorker): number | null {
  const taken = entriesOf(trace, 'TAKEN').filter(({ jobId }) => jobId === stop.jobId);
  return taken.find(({ pid, at }) => pid !== child.pid && at >= since)?.at ?? null;
}

/** @param end how each of them must have ended */
export function deedsOf(
  evidence: Evidence,
  workers: readonly ReplacedWorker[],
  end: { code?: number; signal?: NodeJS.Signals },
): Deeds {
  const deeds: Deeds = { commits: 0, toolStarts: 0, modelCalls: 0, violations: [] };
  for (const worker of workers) {
    const { child, stop } = worker;
    const since = takenAt(evidence.trace, worker) ?? Number.POSITIVE_INFINITY;
    const noted = evidence.trace.filter(({ pid, at }) => pid === child.pid && at > since);
    const toolStarts = noted.filter(({ event }) => event === 'TOOL_STARTED' || event === 'LEDGER');
    const modelCalls = noted.filter(({ event }) => event === 'ASKS');
    const commits = savedBy(worker, evidence).filter(({ savedAt }) => Date.parse(savedAt) > since);
    deeds.toolStarts += toolStarts.length;
    deeds.modelCalls += modelCalls.length;
    deeds.commits += commits.length;
    const found = [...toolStarts, ...modelCalls, ...commits].map((deed) => JSON.stringify(deed));
    const exit = evidence.deaths.find(({ pid }) => pid === child.pid)?.exit ?? null;
    const isRight = end.code === undefined ? exit?.signal === end.signal : exit?.code === end.code;
    if (!isRight) found.push(`its end was ${JSON.stringify(exit)}`);
    for (const what of found) {
      const detail = `worker ${child.pid}, replaced at ${stop.point} ${stop.nth}: ${what}`;
      deeds.violations.push({ rule: 'SLEEPER', jobId: stop.jobId, detail });
    }
  }
  return deeds;
}

/** By the epoch, and not by what was acknowledged: a reply may have been on its way when the worker stopped. */
function savedBy({ child, stop }: ReplacedWorker, { trace, jobs }: Evidence) {
  const run = entriesOf(trace, 'RUNS').find(({ pid, jobId }) => pid === child.pid && jobId === stop.jobId);
  const job = jobs.find(({ jobId }) => jobId === stop.jobId);
  return job?.versions.filter(({ epoch }) => epoch === run?.epoch) ?? [];
}
