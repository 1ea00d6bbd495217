import { connect, type Socket } from 'node:net';
import { Values, wordsOf } from './resp.ts';

/** What is done about a command: it goes on to Redis, or the proxy answers in its place. */
export type Verdict =
  /** `isLost`: whether this reply is swallowed, and the connection cut in its place. */
  { kind: 'FORWARD'; isLost?: (reply: Buffer) => boolean } | { kind: 'ANSWER'; reply: Buffer };

/** Decides about each command, from its name and its first argument. */
export type Decide = (words: readonly string[]) => Verdict;

/** A command whose reply is still to go to the client, in the order of the commands. */
interface Awaited {
  /** Of the proxy's own making; null: Redis will give it. */
  reply: Buffer | null;
  isLost: (reply: Buffer) => boolean;
}

const WORDS = 2;

const never = () => false;

/** One direction: everything comes later, and in order also when the delay changes. */
class Lane {
  readonly #delayMs: () => number;
  readonly #onTheWay: (() => void)[] = [];
  #last = 0;

  constructor(delayMs: () => number) {
    this.#delayMs = delayMs;
  }

  send(arrive: () => void): void {
    const due = Math.max(this.#last, performance.now() + this.#delayMs());
    if (this.#onTheWay.length === 0 && due <= performance.now()) {
      arrive();
      return;
    }
    this.#last = due;
    this.#onTheWay.push(arrive);
    // Timers may overtake each other by a millisecond; what is first on the way arrives first.
    setTimeout(() => this.#onTheWay.shift()?.(), due - performance.now());
  }
}

/** One client's connection, and the one to Redis behind it. */
export class Link {
  readonly #client: Socket;
  readonly #redis: Socket;
  readonly #decide: Decide;
  readonly #commands = new Values();
  readonly #replies = new Values();
  readonly #awaited: Awaited[] = [];
  /** It has subscribed: what comes from Redis then answers no command. */
  #pushes = false;
  #delayMs = 0;
  /** Replies are read and thrown away. */
  deaf = false;

  constructor(client: Socket, target: string, decide: Decide, onClose: () => void) {
    this.#client = client;
    this.#decide = decide;
    this.#redis = connect(target);
    for (const socket of [client, this.#redis]) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.close();
        onClose();
      });
    }
    const toRedis = new Lane(() => this.#delayMs);
    const toClient = new Lane(() => this.#delayMs);
    client.on('data', (chunk: Buffer) => toRedis.send(() => this.#fromClient(chunk)));
    this.#redis.on('data', (chunk: Buffer) => toClient.send(() => this.#fromRedis(chunk)));
  }

  /** Each way. */
  set delayMs(ms: number) {
    this.#delayMs = ms;
  }

  /** Nothing goes through any more, and nobody is told. */
  freeze(): void {
    this.#client.pause();
    this.#redis.pause();
  }

  thaw(): void {
    this.#client.resume();
    this.#redis.resume();
  }

  /** The client's side is told by a RST, as by a host that has forgotten the connection. */
  reset(): void {
    this.#client.resetAndDestroy();
    this.#redis.destroy();
  }

  close(): void {
    this.#client.destroy();
    this.#redis.destroy();
  }

  #fromClient(chunk: Buffer): void {
    for (const command of this.#commands.push(chunk)) {
      const words = wordsOf(command, WORDS);
      if (words[0]?.endsWith('SUBSCRIBE')) this.#pushes = true;
      const verdict = this.#decide(words);
      if (verdict.kind === 'ANSWER') {
        this.#awaited.push({ reply: verdict.reply, isLost: never });
        continue;
      }
      this.#awaited.push({ reply: null, isLost: verdict.isLost ?? never });
      this.#redis.write(command);
    }
    this.#answer();
  }

  #fromRedis(chunk: Buffer): void {
    if (this.deaf) return;
    if (this.#pushes) {
      this.#client.write(chunk);
      return;
    }
    for (const reply of this.#replies.push(chunk)) {
      const awaited = this.#awaited.find((each) => each.reply === null);
      if (awaited?.isLost(reply)) {
        this.close();
        return;
      }
      if (awaited !== undefined) awaited.reply = reply;
    }
    this.#answer();
  }

  #answer(): void {
    while (this.#awaited[0]?.reply) {
      const [first] = this.#awaited.splice(0, 1);
      if (first?.reply) this.#client.write(first.reply);
    }
  }
}
