import type { Logger } from 'pino';
import type { StopKind } from '../agent/stop.ts';
import type { Store, Wakeup } from '../store/contract.ts';
import type { JobRecord } from '../store/records.ts';

const LOOK_MS = 1_000;

/** The store's wake-ups, as far as a worker needs them: hints that may be lost, doubled or late. */
export interface WakeupSource {
  subscribe(jobId: string, onWakeup: (wakeup: Wakeup) => void): Promise<void>;
  unsubscribe(jobId: string): Promise<void>;
}

export interface ControlDeps {
  store: Store;
  wakeups: WakeupSource;
  log: Logger;
  /** The jobs that run in this process. */
  running(): readonly string[];
  stop(jobId: string, kind: StopKind): void;
}

/**
 * Brings a person's wish (cancel, pause) to the run that it is meant for: by the job's wake-up, and by a look at the
 * records every second, since wake-ups may be lost.
 */
export class Control {
  readonly #deps: ControlDeps;
  readonly #timer: NodeJS.Timeout;
  /** Highest version that a wake-up told of. Wishes make no version, so one that tells of a new version is no wish. */
  readonly #versions = new Map<string, number>();

  constructor(deps: ControlDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.#look(deps.running()), LOOK_MS);
  }

  async watch(jobId: string): Promise<void> {
    this.#versions.set(jobId, 0);
    await this.#deps.wakeups
      .subscribe(jobId, (wakeup) => this.#wake(wakeup))
      .catch((error: unknown) => {
        this.#deps.log.warn({ jobId, err: error }, 'wishes for this job are noticed by looking only');
      });
  }

  async unwatch(jobId: string): Promise<void> {
    if (this.#deps.running().includes(jobId)) return;
    this.#versions.delete(jobId);
    await this.#deps.wakeups.unsubscribe(jobId).catch(() => undefined);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #wake({ jobId, version }: Wakeup): void {
    const known = this.#versions.get(jobId);
    if (known === undefined) return;
    if (version !== null && version > known) {
      this.#versions.set(jobId, version);
      return;
    }
    void this.#look([jobId]);
  }

  async #look(jobIds: readonly string[]): Promise<void> {
    if (jobIds.length === 0) return;
    try {
      const jobs = await this.#deps.store.getJobs(jobIds);
      for (const job of jobs) this.#obey(job);
    } catch (error) {
      this.#deps.log.debug({ err: error }, 'could not look for wishes');
    }
  }

  #obey(job: JobRecord | null): void {
    if (job?.control) this.#deps.stop(job.jobId, job.control);
  }
}
