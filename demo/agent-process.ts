import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Entry, readLedger } from './ledger.ts';

/** How much of a process's output is kept, to be shown when something goes wrong. */
const KEPT_OUTPUT = 8000;
const PATIENCE_MS = 30_000;

const running = new Set<DemoProcess>();

let ended = false;

/** Ends whatever the demo started and is still there; nothing can be started after it. */
export async function endAll(): Promise<void> {
  ended = true;
  await Promise.all([...running].map((one) => one.stop()));
}

// Whatever ends the demo, its processes end with it.
process.once('exit', () => {
  for (const one of running) void one.sigkill();
});

/** A process that the demo started: the API, a worker, an agent. Its output is kept, not shown. */
export class DemoProcess {
  readonly title: string;
  /** What it noted so far. */
  readonly entries: Entry[] = [];
  readonly #child: ChildProcess;
  readonly #changed = new EventEmitter<{ change: [] }>();
  #ready: { url: string | null } | null = null;
  #ended = false;
  #output = '';

  /**
   * @param script relative to this folder
   * @param onEntry called for each note, in order
   */
  constructor(
    title: string,
    script: string,
    env: NodeJS.ProcessEnv,
    onEntry: (entry: Entry, from: DemoProcess) => void = () => undefined,
  ) {
    if (ended) throw new Error('The demo has ended.');
    this.title = title;
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#child = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'] });
    running.add(this);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-KEPT_OUTPUT);
      });
    }
    readLedger(this.#child.stdio[3] as Readable, (entry) => {
      this.entries.push(entry);
      onEntry(entry, this);
    });
    this.#child.once('message', (message: { url?: string }) => {
      this.#ready = { url: message.url ?? null };
      this.#changed.emit('change');
    });
    this.#child.once('error', () => this.#end());
    this.#child.once('close', () => this.#end());
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  /** Null while it runs, or when a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get wasKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL';
  }

  /**
   * Waits until it tells that it is ready.
   * @throws Error with its last output when it ends first, or takes too long
   */
  async untilReady(): Promise<{ url: string | null }> {
    const late = AbortSignal.timeout(PATIENCE_MS);
    await this.#changes(() => this.#ready !== null || this.#ended || late.aborted, late);
    if (this.#ready !== null) return this.#ready;
    const why = this.#ended ? 'ended at its start' : 'did not start';
    throw new Error(`The ${this.title} ${why}. Its output:\n${this.#output}`);
  }

  /** Resolves when it is gone and all of its notes are read. */
  untilEnded(): Promise<void> {
    return this.#changes(() => this.#ended);
  }

  /** Ends it without any chance to clean up, as a crash does. */
  sigkill(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.untilEnded();
  }

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.untilEnded();
    clearTimeout(late);
  }

  /** Resolves when this holds; looked at after each change, and when the signal is aborted. */
  #changes(holds: () => boolean, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (holds()) resolve();
    };
    this.#changed.on('change', check);
    signal?.addEventListener('abort', check);
    check();
    return promise.finally(() => {
      this.#changed.off('change', check);
      signal?.removeEventListener('abort', check);
    });
  }

  #end(): void {
    this.#ended = true;
    running.delete(this);
    this.#changed.emit('change');
  }
}
