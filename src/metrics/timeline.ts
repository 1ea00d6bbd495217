import type { Gauges, Sample } from './ledger.ts';
import type { Totals } from './totals.ts';

/** What happened in a time, and how things stood at its end. */
export interface Period {
  /** In ms since 1970. */
  startedAt: number;
  /** How long it was: about a minute, or the step asked for; longer where no process was there to take samples. */
  seconds: number;
  /** By the names that samples have. */
  counts: Totals;
  gauges: Gauges;
}

/**
 * The periods between samples, oldest first. What was counted is the difference of two samples, so nothing is lost
 * between periods, whoever took the samples and whenever; the last period goes on until now.
 *
 * @param samples newest first
 * @param now how things stand
 * @param stepMinutes how many minutes make a period
 */
export function timelineOf(samples: readonly Sample[], now: Sample, stepMinutes: number): Period[] {
  const stepMs = stepMinutes * 60_000;
  const marks: Sample[] = [];
  for (const sample of samples.toReversed()) {
    const mark = marks.at(-1);
    if (mark === undefined || stepAt(sample, stepMs) > stepAt(mark, stepMs)) marks.push(sample);
  }
  const latest = marks.at(-1);
  if (latest === undefined || now.at > latest.at) marks.push(now);
  const periods: Period[] = [];
  for (const [index, end] of marks.entries()) {
    const start = marks[index - 1];
    if (start !== undefined) periods.push(between(start, end));
  }
  return periods;
}

function stepAt({ at }: Sample, stepMs: number): number {
  return Math.floor(at / stepMs);
}

function between(start: Sample, end: Sample): Period {
  const counts = new Map<string, number>();
  for (const [name, count] of Object.entries(end.counts)) {
    const before = start.counts[name] ?? 0;
    // A Redis that lost its data counts anew.
    const by = count < before ? count : count - before;
    if (by > 0) counts.set(name, by);
  }
  return { startedAt: start.at, seconds: (end.at - start.at) / 1000, counts, gauges: end.gauges };
}
