import type { Broadcast, Reader } from './broadcast.ts';
import type { Batch, Recipient } from './frame.ts';

/** Where the results of one subscription go: a way to its client. None of its methods may throw. */
export interface Outlet {
  /** Bytes that were given to it and that the system has not taken. */
  readonly waiting: number;
  give(batch: Batch, recipient: Recipient): void;
  /** All was given: the client is told that this is the end. */
  complete(): void;
  /** The client is too slow. It must not take this for the end. */
  cutOff(): void;
  /** The server ends. The client must not take this for the end either, but come back. */
  goAway(): void;
}

export interface SubscriptionOptions {
  recipient: Recipient;
  /** Begins to give to the reader. Called once, when there is an outlet. */
  begin(reader: Reader): void;
  /** Called once, however it ends. */
  onClosed(): void;
}

/**
 * One client's subscription. Its results go to the outlet that it is attached to, many at a time and without a promise
 * for each; as an iterable it gives none of them, and only tells the end. It must be attached or closed.
 */
export class Subscription implements Reader, AsyncIterableIterator<never, undefined> {
  broadcast: Broadcast | null = null;
  readonly #options: SubscriptionOptions;
  readonly #ended = Promise.withResolvers<void>();
  #outlet: Outlet | null = null;
  #isClosed = false;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  attach(outlet: Outlet): void {
    this.#outlet = outlet;
    this.#options.begin(this);
  }

  /** The client has gone, or was told to. Costs nothing when it is closed already. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.broadcast?.leave(this);
    this.#options.onClosed();
    this.#ended.resolve();
  }

  /** The outlet takes more again. */
  resume(): void {
    this.broadcast?.resume(this);
  }

  get waiting(): number {
    return this.#outlet?.waiting ?? 0;
  }

  give(batch: Batch): void {
    this.#outlet?.give(batch, this.#options.recipient);
  }

  complete(): void {
    this.#outlet?.complete();
    this.#ended.resolve();
  }

  cutOff(): void {
    const { log, requestId } = this.#options.recipient;
    log.info({ requestId, waiting: this.waiting }, 'a client that is too slow was cut off');
    this.#outlet?.cutOff();
    this.close();
  }

  goAway(): void {
    this.#outlet?.goAway();
    this.close();
  }

  async next(): Promise<IteratorResult<never, undefined>> {
    await this.#ended.promise;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
