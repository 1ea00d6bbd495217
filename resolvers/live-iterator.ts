import { RetomaError } from '../src/errors.ts';
import type { WakeupListener } from './context.ts';

/** What is to be given out, as it is read from the records. */
export interface LiveSource<T> {
  /** Watches for changes from now on, until the function that it answers with is called. */
  watch(listener: WakeupListener): () => void;
  /** The next items, a page at most. @throws what the subscriber is told at the end; STORE_UNAVAILABLE is tried again */
  read(): Promise<LivePage<T>>;
  feed: Feed<T>;
}

/** By what two streams can be told to be at the same place, so that one can go on for both. */
export interface Feed<T> {
  /** Streams of the same name in the same store give the same items behind the same place. */
  name: string;
  /** The place behind which it begins; null: not known before its first item. */
  begins: string | null;
  /** The place of an item that it gave. */
  placeOf(item: T): string;
}

export interface LivePage<T> {
  items: readonly T[];
  /** `AGAIN`: there may be more at once. `WAIT`: not before something changes. `END`: never. */
  next: 'AGAIN' | 'WAIT' | 'END';
}

interface Call<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

const RETRY_MS = 500;
/** Records are read so often at most while they come one by one: what comes closely is read together. */
const PACE_MS = 5;

/**
 * Records as a stream that never misses one: it watches first and then reads, reads again after every wake-up, and
 * keeps no more than one page, read when it is asked for. However many wake-ups come, one flag remembers them. Nothing
 * is watched before the first `next()`, so an iterator that nobody takes from costs nothing. Written by hand, since
 * `return()` has to end it at once also while it waits, which an async generator cannot.
 */
export class LiveIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #source: LiveSource<T>;
  readonly #calls: Call<T>[] = [];
  #items: readonly T[] = [];
  #taken = 0;
  #woken = true;
  #reading = false;
  #last = false;
  #ended = false;
  #stopWatching: (() => void) | null = null;
  #later: NodeJS.Timeout | null = null;
  /** When it found nothing more to read. */
  #caughtUpAt = Number.NEGATIVE_INFINITY;

  constructor(source: LiveSource<T>) {
    this.#source = source;
  }

  get feed(): Feed<T> {
    return this.#source.feed;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T, undefined>>();
    this.#calls.push({ resolve, reject });
    this.#stopWatching ??= this.#source.watch(() => this.#wake());
    this.#serve();
    return promise;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#end();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    this.#end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #wake(): void {
    this.#woken = true;
    this.#serve();
  }

  #serve(): void {
    while (this.#calls.length > 0 && this.#taken < this.#items.length) {
      this.#calls.shift()?.resolve({ done: false, value: this.#items[this.#taken++] as T });
    }
    if (this.#calls.length === 0 || this.#ended) return;
    if (this.#last) this.#end();
    else if (this.#woken && !this.#reading && this.#later === null) this.#readInTime();
  }

  #readInTime(): void {
    const wait = this.#caughtUpAt + PACE_MS - performance.now();
    if (wait > 0) this.#readLater(wait);
    else void this.#read();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    this.#woken = false;
    try {
      const { items, next } = await this.#source.read();
      this.#items = items;
      this.#taken = 0;
      this.#woken ||= next === 'AGAIN';
      this.#last = next === 'END';
      if (next === 'WAIT') this.#caughtUpAt = performance.now();
    } catch (error) {
      if (RetomaError.is(error, 'STORE_UNAVAILABLE')) this.#readLater(RETRY_MS);
      else this.#end(error);
    }
    this.#reading = false;
    this.#serve();
  }

  #readLater(ms: number): void {
    if (this.#ended) return;
    this.#later = setTimeout(() => {
      this.#later = null;
      this.#wake();
    }, ms);
    this.#later.unref();
  }

  /** With an error, the first who waits is told; all that follow find the stream ended. */
  #end(...[error]: [error?: unknown]): void {
    this.#ended = true;
    this.#items = [];
    this.#stopWatching?.();
    if (this.#later !== null) clearTimeout(this.#later);
    if (error !== undefined) this.#calls.shift()?.reject(error);
    for (const { resolve } of this.#calls.splice(0)) resolve({ done: true, value: undefined });
  }
}
