/** What is known of one upstream. Times in ms from the moment in which it was told; see `lua/state.lua`. */
export interface UpstreamState {
  /** Nobody is to call it for so long; 0: it takes calls. */
  closedForMs: number;
  /** Why: a limit that it told of, or the breaker. */
  why: 'LIMIT' | 'BREAKER' | '';
  strikes: number;
  failures: number;
  /** Above 0 the breaker has opened, and one call at a time probes whether it may close. */
  trips: number;
  /** So long such a call still has its time. */
  probedForMs: number;
}

export const CLEAR: UpstreamState = {
  closedForMs: 0,
  why: '',
  strikes: 0,
  failures: 0,
  trips: 0,
  probedForMs: 0,
};

/** Null for what is none: a channel is open to whoever can reach Redis. */
export function parseState(told: unknown): UpstreamState | null {
  if (!Array.isArray(told) || told.length !== 6) return null;
  const [closedForMs, why, strikes, failures, trips, probedForMs] = told;
  const numbers = { closedForMs, strikes, failures, trips, probedForMs };
  if (!Object.values(numbers).every((value) => Number.isFinite(value) && value >= 0)) return null;
  return { ...numbers, why: why === 'LIMIT' || why === 'BREAKER' ? why : '' };
}

/** The message on the channel: the JSON [id, state]. */
export function parseMessage(message: string): { id: string; state: UpstreamState } | null {
  try {
    const [id, told] = JSON.parse(message) as [unknown, unknown];
    const state = parseState(told);
    return typeof id === 'string' && state !== null ? { id, state } : null;
  } catch {
    return null;
  }
}
