import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { socketUrl } from './address.ts';
import { prepareHome } from './embedded-home.ts';
import { EmbeddedServer } from './embedded-server.ts';
import { type FileLock, lock, tryLock } from './file-lock.ts';
import { socketPathFor } from './socket-path.ts';

export interface EmbeddedRedis {
  readonly url: string;
  /** Of the redis-server; another one after it had to be started again; null while there is none. */
  readonly pid: number | null;
  /** Leaves it. The last to leave ends the server. */
  close(): Promise<void>;
}

/**
 * Joins the private Redis of a data folder; the first to come starts it. Whoever has joined sees to it that it is
 * started again when it dies. Nothing that it acknowledged is lost then.
 *
 * It does not keep the process alive. A process that simply ends leaves as well; one that is killed is not counted,
 * and the next to start adopts the server.
 *
 * @throws Error with one line when the folder or the server cannot be used
 */
export async function openEmbeddedRedis(options: { dataDir: string; log: Logger }): Promise<EmbeddedRedis> {
  const home = prepareHome(options.dataDir);
  const held = await lock(join(home, LOCK), 'exclusive', LOCK_TIMEOUT_MS);
  let membership: Membership;
  try {
    const users = await lock(join(home, USERS), 'shared', LOCK_TIMEOUT_MS);
    const server = new EmbeddedServer({ home, socketPath: socketPathFor(home), log: options.log });
    membership = new Membership({ home, users, server, log: options.log });
  } finally {
    held.release();
  }
  try {
    await membership.start();
  } catch (error) {
    await membership.close();
    throw error;
  }
  return membership;
}

/**
 * Two files in the folder say who is there; the kernel lets go of both when their holder dies. `lock` is held while
 * the server is started or ended. `users` is held, shared, by everyone who has joined: who can have it for himself is
 * the last.
 */
const LOCK = 'lock';
const USERS = 'users';

const LOCK_TIMEOUT_MS = 60_000;
const STARTS_IN_A_ROW = 2;
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 5000;

class Membership implements EmbeddedRedis {
  readonly url: string;
  readonly #home: string;
  readonly #users: FileLock;
  readonly #server: EmbeddedServer;
  readonly #log: Logger;
  readonly #onExit = () => this.#leaveAtOnce();
  readonly #leaving = new AbortController();
  #watch: Socket | undefined;
  #left: Promise<void> | undefined;

  constructor(options: { home: string; users: FileLock; server: EmbeddedServer; log: Logger }) {
    this.#home = options.home;
    this.#users = options.users;
    this.#server = options.server;
    this.#log = options.log;
    this.url = socketUrl(options.server.socketPath);
    process.once('exit', this.#onExit);
  }

  get pid(): number | null {
    return this.#server.pid;
  }

  async start(): Promise<void> {
    for (let starts = 1; !this.#leaving.signal.aborted; starts++) {
      await this.#exclusively(() => this.#server.ensureRunning());
      if (await this.#server.untilReady()) return this.#watchServer();
      if (starts >= STARTS_IN_A_ROW) throw new Error(this.#server.reasonOfEnd());
    }
  }

  close(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  /** An open connection is the quickest way to learn that the server has died. */
  #watchServer(): void {
    const socket = connect(this.#server.socketPath);
    socket.unref();
    socket.on('error', () => {});
    socket.once('close', () => void this.#revive());
    this.#watch = socket;
  }

  async #revive(): Promise<void> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      // Not at once: a server that accepts and hangs up (no more clients allowed) would make this spin.
      await delay(wait, undefined, { ref: false, signal: this.#leaving.signal }).catch(() => {});
      if (this.#leaving.signal.aborted) return;
      try {
        return await this.start();
      } catch (err) {
        this.#log.error({ err }, 'the private Redis is gone and cannot be started again; trying on');
      }
    }
  }

  async #exclusively(action: () => Promise<void>): Promise<void> {
    const held = await lock(join(this.#home, LOCK), 'exclusive', LOCK_TIMEOUT_MS);
    try {
      await action();
    } finally {
      held.release();
    }
  }

  async #leave(): Promise<void> {
    process.off('exit', this.#onExit);
    this.#leaving.abort();
    this.#watch?.destroy();
    if (!existsSync(this.#home)) {
      this.#users.release();
      return this.#server.killLastSeen();
    }
    await this.#exclusively(async () => {
      this.#users.release();
      const alone = tryLock(join(this.#home, USERS), 'exclusive');
      if (alone === null) return;
      await this.#server.stop();
      alone.release();
    });
  }

  /** The process is about to end: nothing can be waited for or reported any more. */
  #leaveAtOnce(): void {
    try {
      const held = tryLock(join(this.#home, LOCK), 'exclusive', 500);
      this.#users.release();
      if (held !== null && tryLock(join(this.#home, USERS), 'exclusive') !== null) this.#server.tellToStop();
    } catch {
      if (!existsSync(this.#home)) void this.#server.killLastSeen();
      // Otherwise it is as after a kill: the next to start adopts the server.
    }
  }
}
