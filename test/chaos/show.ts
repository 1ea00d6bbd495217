import { paint } from '../scripts/terminal.ts';
import { barOf, clock, MovingLine } from '../support/moving-line.ts';
import type { Experiment, Outcome, Show } from './experiment.ts';
import { RULES } from './oracle.ts';

/** Where nobody watches, a line so often. */
const QUIET_MS = 30_000;
const TICK_MS = 1_000;
const SHOWN_VIOLATIONS = 10;

/** Tells a person how an experiment goes: one line that moves in a terminal, a line now and then elsewhere. */
export class Progress implements Show {
  readonly #experiment: Experiment;
  readonly #count: number;
  readonly #begun = performance.now();
  readonly #timer: NodeJS.Timeout | null = null;
  readonly #line = new MovingLine();
  #done = 0;
  #now = 'processes start';
  #lastLine = Number.NEGATIVE_INFINITY;

  constructor(experiment: Experiment, count: number) {
    this.#experiment = experiment;
    this.#count = count;
    console.log(`\n${paint('bold', experiment.name)}  ${experiment.about}`);
    if (this.#line.canMove) this.#timer = setInterval(() => this.#draw(), TICK_MS);
  }

  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  progress(done: number | null, now: string): void {
    this.#done = done ?? this.#done;
    this.#now = now;
    if (this.#line.canMove) {
      this.#draw();
    } else if (performance.now() - this.#lastLine > QUIET_MS) {
      this.#lastLine = performance.now();
      console.log(`  ${clock(this.seconds)} ${this.#done}/${this.#count} ${this.#experiment.unit}  ${now}`);
    }
  }

  #draw(): void {
    const done = `${barOf(this.#done / this.#count)} ${this.#done}/${this.#count} ${this.#experiment.unit}`;
    this.#line.show(`  ${clock(this.seconds)} ${done}`, this.#now);
  }

  note(line: string): void {
    this.#line.clear();
    console.log(`  ${line}`);
  }

  /** @param repeat the command that chooses the same again */
  end({ counts, figures = [], violations }: Outcome, repeat: string): void {
    this.stop();
    const done = Object.entries(counts).map(([what, value]) => `${value.toLocaleString('en')} ${what}`);
    const isKept = violations.length === 0;
    const verdict = isKept
      ? paint('green', '✓ no promise was broken')
      : paint(['bold', 'red'], `✗ ${violations.length} violations`);
    console.log(`  ${clock(this.seconds)} ${verdict}: ${done.join(', ')}`);
    for (const { what, value, unit, atMost } of figures) {
      const mark = atMost === undefined ? ' ' : value <= atMost ? paint('green', '✓') : paint('red', '✗');
      const goal = atMost === undefined ? '' : paint('dim', ` at most ${atMost}`);
      console.log(`    ${mark} ${what}: ${Math.round(value).toLocaleString('en')} ${unit}${goal}`);
    }
    for (const { rule, jobId, detail } of violations.slice(0, SHOWN_VIOLATIONS)) {
      console.log(`    ${paint('red', RULES[rule])}${jobId === null ? '' : ` (${jobId})`}\n      ${detail}`);
    }
    if (violations.length > SHOWN_VIOLATIONS) {
      console.log(`    … and ${violations.length - SHOWN_VIOLATIONS} more`);
    }
    console.log(paint('dim', `    again: ${repeat}`));
  }

  /** Draws no more. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#line.clear();
  }
}
