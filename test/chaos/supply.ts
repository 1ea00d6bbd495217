import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/random.ts';
import type { Stage } from './stage.ts';
import { randomTask, type Task } from './task.ts';

const LOOK_MS = 100;

/**
 * Sees to it that a round never runs out of work: keeps so many jobs open, until it is told to stop. Each is followed by
 * a subscriber.
 */
export class Supply {
  readonly #stage: Stage;
  readonly #name: string;
  readonly #random: Random;
  readonly #open: number;
  readonly #callbacks: boolean;
  readonly #make: (id: string, random: Random) => Task;
  #stopped = false;
  #made = 0;
  #work: Promise<void> | null = null;

  constructor(
    stage: Stage,
    options: {
      name: string;
      random: Random;
      open: number;
      /** @default true */
      callbacks?: boolean;
      /** @default randomTask */
      make?: (id: string, random: Random) => Task;
    },
  ) {
    const { name, random, open, callbacks = true, make = randomTask } = options;
    this.#stage = stage;
    this.#name = name;
    this.#random = random;
    this.#open = open;
    this.#callbacks = callbacks;
    this.#make = make;
  }

  get made(): number {
    return this.#made;
  }

  start(): this {
    this.#work = this.#run();
    // Its failure is that of `stop()`.
    this.#work.catch(() => undefined);
    return this;
  }

  /** No more jobs. @throws when a submission was refused */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  async #submit(): Promise<void> {
    const task = this.#make(`${this.#name}-${++this.#made}`, this.#random);
    await this.#stage.submitUntilAccepted(task, { callback: this.#callbacks });
    this.#stage.readers.subscribe(task.id);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const missing = this.#open - (await this.#stage.unfinished()).length;
      await Promise.all(Array.from({ length: Math.max(0, missing) }, () => this.#submit()));
      await sleep(LOOK_MS);
    }
  }
}
