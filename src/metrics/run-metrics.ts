import { CheckpointManager } from '../agent/checkpoint.ts';
import { type Model, ModelCallError } from '../agent/model/model.ts';
import { providerOf } from '../agent/model/model-id.ts';
import type { LoopObserver } from '../agent/run.ts';
import { StopReason } from '../agent/stop.ts';
import type { DeathClock, RunBegin, RunWatch, WorkerWatch } from '../agent/watch.ts';
import type { Lease, LoadedCheckpoint, NewVersion } from '../store/contract.ts';
import { LeaseLostError } from '../store/errors.ts';
import { type CheckpointRecord, type JobRecord, NO_USAGE, type TokenUsage } from '../store/records.ts';
import type { Recorder } from './recorder.ts';

const TOKEN_KINDS = ['input', 'output', 'reasoning', 'cached', 'total', 'calls'] as const;

/** Counts what a worker does. */
export function countRuns(recorder: Recorder, deathClock: DeathClock): WorkerWatch {
  return {
    runBegins: (begin) => new CountedRun(recorder, begin, deathClock),
    workerDied: (noticedBy) => recorder.add(`worker-died ${noticedBy}`),
    atGate: (provider, event) => recorder.add(`gate ${provider} ${event}`),
  };
}

class CountedRun implements RunWatch {
  readonly observer: LoopObserver;
  readonly #recorder: Recorder;
  readonly #signal: AbortSignal;
  readonly #tools = new Map<string, number>();
  /** By the monotonic clock: when the worker that had the job before died, and when the job went on. */
  #diedAt: number | null = null;
  #goingOnAt: number | null = null;

  constructor(recorder: Recorder, { before, signal }: RunBegin, deathClock: DeathClock) {
    this.#recorder = recorder;
    this.#signal = signal;
    if (before.status === 'RUNNING' && before.workerId !== null)
      this.#timeRecovery(before.workerId, deathClock);
    this.observer = {
      onModelCall: () => this.#goOn(),
      onToolStart: ({ id }) => {
        this.#goOn();
        this.#tools.set(id, performance.now());
      },
      onToolEnd: ({ id, name, isError }) => {
        recorder.add(`tool-run ${name} ${isError ? 'FAILED' : 'DONE'}`);
        const began = this.#tools.get(id);
        if (began !== undefined) recorder.observe('tool-time', secondsSince(began), name);
        this.#tools.delete(id);
      },
      onToolInterrupted: ({ policy, outcome }) => recorder.add(`interrupted ${policy} ${outcome}`),
    };
  }

  watchModel(model: Model): Model {
    const recorder = this.#recorder;
    const provider = providerOf(model.id);
    return {
      id: model.id,
      async ask(request) {
        const began = performance.now();
        let outcome = 'ANSWERED';
        // What a call that is cut off had used by then was paid for as well.
        let usage = NO_USAGE;
        const onUsage = (soFar: TokenUsage) => {
          usage = soFar;
          request.onUsage?.(soFar);
        };
        try {
          const answer = await model.ask({ ...request, onUsage });
          usage = answer.usage;
          return answer;
        } catch (error) {
          outcome = request.signal.aborted
            ? 'STOPPED'
            : error instanceof ModelCallError
              ? error.code
              : 'ERROR';
          throw error;
        } finally {
          for (const kind of TOKEN_KINDS) {
            if (usage[kind] > 0) recorder.add(`tokens ${model.id} ${kind}`, usage[kind]);
          }
          recorder.add(`model-call ${provider} ${outcome}`);
          if (outcome !== 'STOPPED') recorder.observe('model-time', secondsSince(began), provider);
        }
      },
    };
  }

  watchCheckpoints(checkpoints: CheckpointManager): CheckpointManager {
    return new CountedCheckpoints(checkpoints, this.#recorder);
  }

  ended(job: JobRecord | null): void {
    const { reason } = this.#signal;
    const isLost = job === null || (reason instanceof StopReason && reason.kind === 'LEASE_LOST');
    if (isLost) this.#recorder.add('lease-lost');
  }

  #timeRecovery(workerId: string, deathClock: DeathClock): void {
    deathClock(workerId).then(
      (secondsAgo) => {
        if (secondsAgo === null) return;
        this.#diedAt = performance.now() - secondsAgo * 1000;
        this.#recorder.observe('recovery-time', secondsAgo, 'TAKEN');
        this.#observeGoingOn();
      },
      // Not to be known is no reason to stop.
      () => undefined,
    );
  }

  #goOn(): void {
    if (this.#goingOnAt !== null) return;
    this.#goingOnAt = performance.now();
    this.#observeGoingOn();
  }

  /** The answer about the death and the first step come in either order. */
  #observeGoingOn(): void {
    if (this.#diedAt === null || this.#goingOnAt === null) return;
    this.#recorder.observe('recovery-time', (this.#goingOnAt - this.#diedAt) / 1000, 'GOING_ON');
  }
}

/** Counts the versions that a run saves. */
class CountedCheckpoints extends CheckpointManager {
  readonly #inner: CheckpointManager;
  readonly #recorder: Recorder;
  #sizeBytes = 0;

  constructor(inner: CheckpointManager, recorder: Recorder) {
    super(inner.store);
    this.#inner = inner;
    this.#recorder = recorder;
  }

  override async loadCheckpoint(jobId: string, version?: number): Promise<LoadedCheckpoint | null> {
    const loaded = await this.#inner.loadCheckpoint(jobId, version);
    this.#sizeBytes = loaded?.sizeBytes ?? 0;
    return loaded;
  }

  override async saveCheckpoint(lease: Lease, commit: NewVersion): Promise<CheckpointRecord> {
    const began = performance.now();
    try {
      const record = await this.#inner.saveCheckpoint(lease, commit);
      this.#recorder.observe('commit-time', secondsSince(began));
      const before = commit.step === 'COMPACTED' ? 0 : this.#sizeBytes;
      this.#recorder.add('commit-bytes', Math.max(0, record.sizeBytes - before));
      this.#recorder.add('commit-state-bytes', record.sizeBytes);
      this.#sizeBytes = record.sizeBytes;
      return record;
    } catch (error) {
      if (error instanceof LeaseLostError) this.#recorder.add('commit-refused');
      throw error;
    }
  }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
