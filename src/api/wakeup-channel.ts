import type { WakeupListener } from '../../resolvers/context.ts';
import type { Wakeup } from '../store/contract.ts';

/** What one subscription needs of the pub/sub engine. */
export interface Subscribing {
  /** Answers with what `unsubscribe` takes, once the subscription holds; never fails. */
  subscribe(onMessage: (wakeup: Wakeup) => void): Promise<number>;
  unsubscribe(id: number): void;
  /** Nobody listens, nothing is subscribed to: it may be forgotten. */
  onUnused(): void;
}

/**
 * One subscription, shared by those who listen. It is brought to where it should be by one task at a time: the engine
 * breaks when it is told to unsubscribe before it has subscribed (graphql-redis-subscriptions 598, 225).
 */
export class WakeupChannel {
  readonly #engine: Subscribing;
  readonly #listeners = new Set<{ listener: WakeupListener }>();
  #id: number | null = null;
  #busy = false;

  constructor(engine: Subscribing) {
    this.#engine = engine;
  }

  get isHeld(): boolean {
    return this.#id !== null;
  }

  /** The listener is told to look again as soon as the subscription holds. Answers with how to stop. */
  add(listener: WakeupListener): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    void this.#settle();
    return () => {
      if (this.#listeners.delete(entry)) void this.#settle();
    };
  }

  clear(): void {
    this.#listeners.clear();
    void this.#settle();
  }

  tell(wakeup: Wakeup | null): void {
    for (const { listener } of this.#listeners) listener(wakeup);
  }

  async #settle(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#listeners.size > 0 !== this.isHeld) {
      if (this.#id !== null) {
        this.#engine.unsubscribe(this.#id);
        this.#id = null;
      } else {
        this.#id = await this.#engine.subscribe((wakeup) => this.tell(wakeup));
        this.tell(null);
      }
    }
    this.#busy = false;
    if (!this.isHeld) this.#engine.onUnused();
  }
}
