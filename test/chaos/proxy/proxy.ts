import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readScripts, type ScriptName } from '../../../src/store/scripts.ts';
import { Link, type Verdict } from './link.ts';
import { bulkReply, errorReply, isError } from './resp.ts';

/** Commands that a Redis which loads its data still answers. */
const WHILE_LOADING = new Set(['CLIENT', 'HELLO', 'AUTH', 'SELECT', 'SUBSCRIBE', 'QUIT']);
const LOADING = 'LOADING Redis is loading the dataset in memory';

/**
 * Stands between the processes and Redis and does what networks and servers do: cuts, delays, falls silent, forgets
 * connections, swallows replies. It reads the protocol, so that a cut can be made right between the moment in which
 * Redis has carried out a certain script and the moment in which anybody learns of it.
 */
export class RedisProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #target: string;
  readonly #links = new Set<Link>();
  readonly #scripts: ReadonlyMap<string, ScriptName>;
  #frozen = false;
  #loading = false;
  #toldOfLoading = 0;
  #delayMs = 0;
  /** How many more replies to this script are to be lost. */
  readonly #losing = new Map<ScriptName, number>();
  #lost = 0;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
    this.#scripts = new Map([...readScripts()].map(([name, { lua }]) => [sha1(lua), name as ScriptName]));
    this.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket) => this.#connect(socket));
  }

  /** @param target the socket of Redis */
  static async listen(target: string): Promise<RedisProxy> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RedisProxy(server, target);
  }

  /** Replies that were lost so far. */
  get lost(): number {
    return this.#lost;
  }

  /** How often it was asked whether Redis loads, and said yes. */
  get toldOfLoading(): number {
    return this.#toldOfLoading;
  }

  get connections(): number {
    return this.#links.size;
  }

  /** The next so many times that Redis has carried out this script, its reply is swallowed and the connection cut. */
  loseReplies(to: ScriptName, times: number): void {
    this.#losing.set(to, times);
  }

  /** Nothing goes through, in no direction, and nobody is told; new connections are taken and left alone. */
  freeze(): void {
    this.#frozen = true;
    for (const link of this.#links) link.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    for (const link of this.#links) link.thaw();
  }

  /** Commands get through, replies do not; until the connection is reset. */
  deafen(): void {
    for (const link of this.#links) link.deaf = true;
  }

  /** Forgets every connection: RST. */
  reset(): void {
    for (const link of this.#links) link.reset();
  }

  /** Each way. */
  delay(ms: number): void {
    this.#delayMs = ms;
    for (const link of this.#links) link.delayMs = ms;
  }

  /** Answers as a Redis that was restarted and still loads its data. */
  startLoading(): void {
    this.#loading = true;
    this.reset();
  }

  endLoading(): void {
    this.#loading = false;
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.close();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #connect(socket: Socket): void {
    const link = new Link(
      socket,
      this.#target,
      (words) => this.#decide(words),
      () => this.#links.delete(link),
    );
    link.delayMs = this.#delayMs;
    this.#links.add(link);
    if (this.#frozen) link.freeze();
  }

  #decide([name = '', first = '']: readonly string[]): Verdict {
    if (this.#loading && !WHILE_LOADING.has(name)) {
      if (name === 'INFO') this.#toldOfLoading++;
      const reply =
        name === 'INFO' ? bulkReply('loading:1\r\nloading_eta_seconds:5\r\n') : errorReply(LOADING);
      return { kind: 'ANSWER', reply };
    }
    const script = this.#scriptOf(name, first);
    if (script === null) return { kind: 'FORWARD' };
    return { kind: 'FORWARD', isLost: (reply) => this.#isLost(script, reply) };
  }

  #scriptOf(name: string, first: string): ScriptName | null {
    if (name === 'EVALSHA') return this.#scripts.get(first) ?? null;
    return name === 'EVAL' ? (this.#scripts.get(sha1(first)) ?? null) : null;
  }

  #isLost(script: ScriptName, reply: Buffer): boolean {
    const left = this.#losing.get(script) ?? 0;
    // An error says that it was not carried out (Redis did not know the script).
    if (left === 0 || isError(reply)) return false;
    this.#losing.set(script, left - 1);
    this.#lost++;
    return true;
  }
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
