import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Batch, Recipient } from './frame.ts';
import type { StreamPace } from './pace.ts';
import { StallWatch } from './stall-watch.ts';
import type { Outlet, Subscription } from './subscription.ts';

/** Proxies close what is silent, mostly after 30 s or more. */
const HEARTBEAT_MS = 12_000;
const LOOK_MS = 1000;
/** What a client may still take of what it was given once the server ends. */
const FAREWELL_MS = 500;

const HEARTBEAT = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

export const EVENT_STREAM = 'text/event-stream';

export const EVENT_STREAM_HEADERS = {
  'content-type': EVENT_STREAM,
  connection: 'keep-alive',
  // `no-transform` keeps proxies from packing it, the other one nginx from holding it back.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** Sends the results of a subscription as server-sent events (graphql-sse, distinct connections). Writes the head, too. */
export function sendEvents(
  response: ServerResponse,
  subscription: Subscription,
  headers: OutgoingHttpHeaders,
  pace: StreamPace,
): void {
  response.writeHead(200, { ...headers, ...EVENT_STREAM_HEADERS });
  const outlet = new EventStreamOutlet(response, subscription, pace);
  if (response.destroyed) subscription.close();
  else subscription.attach(outlet);
}

/**
 * What ends the stream other than the operation itself breaks the transfer off, without its last chunk: for every client
 * that is a lost connection, and not an end.
 */
class EventStreamOutlet implements Outlet {
  readonly #response: ServerResponse;
  readonly #subscription: Subscription;
  readonly #watch: StallWatch;
  #beat: number;

  constructor(
    response: ServerResponse,
    subscription: Subscription,
    { heartbeatMs = HEARTBEAT_MS, stalledMs }: StreamPace,
  ) {
    this.#response = response;
    this.#subscription = subscription;
    this.#watch = new StallWatch(stalledMs);
    this.#beat = performance.now() + heartbeatMs;
    // Some browsers show nothing of a response before its first byte.
    response.write(HEARTBEAT);
    const timer = setInterval(() => this.#look(heartbeatMs), Math.min(LOOK_MS, heartbeatMs));
    timer.unref();
    // A client that goes while it is written to; `close` follows.
    response.on('error', () => undefined);
    response.on('drain', () => subscription.resume());
    // The one event that always comes: after the end, too.
    response.on('close', () => {
      clearInterval(timer);
      subscription.close();
    });
  }

  get waiting(): number {
    return this.#response.writableLength;
  }

  give(batch: Batch, recipient: Recipient): void {
    const events = batch.eventsFor(recipient);
    this.#watch.give(events.length);
    this.#response.write(events);
  }

  complete(): void {
    this.#response.end(COMPLETE);
  }

  cutOff(): void {
    this.#response.destroy();
  }

  goAway(): void {
    const { socket } = this.#response;
    socket?.destroySoon();
    setTimeout(() => socket?.destroy(), FAREWELL_MS).unref();
  }

  #look(heartbeatMs: number): void {
    if (this.#watch.isStalled(this.waiting)) this.#subscription.cutOff();
    if (performance.now() < this.#beat) return;
    this.#beat += heartbeatMs;
    // What waits is a sign of life as good.
    if (this.waiting === 0 && !this.#response.writableEnded) this.#response.write(HEARTBEAT);
  }
}
