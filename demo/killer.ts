import type { DemoProcess } from './agent-process.ts';
import { type Entry, isPlaceToKill } from './ledger.ts';

/** Reads along with all agents that work on one task, and kills the first that reaches the place where both halves do it. */
export class Killer {
  /** Of all of them, in order. */
  readonly entries: Entry[] = [];
  readonly #killed = Promise.withResolvers<{ victim: DemoProcess; at: number }>();
  readonly #goneOn = Promise.withResolvers<{ by: DemoProcess; at: number }>();
  readonly #tell: (entry: Entry) => void;
  #victim: DemoProcess | null = null;
  /** What happens after the kill is told when the audience is ready for it. */
  #held: Entry[] | null = null;

  /** @param tell called for each entry */
  constructor(tell: (entry: Entry) => void) {
    this.#tell = tell;
  }

  /** Times are of the monotonic clock. */
  get killed(): Promise<{ victim: DemoProcess; at: number }> {
    return this.#killed.promise;
  }

  /** The first thing that another process did after the kill. */
  get goneOn(): Promise<{ by: DemoProcess; at: number }> {
    return this.#goneOn.promise;
  }

  readonly onEntry = (entry: Entry, from: DemoProcess): void => {
    const at = performance.now();
    this.entries.push(entry);
    if (this.#victim !== null && from !== this.#victim) this.#goneOn.resolve({ by: from, at });
    if (this.#held === null) this.#tell(entry);
    else this.#held.push(entry);
    if (this.#victim !== null || !isPlaceToKill(from.entries)) return;
    this.#victim = from;
    this.#held = [];
    void from.sigkill().then(() => this.#killed.resolve({ victim: from, at }));
  };

  /** Tells what happened since the kill, and what happens from now on as it happens. */
  goOn(): void {
    for (const entry of this.#held ?? []) this.#tell(entry);
    this.#held = null;
  }

  /** Turns that the model was asked for more than once. */
  turnsAskedAgain(): number[] {
    return repeated(this.entries.filter((entry) => entry.event === 'ASKED').map(({ turn }) => turn));
  }

  /** Ids of the calls of `run_command` that were started more than once. */
  commandsRunAgain(): string[] {
    const started = this.entries.filter((entry) => entry.event === 'TOOL_STARTED');
    return repeated(started.filter(({ name }) => name === 'run_command').map(({ id }) => id));
  }
}

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
}
