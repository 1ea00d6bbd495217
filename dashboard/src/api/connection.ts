import { useSyncExternalStore } from 'react';

/**
 * How the page stands with the server.
 * - `CONNECTING`: for the first time
 * - `LIVE`: what changes is shown as it changes
 * - `LOST`: it tries again by itself; `retryAt` (ms since 1970) says when, null: this moment. `who` does not answer: the
 *   server, or to the server its store
 */
export type ConnectionState =
  | { kind: 'CONNECTING' }
  | { kind: 'LIVE'; since: number }
  | { kind: 'LOST'; who: 'SERVER' | 'STORE'; since: number; attempt: number; retryAt: number | null };

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Keeps the state of the one socket of the page, and decides when it is tried again. */
export class Connection {
  #state: ConnectionState = { kind: 'CONNECTING' };
  #attempt = 0;
  #wake: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #returnListeners = new Set<() => void>();

  get state(): ConnectionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called each time that the connection is back after it was lost. */
  onReturn(listener: () => void): () => void {
    this.#returnListeners.add(listener);
    return () => this.#returnListeners.delete(listener);
  }

  connected(): void {
    const returned = this.#state.kind === 'LOST';
    this.#attempt = 0;
    this.#set({ kind: 'LIVE', since: Date.now() });
    if (returned) for (const listener of this.#returnListeners) listener();
  }

  lost(): void {
    this.#lose('SERVER');
  }

  /** The server is there, but cannot reach its store. */
  storeLost(): void {
    if (this.#state.kind !== 'LOST') this.#lose('STORE');
  }

  get isStoreLost(): boolean {
    return this.#state.kind === 'LOST' && this.#state.who === 'STORE';
  }

  storeAnswered(): void {
    if (this.isStoreLost) this.connected();
  }

  #lose(who: 'SERVER' | 'STORE'): void {
    const since = this.#state.kind === 'LOST' ? this.#state.since : Date.now();
    this.#set({ kind: 'LOST', who, since, attempt: this.#attempt, retryAt: null });
  }

  /** Resolves when it is to be tried again: later each time, or as soon as `tryNow` is called. */
  async pause(): Promise<void> {
    const longest = Math.min(FIRST_WAIT_MS * 2 ** this.#attempt, LONGEST_WAIT_MS);
    // Pages that lost the same server must not all come back in the same moment.
    const wait = longest * (0.6 + 0.4 * Math.random());
    this.#attempt += 1;
    if (this.#state.kind === 'LOST') {
      this.#set({ ...this.#state, attempt: this.#attempt, retryAt: Date.now() + wait });
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
    if (this.#state.kind === 'LOST') this.#set({ ...this.#state, retryAt: null });
  }

  readonly tryNow = (): void => {
    this.#attempt = 0;
    this.#wake?.();
  };

  #set(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const connection = new Connection();

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, () => connection.state);
}
