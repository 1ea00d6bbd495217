/**
 * Named places where a test may stop or kill the process, so that a crash at exactly that place can be shown to be
 * harmless. In production nothing is installed and a failpoint costs one comparison.
 */
export const FAILPOINTS = [
  'accepted-not-queued',
  'taken',
  'before-model-call',
  'mid-stream',
  'answered-not-committed',
  'commit-sent',
  'commit-answered',
  'answer-committed',
  'before-intent',
  'intent-committed',
  'tool-running',
  'tool-ended',
  'result-committed',
  'finished-queue-not-told',
  'callback-due',
  'callback-sent',
  'resume-claimed',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

export type FailpointHandler = (point: Failpoint, jobId: string) => Promise<void> | void;

let installed: FailpointHandler | undefined;

/** For test processes only: the handler is awaited at every failpoint. */
export function installFailpoints(handler: FailpointHandler | undefined): void {
  installed = handler;
}

export function failpoint(point: Failpoint, jobId: string): Promise<void> | void {
  if (installed !== undefined) return installed(point, jobId);
}
