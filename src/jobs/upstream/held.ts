import type { Upstream } from '../../agent/model/model.ts';
import type { JobFailure } from '../../store/records.ts';
import type { UpstreamState } from './state.ts';

/** A call was not made, since its upstream takes none at present. The job has lost nothing by it. */
export class CallHeldError extends Error {
  /** When the job should come again. */
  readonly until: Date;
  readonly failure: JobFailure;

  constructor(until: Date, failure: JobFailure) {
    super(failure.message);
    this.name = 'CallHeldError';
    this.until = until;
    this.failure = failure;
  }
}

/** While one call probes, the others look again so soon at the latest. */
const LONGEST_PROBE_WAIT_MS = 5_000;
const LEAST_SPREAD_MS = 1_000;
const MOST_SPREAD_MS = 30_000;

/**
 * How long a job waits that met a closed door, and why, as one sentence.
 * @param random From 0 up to 1: spreads those that wait over half of their time, so that they do not come all at once.
 */
export function holdUp(
  upstream: Upstream,
  { closedForMs, why, failures, trips, probedForMs }: UpstreamState,
  clock: { now: Date; random: number },
): CallHeldError {
  const isProbed = closedForMs <= 0;
  const waitMs = isProbed ? Math.min(probedForMs, LONGEST_PROBE_WAIT_MS) : closedForMs;
  const spreadMs = Math.min(Math.max(waitMs / 2, LEAST_SPREAD_MS), MOST_SPREAD_MS);
  const opens = new Date(clock.now.getTime() + waitMs);
  const until = new Date(opens.getTime() + Math.round(spreadMs * clock.random));
  const isLimited = why === 'LIMIT' && trips === 0;
  const { label, provider } = upstream;
  const reason = isLimited
    ? `${label} takes no more requests until ${opens.toISOString()}, as it told another call.`
    : isProbed
      ? `${label} failed ${failures} calls in a row, those of other jobs included; one call is trying whether it is back.`
      : `${label} failed ${failures} calls in a row, those of other jobs included, and is left alone until ${opens.toISOString()}.`;
  return new CallHeldError(until, {
    code: isLimited ? 'RATE_LIMITED' : 'PROVIDER_ERROR',
    message: `${reason} This job did not call it and goes on by itself.`,
    retryable: true,
    provider,
    httpStatus: null,
  });
}
