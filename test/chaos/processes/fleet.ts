import { Child, type ChildOptions, type Exit } from './child.ts';

const STOP_MS = 60_000;

/** Processes of one kind, kept at their number: one that dies is followed by another. */
export class Fleet {
  readonly #options: ChildOptions;
  readonly #size: number;
  readonly #children = new Set<Child>();
  readonly #deaths: { pid: number; at: number; exit: Exit }[] = [];
  readonly #outputs: string[] = [];
  #stopping = false;
  /** Whether one that dies is replaced. */
  replaces = true;

  constructor(options: ChildOptions, size: number) {
    this.#options = options;
    this.#size = size;
  }

  async start(): Promise<void> {
    while (this.#children.size < this.#size) this.#add();
    await Promise.all([...this.#children].map((child) => child.untilReady()));
  }

  /** Those that have not ended. */
  get running(): readonly Child[] {
    return [...this.#children];
  }

  /** Those that do their work. */
  get ready(): readonly Child[] {
    return this.running.filter(({ isReady }) => isReady);
  }

  /** Every process that has died, by a kill or of itself. */
  get deaths(): readonly { pid: number; at: number; exit: Exit }[] {
    return this.#deaths;
  }

  /** The ends of what each printed, those that have died first. */
  get outputs(): readonly string[] {
    return [...this.#outputs, ...this.running.map(describe)];
  }

  /** One more than before, for as long as it lives. */
  add(): Child {
    return this.#add();
  }

  /** Asks all to end. Answers with those that did not end in order, and what they printed. */
  async stop(): Promise<string[]> {
    this.#stopping = true;
    const stubborn = await Promise.all([...this.#children].map((child) => this.#end(child)));
    return stubborn.flat();
  }

  /** At once. */
  async kill(): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children];
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(children.map((child) => child.exited));
  }

  #add(): Child {
    const child = new Child(this.#options);
    this.#children.add(child);
    void child.exited.then((exit) => {
      this.#children.delete(child);
      this.#outputs.push(describe(child));
      if (this.#stopping) return;
      this.#deaths.push({ pid: child.pid, at: Date.now(), exit });
      if (this.replaces && this.#children.size < this.#size) this.#add();
    });
    return child;
  }

  async #end(child: Child): Promise<string[]> {
    // One that is still starting has not yet a handler for the signal.
    await child.untilReady().catch(() => undefined);
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const { code, signal } = await child.exited;
    clearTimeout(timer);
    if (code === 0 || child.kind === 'api') return [];
    return [`worker ${child.pid} ended with ${signal ?? code}: ${child.output.slice(-2000)}`];
  }
}

function describe({ kind, pid, output }: Child): string {
  return `=== ${kind} ${pid}\n${output}`;
}
