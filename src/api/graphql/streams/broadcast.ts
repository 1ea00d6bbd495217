import type { ExecutionResult } from 'graphql';
import type { Feed } from '../../../../resolvers/live-iterator.ts';
import { errorOf } from '../errors.ts';
import { Batch, Frame } from './frame.ts';

/** A reader who has not taken so many bytes yet is given no more for now. */
const MAX_WAITING = 256 * 1024;
/** So many bytes are kept for readers who are behind the others; who needs older ones is cut off. */
const MAX_BEHIND = 1024 * 1024;
/** What others who come may join behind is kept for them, though everybody has it. */
const KEPT_FRAMES = 32;
const KEPT_BYTES = 64 * 1024;
/**
 * Results that follow each other so closely are written together, unless they are so many bytes already. To write to many
 * readers takes longer than that, and then as long is gathered: at most half of the time is spent on writing.
 */
const GATHER_MS = 5;
const MAX_GATHER_MS = 50;
const GATHER_BYTES = 64 * 1024;

/** Someone who is given frames. None of its methods may throw; `give()` may not leave, it has to wait with that. */
export interface Reader {
  /** Who gives; set by them. */
  broadcast: Broadcast | null;
  /** Bytes that it was given and that the system has not taken. When they are taken, it calls `resume()`. */
  readonly waiting: number;
  give(batch: Batch): void;
  /** It was given all that there will ever be. */
  complete(): void;
  /** It is too far behind to be given what follows. */
  cutOff(): void;
}

export interface BroadcastOptions<T> {
  source: AsyncIterator<T, undefined> & { feed: Feed<T> };
  /** The result of the operation for one item; its errors are masked here. */
  execute(item: T): Promise<ExecutionResult> | ExecutionResult;
  /** Readers were given something, so that they may have come to where those of another broadcast are. */
  onProgress(): void;
  /** Nobody may join any more: the source has ended, or the last reader has left. */
  onOver(): void;
}

/**
 * Takes the items of a source, makes each into a frame, and gives it to all readers. The source is asked for more as
 * long as one of the readers takes what it is given: a reader alone is never overrun, and of several the slower ones
 * may be up to 1 MiB behind, which is kept once for all of them.
 */
export class Broadcast<T = unknown> {
  readonly #options: BroadcastOptions<T>;
  /** Each with the number of the frame that it is to be given next. */
  readonly #readers = new Map<Reader, number>();
  #frames: Frame[] = [];
  /** The number of the first of the frames. */
  #first = 0;
  /** The place before the first of the frames. */
  #before: string | null;
  #bytes = 0;
  /** The number behind the last frame that was offered to the readers, and the bytes that have not been. */
  #offered = 0;
  #fresh = 0;
  #gathering: NodeJS.Timeout | null = null;
  #gatherMs = GATHER_MS;
  #isTaking = false;
  #isOver = false;

  constructor(options: BroadcastOptions<T>) {
    this.#options = options;
    this.#before = options.source.feed.begins;
  }

  get size(): number {
    return this.#readers.size;
  }

  /** The first reader. */
  begin(reader: Reader): void {
    this.#add(reader, this.#first);
  }

  /** Takes a reader who has seen everything up to a place; false when what follows is not all here. */
  join(reader: Reader, place: string | null): boolean {
    const next = this.#isOver ? null : this.#numberBehind(place);
    if (next === null) return false;
    this.#add(reader, next);
    return true;
  }

  leave(reader: Reader): void {
    reader.broadcast = null;
    if (this.#readers.delete(reader) && this.#readers.size === 0) this.#end();
  }

  /** The reader has taken what it was given. */
  resume(reader: Reader): void {
    if (!this.#readers.has(reader)) return;
    this.#offer(reader, new Map());
    void this.#take();
  }

  /** Hands those of its readers over who are at a place that the other has as well. */
  moveTo(other: Broadcast<T>): void {
    if (other.#isOver) return;
    for (const [reader, next] of this.#readers) {
      const place = next === this.#first ? this.#before : this.#frames[next - 1 - this.#first]?.place;
      const there = other.#numberBehind(place ?? null);
      if (there === null) continue;
      this.#readers.delete(reader);
      other.#add(reader, there);
    }
    if (this.#readers.size === 0) this.#end();
  }

  get #next(): number {
    return this.#first + this.#frames.length;
  }

  #numberBehind(place: string | null): number | null {
    if (place === null) return null;
    const index = this.#frames.findLastIndex((frame) => frame.place === place);
    if (index >= 0) return this.#first + index + 1;
    return place === this.#before ? this.#first : null;
  }

  #add(reader: Reader, next: number): void {
    reader.broadcast = this as Broadcast;
    this.#readers.set(reader, next);
    if (next < this.#next) this.#gather();
    void this.#take();
  }

  async #take(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    while (this.#isWanted()) await this.#takeOne();
    this.#isTaking = false;
  }

  #isWanted(): boolean {
    if (this.#isOver) return false;
    for (const [reader, next] of this.#readers) {
      if (next >= this.#offered && reader.waiting + this.#fresh < MAX_WAITING) return true;
    }
    return false;
  }

  async #takeOne(): Promise<void> {
    const { source, execute } = this.#options;
    try {
      const { done, value } = await source.next();
      if (this.#isOver) return;
      if (done) this.#end();
      else this.#push(new Frame(masked(await execute(value)), source.feed.placeOf(value)));
    } catch (error) {
      if (this.#isOver) return;
      this.#push(new Frame({ errors: [errorOf(error)] }, null));
      this.#end();
    }
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    this.#bytes += frame.size;
    this.#fresh += frame.size;
    if (this.#fresh >= GATHER_BYTES) this.#flush();
    else this.#gather();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#flush();
      void this.#take();
    }, this.#gatherMs);
  }

  #flush(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    this.#fresh = 0;
    this.#offered = this.#next;
    const began = performance.now();
    // Node writes only after this turn of the event loop.
    setImmediate(() => {
      this.#gatherMs = Math.min(Math.max(GATHER_MS, performance.now() - began), MAX_GATHER_MS);
    });
    const batches = new Map<number, Batch>();
    for (const reader of this.#readers.keys()) this.#offer(reader, batches);
    this.#forget();
    if (!this.#isOver) this.#options.onProgress();
  }

  /** @param batches by the number of their first frame: readers at the same place are given the same bytes */
  #offer(reader: Reader, batches: Map<number, Batch>): void {
    let next = this.#readers.get(reader) ?? this.#next;
    while (next < this.#offered && reader.waiting < MAX_WAITING) {
      let batch = batches.get(next);
      if (batch === undefined) {
        batch = this.#batchFrom(next);
        batches.set(next, batch);
      }
      next += batch.frames.length;
      this.#readers.set(reader, next);
      reader.give(batch);
    }
    if (!this.#isOver || next < this.#next) return;
    this.#readers.delete(reader);
    reader.broadcast = null;
    reader.complete();
  }

  /** About as many frames as a reader may have waiting, at least one. */
  #batchFrom(next: number): Batch {
    const frames: Frame[] = [];
    let bytes = 0;
    for (let at = next - this.#first; at < this.#offered - this.#first && bytes < MAX_WAITING; at++) {
      const frame = this.#frames[at] as Frame;
      frames.push(frame);
      bytes += frame.size;
    }
    return new Batch(frames);
  }

  /** Drops the frames that everybody has, all but the latest, and those that are too many to be kept for the slowest. */
  #forget(): void {
    let needed = this.#next;
    for (const next of this.#readers.values()) needed = Math.min(needed, next);
    let dropped = 0;
    for (const [index, frame] of this.#frames.entries()) {
      const isSpare = this.#frames.length - index > KEPT_FRAMES || this.#bytes > KEPT_BYTES;
      if (this.#first + index < needed ? !isSpare : this.#bytes <= MAX_BEHIND) break;
      this.#bytes -= frame.size;
      this.#before = frame.place;
      dropped += 1;
    }
    if (dropped === 0) return;
    this.#frames = this.#frames.slice(dropped);
    this.#first += dropped;
    if (needed >= this.#first) return;
    for (const [reader, next] of this.#readers) {
      if (next >= this.#first) continue;
      this.leave(reader);
      reader.cutOff();
    }
  }

  /** Frames that were not given yet still are, unless nobody is left. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#options.source.return?.();
    this.#options.onOver();
    this.#flush();
  }
}

function masked(result: ExecutionResult): ExecutionResult {
  return result.errors === undefined ? result : { ...result, errors: result.errors.map(errorOf) };
}
