import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Failpoint } from '../../src/failpoints.ts';
import { childEnv } from './child-env.ts';

/** Where a worker process stops. */
export interface StopAt {
  point: Failpoint;
  /** The how-manieth time, from 1. @default 1 */
  nth?: number;
  /** Counts the visits of this job only. */
  jobId?: string;
  /** DIE: by SIGKILL, right there. HOLD: waits until the test lets it go. */
  action: 'DIE' | 'HOLD';
}

export type FromEntry =
  | { kind: 'REACHED'; point: Failpoint; jobId: string; hold: number | null }
  | { kind: 'UNBLOCKED' };
export type ToEntry = { kind: 'GO'; hold: number } | { kind: 'BLOCK'; ms: number };

export interface Reached {
  point: Failpoint;
  jobId: string;
  /** Lets a process that holds there go on. */
  go(): void;
}

export interface WorkerProcess {
  readonly pid: number;
  /** The next visit of this point that no earlier call has answered with. Rejects when the process ends first. */
  reached(point: Failpoint, jobId?: string): Promise<Reached>;
  /** Every point reached so far, in order. */
  readonly visits: readonly { point: Failpoint; jobId: string }[];
  /** Blocks its event loop for so long; resolves when it is over. */
  blockLoop(ms: number): Promise<void>;
  /** @default SIGKILL */
  kill(signal?: NodeJS.Signals): void;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it printed, for the message of a test that fails. */
  output(): string;
}

export interface WorkerProcessOptions {
  /** Put over a small environment of defaults: REDIS_URL, WORKSPACE_ROOT and SCRIPTS_DIR are the test's to give. */
  env: Record<string, string>;
  stopAt?: readonly StopAt[];
  /** Short for one `stopAt` with DIE. */
  killAt?: { point: Failpoint; nth?: number; jobId?: string };
}

const ENTRY = fileURLToPath(new URL('./worker-entry.ts', import.meta.url));

/**
 * Starts a real worker process (`src/jobs/main.ts`). Resolves when it takes jobs, or has died as it was asked to; it
 * dies with the test's process.
 */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { env, stopAt = [], killAt } = options;
  const stops: StopAt[] = [
    ...stopAt,
    ...(killAt === undefined ? [] : [{ ...killAt, action: 'DIE' as const }]),
  ];
  const child = spawn(process.execPath, [ENTRY], {
    env: childEnv({ LOG_LEVEL: 'debug', ...env, RETOMA_TEST_STOPS: JSON.stringify(stops) }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const worker = new RunningProcess(child);
  const dies = stops.some((stop) => stop.action === 'DIE');
  // One that finds a job at once may come to the place where it is to die before it is ready.
  await Promise.race([worker.ready, ...(dies ? [worker.exited] : [])]);
  return worker;
}

class RunningProcess implements WorkerProcess {
  readonly ready: Promise<void>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly visits: { point: Failpoint; jobId: string }[] = [];
  readonly #child: ChildProcess;
  readonly #unclaimed: Reached[] = [];
  readonly #waiting: { wants(reached: Reached): boolean; resolve(reached: Reached): void }[] = [];
  #output = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#output += chunk;
      });
    }
    this.exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
    const ready = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.ready.catch(() => undefined);
    child.on('message', (message: FromEntry | { type: 'ready' }) => {
      if ('type' in message) return ready.resolve();
      if (message.kind === 'REACHED') this.#arrive(message);
    });
    void this.exited.then(() =>
      ready.reject(new Error(`The worker ended before it was ready:\n${this.#output}`)),
    );
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async reached(point: Failpoint, jobId?: string): Promise<Reached> {
    const wants = (each: Reached) => each.point === point && (jobId === undefined || each.jobId === jobId);
    const index = this.#unclaimed.findIndex(wants);
    const [found] = index === -1 ? [] : this.#unclaimed.splice(index, 1);
    if (found !== undefined) return found;
    const arrival = new Promise<Reached>((resolve) => this.#waiting.push({ wants, resolve }));
    const ended = this.exited.then(({ signal }) => {
      throw new Error(`The worker ended (${signal}) before it reached ${point}:\n${this.#output}`);
    });
    return Promise.race([arrival, ended]);
  }

  async blockLoop(ms: number): Promise<void> {
    const unblocked = new Promise<void>((resolve) => {
      const listen = (message: FromEntry) => {
        if (message.kind !== 'UNBLOCKED') return;
        this.#child.off('message', listen);
        resolve();
      };
      this.#child.on('message', listen);
    });
    this.#tell({ kind: 'BLOCK', ms });
    await unblocked;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }

  output(): string {
    return this.#output;
  }

  #arrive({ point, jobId, hold }: FromEntry & { kind: 'REACHED' }): void {
    this.visits.push({ point, jobId });
    const reached: Reached = { point, jobId, go: () => hold !== null && this.#tell({ kind: 'GO', hold }) };
    const index = this.#waiting.findIndex((waiting) => waiting.wants(reached));
    const [waiting] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (waiting === undefined) this.#unclaimed.push(reached);
    else waiting.resolve(reached);
  }

  #tell(message: ToEntry): void {
    if (this.#child.connected) this.#child.send(message);
  }
}
