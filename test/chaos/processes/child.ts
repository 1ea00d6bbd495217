import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnv } from '../../support/child-env.ts';
import type { Instructions } from './stops.ts';

const KEPT_OUTPUT = 64 * 1024;
const START_MS = 120_000;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export interface ChildOptions {
  kind: 'worker' | 'api';
  /** Asked for each process. */
  env: () => Readonly<Record<string, string>>;
  instructions: Instructions;
}

/** A real API or worker process. It dies with the process that started it. */
export class Child {
  readonly kind: ChildOptions['kind'];
  readonly exited: Promise<Exit>;
  /** Of its Redis; '' when it finds it by itself. */
  readonly redisUrl: string;
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  #url = '';
  #isReady = false;
  #output = '';

  constructor({ kind, env, instructions }: ChildOptions) {
    this.kind = kind;
    const entry = fileURLToPath(new URL(`./${kind}-entry.ts`, import.meta.url));
    const given = env();
    this.redisUrl = given.REDIS_URL ?? '';
    this.#child = spawn(process.execPath, [entry], {
      env: childEnv({ ...given, RETOMA_CHAOS: JSON.stringify(instructions) }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
      });
    }
    this.exited = once(this.#child, 'exit').then(([code, signal]) => ({ code, signal }));
    this.#ready.promise.catch(() => undefined);
    this.#child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type !== 'ready') return;
      this.#url = (message.url ?? '').replace(/\/$/, '');
      this.#isReady = true;
      this.#ready.resolve();
    });
    void this.exited.then(({ code, signal }) => {
      this.#ready.reject(new Error(`The ${kind} ended (${signal ?? code}) before it was ready.`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Of an API process that is ready. */
  get url(): string {
    return this.#url;
  }

  /** The end of what it printed. */
  get output(): string {
    return this.#output;
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** @throws Error with what it printed when it ends first or takes too long */
  async untilReady(): Promise<this> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`The ${this.kind} did not start.`)), START_MS);
    try {
      await Promise.race([this.#ready.promise, late.promise]);
      return this;
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.#output}`);
    } finally {
      clearTimeout(timer);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
