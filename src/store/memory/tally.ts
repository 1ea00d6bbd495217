import type { GoOnCause } from '../contract.ts';
import type { JobState, MemoryState } from './state.ts';

export function count({ tally }: MemoryState, name: string, by = 1): void {
  tally.set(name, (tally.get(name) ?? 0) + by);
}

/** Why a job that is about to be taken goes on, by how the last run of it ended; null for the first one. */
export function causeOf({ job, released }: JobState): GoOnCause | null {
  if (job.status === 'RUNNING') return 'CRASH';
  if (job.status === 'WAITING_RETRY') return 'RETRY';
  if (job.attempts === 0) return null;
  return released === 'QUEUED' ? 'HAND_OVER' : 'PAUSE';
}

/** The job goes on after this, or begins anew when nothing was saved. */
export function goesOn(state: MemoryState, going: JobState, cause: GoOnCause): void {
  const hasVersion = going.job.version !== null;
  count(state, `${hasVersion ? 'resumed' : 'restarted'} ${cause}`);
  going.wentOnAfter = hasVersion ? cause : null;
  if (cause !== 'PAUSE' && cause !== 'FORK') going.interrupted = true;
}

/** What the job has paid for so far, and need not pay again. */
export function countSaved(state: MemoryState, { job, versions }: JobState): void {
  if (job.version === null) return;
  const model = versions.get(job.version)?.model ?? job.model;
  for (const kind of ['input', 'output', 'reasoning', 'cached', 'total'] as const) {
    count(state, `saved ${model} ${kind}`, job.usage[kind]);
  }
  count(state, 'saved-turns', job.turns);
}

/** What a run that was resumed came to. */
export function runEnds(state: MemoryState, ended: JobState, outcome: string): void {
  if (ended.wentOnAfter !== null) count(state, `resume-ended ${ended.wentOnAfter} ${outcome}`);
  ended.wentOnAfter = null;
}
