import type { ExecutionResult } from 'graphql';
import type { Context } from '../../../../resolvers/context.ts';
import { answered, formatted } from '../errors.ts';

/** To whom something is told: errors name the request that they belong to. */
export type Recipient = Pick<Context, 'log' | 'requestId'>;

/** A result of a subscription, made into text once for all who asked the same. */
export class Frame {
  /** Of the item that the result was made from; null: of none, it is an error at the end. */
  readonly place: string | null;
  /** In bytes. */
  readonly size: number;
  readonly #result: ExecutionResult;
  readonly #text: string;

  /** @param result with its errors masked */
  constructor(result: ExecutionResult, place: string | null) {
    this.place = place;
    this.#result = result;
    this.#text = JSON.stringify(formatted(result));
    this.size = Buffer.byteLength(this.#text);
  }

  get isTheSameForAll(): boolean {
    return this.#result.errors === undefined;
  }

  /** The result as JSON, on one line. */
  textFor(recipient: Recipient): string {
    return this.isTheSameForAll ? this.#text : JSON.stringify(formatted(answered(this.#result, recipient)));
  }
}

/** Frames that several readers are given together. */
export class Batch {
  readonly frames: readonly Frame[];
  #events: Buffer | null = null;

  constructor(frames: readonly Frame[]) {
    this.frames = frames;
  }

  /** As server-sent events, in bytes that readers share. */
  eventsFor(recipient: Recipient): Buffer {
    if (this.#events !== null) return this.#events;
    const events = Buffer.from(
      this.frames.map((frame) => `event: next\ndata: ${frame.textFor(recipient)}\n\n`).join(''),
    );
    if (this.frames.every((frame) => frame.isTheSameForAll)) this.#events = events;
    return events;
  }
}
