import { oneLine, paint } from '../scripts/terminal.ts';
import { barOf, clock, MovingLine } from '../support/moving-line.ts';
import { type Guard, PROMISES } from './guard.ts';
import type { Outcome } from './lane.ts';

/** Tells a person how far it is: one line that moves in a terminal, a line for each guard elsewhere. */
export class Progress {
  readonly #total: number;
  readonly #begun = performance.now();
  readonly #line = new MovingLine();
  readonly #timer: NodeJS.Timeout;
  /** What goes on right now, in the order in which it was begun. */
  readonly #now = new Set<string>();
  #done = 0;

  constructor(total: number) {
    this.#total = total;
    this.#timer = setInterval(() => this.#draw(), 1000);
  }

  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  begin(what: string): void {
    this.#now.add(what);
    this.#draw();
  }

  end(what: string): void {
    this.#now.delete(what);
    this.#draw();
  }

  judged({ guard }: Guard, outcome: Outcome): void {
    this.#done += 1;
    const isNoticed = outcome.kind === 'NOTICED';
    if (!isNoticed || !this.#line.canMove) {
      this.note(
        `${mark(outcome)} ${this.#done}/${this.#total} without ${guard}${isNoticed ? '' : `: ${wordsOf(outcome)}`}`,
      );
    }
    this.end(guard);
  }

  note(line: string): void {
    this.#line.clear();
    console.log(`  ${clock(this.seconds)} ${line}`);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#line.clear();
  }

  #draw(): void {
    if (!this.#line.canMove) return;
    const head = `  ${clock(this.seconds)} ${barOf(this.#done / this.#total)} ${this.#done}/${this.#total} guards`;
    this.#line.show(head, [...this.#now].join(' · '));
  }
}

export function printTable(rows: readonly { guard: Guard; outcome: Outcome }[]): void {
  for (const [promise, words] of Object.entries(PROMISES)) {
    const some = rows.filter(({ guard }) => guard.promise === promise);
    if (some.length === 0) continue;
    console.log(`\n${paint('bold', words)}`);
    for (const { guard, outcome } of some) {
      console.log(`  ${mark(outcome)} ${guard.guard}\n      ${paint('dim', wordsOf(outcome))}`);
    }
  }
}

function mark({ kind }: Outcome): string {
  return kind === 'NOTICED' ? paint('green', '✓') : paint(['bold', 'red'], '✗');
}

function wordsOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'NOTICED':
      return outcome.by;
    case 'UNNOTICED':
      return 'nothing noticed';
    case 'BROKEN':
      return `its test did not run: ${oneLine(outcome.why)}`;
  }
}
