export type StopKind = 'CANCEL' | 'PAUSE' | 'SHUTDOWN' | 'LEASE_LOST';

/** Why a run was told to stop at once: the reason of its abort signal, and what `runAgentLoop` then throws. */
export class StopReason extends Error {
  readonly kind: StopKind;

  constructor(kind: StopKind, message = `The run was stopped: ${kind}.`) {
    super(message);
    this.name = 'StopReason';
    this.kind = kind;
  }
}
