import type { WhenMayAct } from '../agent/may-act.ts';

/** One delivery of a job by the queue, as the processor sees it. */
export interface Delivery {
  /** The queue's own id (see `deliveryId`). */
  id: string;
  jobId: string;
  /** `_resume`: the job whose checkpoint is copied to this one before it starts. */
  resume: string | null;
}

/** What one run of a job is given by the worker that runs it. */
export interface RunHandle {
  workerId: string;
  /** Of this run alone: makes a lease that is asked for twice the same lease. */
  nonce: string;
  /** Aborted, with a `StopReason`, when the run has to end at once. */
  signal: AbortSignal;
  /** True from the moment the worker is told to close. */
  shouldHandOver(): boolean;
  /** Throws `StopReason` LEASE_LOST when the queue's lock has run out by the monotonic clock. */
  assertMayAct(): void;
  whenMayAct: WhenMayAct;
}

/**
 * What becomes of a delivery.
 * - ACK: there is nothing left to deliver.
 * - HAND_BACK: to be delivered again at once, if the delivery is still ours.
 * - PARK: to be delivered again at this time.
 */
export type Disposition = { kind: 'ACK' } | { kind: 'HAND_BACK' } | { kind: 'PARK'; at: Date };
