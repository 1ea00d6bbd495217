import type { Lease } from '../store/contract.ts';
import type { JobRecord } from '../store/records.ts';
import type { CheckpointManager } from './checkpoint.ts';
import type { Model } from './model/model.ts';
import type { LoopObserver } from './run.ts';

/** Told what a worker does, for metrics and traces. Nothing waits for it, and nothing of it may throw. */
export interface WorkerWatch {
  runBegins(begin: RunBegin): RunWatch;
  /** Another worker was found dead, and this one was the first to find it. */
  workerDied(noticedBy: 'CONNECTION' | 'SILENCE'): void;
  /** Something happened at the gate before a provider. */
  atGate(provider: string, event: UpstreamEvent): void;
}

export const UPSTREAM_EVENTS = [
  /** A call was not made, since the provider takes none at present; its job waits. */
  'HELD',
  /** The provider told of a limit that was not known yet. */
  'LIMITED',
  /** The provider kept failing: the breaker opened. */
  'OPENED',
  /** It answered again: the breaker closed. */
  'CLOSED',
] as const;
export type UpstreamEvent = (typeof UPSTREAM_EVENTS)[number];

/** How long ago a worker that died gave its last sign of life, in seconds; null when that is not known. May reject. */
export type DeathClock = (workerId: string) => Promise<number | null>;

export interface RunBegin {
  /** As it was just before it was taken: RUNNING when its worker was lost. */
  before: JobRecord;
  job: JobRecord;
  lease: Lease;
  /** Of the run. */
  signal: AbortSignal;
}

/** Watches one run. */
export interface RunWatch {
  readonly observer: LoopObserver;
  /** The same model, watched. */
  watchModel(model: Model): Model;
  /** The same checkpoints, watched. */
  watchCheckpoints(checkpoints: CheckpointManager): CheckpointManager;
  /** What became of the job; null when another worker has it. */
  ended(job: JobRecord | null): void;
}

/** All of them as one. */
export function watchTogether(watches: readonly WorkerWatch[]): WorkerWatch {
  return {
    runBegins(begin) {
      const runs = watches.map((watch) => watch.runBegins(begin));
      return {
        observer: observeTogether(runs.map((run) => run.observer)),
        watchModel: (model) => runs.reduce((watched, run) => run.watchModel(watched), model),
        watchCheckpoints: (checkpoints) =>
          runs.reduce((watched, run) => run.watchCheckpoints(watched), checkpoints),
        ended: (job) => {
          for (const run of runs) run.ended(job);
        },
      };
    },
    workerDied(noticedBy) {
      for (const watch of watches) watch.workerDied(noticedBy);
    },
    atGate(provider, event) {
      for (const watch of watches) watch.atGate(provider, event);
    },
  };
}

export function observeTogether(observers: readonly LoopObserver[]): LoopObserver {
  return {
    onModelCall: (turn) => {
      for (const each of observers) each.onModelCall?.(turn);
    },
    onModelDelta: (turn, delta) => {
      for (const each of observers) each.onModelDelta?.(turn, delta);
    },
    onVersion: (record) => {
      for (const each of observers) each.onVersion?.(record);
    },
    onToolStart: (call) => {
      for (const each of observers) each.onToolStart?.(call);
    },
    onToolEnd: (call) => {
      for (const each of observers) each.onToolEnd?.(call);
    },
    onToolInterrupted: (call) => {
      for (const each of observers) each.onToolInterrupted?.(call);
    },
  };
}
