import type { CallInShortFragment } from '../gql/graphql.ts';

export type CallInShort = CallInShortFragment;

interface Begun {
  /** The version with the answer that asks for the call. */
  version: number;
  call: CallInShort;
}

/**
 * The calls that begin, each to be told once: not before the version that asks for it, and not after its result. They
 * are heard of from the job and its versions, which come by themselves, so in any order.
 */
export class ToolStarts {
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, Begun>();

  /** @param calls those that are open at the version */
  hear(version: number, calls: readonly CallInShort[]): void {
    for (const call of calls) {
      const key = keyOf(call.id, call.startedAt);
      if (call.state !== 'RUNNING' || this.#known.has(key)) continue;
      this.#known.add(key);
      this.#waiting.set(key, { version, call });
    }
  }

  hearResult(callId: string, startedAt: string | null): void {
    const key = keyOf(callId, startedAt);
    this.#known.add(key);
    this.#waiting.delete(key);
  }

  /** Those that can be told once all versions up to `seen` were. */
  take(seen: number): CallInShort[] {
    const due = [...this.#waiting].filter(([, { version }]) => version <= seen);
    for (const [key] of due) this.#waiting.delete(key);
    return due.map(([, { call }]) => call);
  }
}

/** The ids of calls come again in other turns, and a call that was cut off may begin again. */
function keyOf(callId: string, startedAt: string | null): string {
  return `${callId} ${startedAt}`;
}
