import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { RetomaError } from '../errors.ts';
import { within } from '../within.ts';
import type { Ledger, Report } from './ledger.ts';
import type { Recorder } from './recorder.ts';
import { type InstallationSource, takeSample } from './sampling.ts';

/** What was counted goes out so often; a process that is killed loses as much. */
const REPORT_MS = 1_000;
/** A process that has nothing to tell says so often that it is there. */
const BEAT_MS = 10_000;
/** A process that ends while Redis is away waits no longer than this. */
const LAST_WORDS_MS = 500;
/** So long after the turn of a minute at most its sample is taken: not by all processes at once. */
const SAMPLE_SPREAD_MS = 2_000;

export interface ReporterOptions {
  recorder: Recorder;
  ledger: Ledger;
  /** What the samples are taken of; the ledger is the same. */
  installation: InstallationSource;
  log: Logger;
  /** Subscriptions that are open in this process. @default none */
  subscribers?: () => number;
}

/**
 * Brings what a process counts to the ledger, beside its work: nothing waits for it. A report that fails is sent again,
 * and added once. Also sees to it that a sample is kept for each minute, whichever process is the first to take it.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #processId = randomUUID();
  readonly #timer: NodeJS.Timeout;
  #sampling: NodeJS.Timeout;
  #pending: Report | null = null;
  #number = 0;
  #reported = { at: Number.NEGATIVE_INFINITY, subscribers: 0 };
  #working: Promise<void> | null = null;
  #failing = false;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.report(), REPORT_MS);
    this.#timer.unref();
    this.#sampling = this.#nextSample();
    void this.report();
    void this.#sample();
  }

  /** Sends what there is now. Resolves when it was added, or could not be. */
  report(): Promise<void> {
    this.#working ??= this.#report().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  /** The last of what was counted goes out, and nobody is subscribed here any more. Not waited for long. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#sampling);
    await within(LAST_WORDS_MS, this.#lastReport());
  }

  async #lastReport(): Promise<void> {
    await this.#working;
    this.#closed = true;
    await this.report();
    // What could not be sent before went first.
    if (this.#options.recorder.hasNews) await this.report();
  }

  async #report(): Promise<void> {
    const { ledger, log } = this.#options;
    this.#pending ??= this.#next();
    if (this.#pending === null) return;
    try {
      await ledger.add(this.#pending);
      this.#reported = { at: performance.now(), subscribers: this.#pending.subscribers };
      this.#pending = null;
      this.#failing = false;
    } catch (error) {
      // That Redis is away is said by its connections.
      const level = RetomaError.is(error, 'STORE_UNAVAILABLE') ? 'debug' : 'warn';
      if (!this.#failing) log[level]({ err: error }, 'what was counted could not be reported; it is kept');
      this.#failing = true;
    }
  }

  /** Null: there is nothing to tell. */
  #next(): Report | null {
    const { recorder, subscribers = () => 0 } = this.#options;
    const open = this.#closed ? 0 : subscribers();
    const { at, subscribers: known } = this.#reported;
    const isDue = performance.now() - at >= BEAT_MS;
    if (!recorder.hasNews && open === known && !isDue && !this.#closed) return null;
    const counts = recorder.drain();
    this.#number += 1;
    return { processId: this.#processId, number: this.#number, counts, subscribers: open };
  }

  #nextSample(): NodeJS.Timeout {
    const waitMs = 60_000 - (Date.now() % 60_000) + Math.random() * SAMPLE_SPREAD_MS;
    return setTimeout(() => void this.#sample(), waitMs).unref();
  }

  async #sample(): Promise<void> {
    clearTimeout(this.#sampling);
    this.#sampling = this.#nextSample();
    try {
      await takeSample(this.#options.installation);
    } catch (error) {
      this.#options.log.debug({ err: error }, 'no sample could be taken');
    }
  }
}
