import type { Random } from '../support/random.ts';
import type { Evidence } from './evidence.ts';
import { judge, type Violation } from './oracle.ts';
import { Stage, type StageOptions } from './stage.ts';

/** One question that is put to the product, again and again. */
export interface Experiment {
  name: string;
  /** In one line. */
  about: string;
  /** What is counted: kills, cuts, jobs … */
  unit: string;
  /** How often in full. */
  full: number;
  /** How often in the short form. */
  short: number;
  run(lab: Lab): Promise<Outcome>;
}

/** What an experiment is given. */
export interface Lab {
  /** How often it is to be done, at least. */
  count: number;
  /** Everything that is chosen is chosen by this. */
  random: Random;
  show: Show;
}

/** How a person is told what goes on. */
export interface Show {
  /**
   * One line, replaced by the next.
   * @param done how many of `lab.count`; null: as many as before
   * @param now what happens just now
   */
  progress(done: number | null, now: string): void;
  /** A line that stays. */
  note(line: string): void;
}

export interface Outcome {
  /** What was done, in words, and how often it really was. */
  counts: Record<string, number>;
  figures?: Figure[];
  /** Details, for the report. */
  table?: { columns: string[]; rows: (string | number)[][] };
  violations: Violation[];
}

export interface Figure {
  what: string;
  value: number;
  unit: 'ms' | '';
  /** What it is to be at most. */
  atMost?: number;
}

/** How long a round may take to come to its end once the last fault is over. Far more than it needs on a busy machine. */
export const BOUND_MS = 240_000;

/** Plays a round; whatever happens in it, nothing of it is left afterwards. */
export async function onStage<T>(options: StageOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await Stage.open(options);
  try {
    return await play(stage);
  } finally {
    await stage.close();
  }
}

/**
 * Waits for all jobs of a round to end, collects what there is then, and judges it.
 *
 * @param options.excuses what the oracle finds and what is no violation in this round
 * @param options.also what this experiment asks beside the oracle
 */
export async function finishRound(
  stage: Stage,
  lab: Lab,
  options: {
    onLook?: () => void;
    excuses?: (violation: Violation) => boolean;
    also?: (evidence: Evidence) => Violation[];
  } = {},
): Promise<{ evidence: Evidence; violations: Violation[] }> {
  const { onLook = () => {}, excuses = () => false, also = () => [] } = options;
  await stage.forgetRefused();
  lab.show.progress(null, 'the last jobs end');
  const late = await stage.untilEnded(stage.jobIds, BOUND_MS, onLook);
  lab.show.progress(null, 'the oracle looks');
  const evidence = await stage.collect(late);
  const found = judge(evidence).filter((violation) => !excuses(violation));
  const violations = [...found, ...also(evidence)];
  if (violations.length > 0)
    lab.show.note(`What is known of this round: ${stage.keep(evidence, violations)}`);
  return { evidence, violations };
}
