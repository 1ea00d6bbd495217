import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Batch, Recipient } from './streams/frame.ts';
import type { StreamPace } from './streams/pace.ts';
import { StallWatch } from './streams/stall-watch.ts';
import type { Outlet, Subscription } from './streams/subscription.ts';

const LOOK_MS = 1000;
/** How long a client may take to answer that the connection is closed, and to take what is before that. */
const FAREWELL_MS = 5000;
/** The same when the server ends, which does not wait long. */
const LAST_FAREWELL_MS = 500;

/** Codes that clients come back after. */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/** One connection as its subscriptions use it: what waits, waits for all of them. */
export class WebSocketChannel {
  readonly socket: WebSocket;
  readonly #watch: StallWatch;
  readonly #farewellMs: number;
  #waiting = 0;

  constructor(socket: WebSocket, log: Logger, { stalledMs, farewellMs = FAREWELL_MS }: StreamPace) {
    this.socket = socket;
    this.#farewellMs = farewellMs;
    this.#watch = new StallWatch(stalledMs);
    const timer = setInterval(() => {
      if (!this.#watch.isStalled(this.#waiting)) return;
      log.info({ waiting: this.#waiting }, 'a client that takes nothing was cut off');
      clearInterval(timer);
      this.cutOff();
    }, LOOK_MS);
    timer.unref();
    socket.on('close', () => clearInterval(timer));
  }

  /** Bytes that the system has not taken. Nothing more goes over a connection that is being closed. */
  get waiting(): number {
    return this.#isOpen ? this.#waiting : Number.POSITIVE_INFINITY;
  }

  get #isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** @param onTaken called once the system has taken it, or the connection has ended */
  send(text: string, onTaken: () => void): void {
    if (!this.#isOpen) {
      queueMicrotask(onTaken);
      return;
    }
    const size = Buffer.byteLength(text);
    this.#waiting += size;
    this.#watch.give(size);
    this.socket.send(text, () => {
      this.#waiting -= size;
      onTaken();
    });
  }

  cutOff(): void {
    this.#close(TRY_AGAIN_LATER, 'Too slow: come back with the last cursor.', this.#farewellMs);
  }

  goAway(): void {
    this.#close(GOING_AWAY, 'The server goes away: come back.', LAST_FAREWELL_MS);
  }

  #close(code: number, reason: string, farewellMs: number): void {
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), farewellMs).unref();
  }
}

/** Sends the results of a subscription as messages of the operation `id`. */
export function attachToChannel(subscription: Subscription, channel: WebSocketChannel, id: string): void {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const resume = () => subscription.resume();
  const outlet: Outlet = {
    get waiting() {
      return channel.waiting;
    },
    give(batch: Batch, recipient: Recipient) {
      for (const frame of batch.frames) channel.send(`${head}${frame.textFor(recipient)}}`, resume);
    },
    // That it is over is said by the protocol, once the subscription as an iterable is.
    complete: () => subscription.close(),
    cutOff: () => channel.cutOff(),
    goAway: () => channel.goAway(),
  };
  subscription.attach(outlet);
}
