import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process tells its parent once it does its work. */
export interface ReadyMessage {
  type: 'ready';
  pid: number;
  /** Of an API process. */
  url?: string;
}

/** What an API process tells its parent about the page; `READY` and `FAILED` are the last word. */
export interface DashboardMessage {
  type: 'dashboard';
  state: 'BUILDING' | 'READY' | 'FAILED';
}

export interface SupervisedEvents {
  /** Each time it is ready; `again` when it was started anew after a death. */
  ready(message: ReadyMessage, again: boolean): void;
  /** Of an API process. */
  dashboard?(message: DashboardMessage): void;
  /** It died although nobody asked for it, and is started again after `retryMs`. */
  died(pid: number, how: string, retryMs: number): void;
  /** It died before it was ready for the first time: what it printed says why. */
  failed(): void;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 10_000;
/** One that ran as long as this was well; the next retry is quick again. */
const WELL_AFTER_MS = 10_000;
const PRELOAD = new URL('./end-with-parent.ts', import.meta.url).href;

/** A process that is kept running: one that dies after it was ready once is started again, later each time in a row. */
export class SupervisedProcess {
  readonly #script: string;
  readonly #events: SupervisedEvents;
  #child: ChildProcess | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #wasReady = false;
  #stopping = false;

  /** @param script the main module of the process */
  constructor(script: URL, events: SupervisedEvents) {
    this.#script = fileURLToPath(script);
    this.#events = events;
  }

  start(): void {
    const startedAt = performance.now();
    // A group of its own: Ctrl-C in a terminal goes to every process of the group, and would arrive twice.
    const child = fork(this.#script, {
      detached: true,
      execArgv: ['--import', PRELOAD],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (message) => {
      if (isOfType<DashboardMessage>(message, 'dashboard')) this.#events.dashboard?.(message);
      if (!isOfType<ReadyMessage>(message, 'ready')) return;
      this.#events.ready(message, this.#wasReady);
      this.#wasReady = true;
    });
    child.once('error', () => this.#ended(0, 'it could not be started', startedAt));
    child.once('exit', (code, signal) =>
      this.#ended(child.pid ?? 0, signal ?? `exit code ${code}`, startedAt),
    );
  }

  /** Asks it to end, and kills it when it has not by then. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const killing = setTimeout(() => this.kill(), timeoutMs);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    clearTimeout(killing);
  }

  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#retry);
    this.#child?.kill('SIGKILL');
  }

  #ended(pid: number, how: string, startedAt: number): void {
    if (this.#stopping) return;
    if (!this.#wasReady) {
      this.#stopping = true;
      this.#events.failed();
      return;
    }
    if (performance.now() - startedAt > WELL_AFTER_MS) this.#retryMs = FIRST_RETRY_MS;
    this.#events.died(pid, how, this.#retryMs);
    this.#retry = setTimeout(() => this.start(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }
}

function isOfType<Message extends { type: string }>(
  message: unknown,
  type: Message['type'],
): message is Message {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
