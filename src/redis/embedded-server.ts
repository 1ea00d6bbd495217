import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { processIdentity } from '../process-identity.ts';
import { ensureRedisServer } from './install.ts';
import { ping } from './ping.ts';

/** The server that was started last. Written before it runs, so none ever runs unrecorded. */
interface ServerRecord {
  pid: number;
  identity: string;
  /** Device and inode of the folder: a copy of the folder is no reason to touch the server of the original. */
  folder: string;
  /** It was told to end; it may still answer for a moment. */
  stopping: boolean;
}

const POLL_MS = 10;
const APPEAR_MS = 3000;
const END_MS = 10_000;

/**
 * Starts and stops the one redis-server of a folder. All methods that change something are called under the lock of
 * the folder: two servers on one append-only file would damage it.
 */
export class EmbeddedServer {
  readonly socketPath: string;
  readonly #home: string;
  readonly #log: Logger;
  /** For the case that the folder and its record are removed. */
  #lastSeen: ServerRecord | null = null;

  constructor(options: { home: string; socketPath: string; log: Logger }) {
    this.#home = options.home;
    this.socketPath = options.socketPath;
    this.#log = options.log;
  }

  /** Of the server that runs; null when none does, or none that this machine can see. */
  get pid(): number | null {
    return this.#running()?.pid ?? null;
  }

  /**
   * Makes sure that a server runs; it may still be loading its data afterwards. Adopts one that is left over.
   *
   * @throws Error with one line when it cannot be started
   */
  async ensureRunning(): Promise<void> {
    const earlier = this.#running();
    if (earlier?.stopping !== true && (await ping(this.socketPath)) !== 'gone') return;
    if (earlier !== null && (await this.#outlast(earlier)) === 'back') return;
    await this.#start();
  }

  /**
   * Waits until the server has loaded its data.
   *
   * @returns false when it ended before
   */
  async untilReady(): Promise<boolean> {
    for (let silences = 0; ; ) {
      const state = await ping(this.socketPath);
      if (state === 'ready') return true;
      if (state === 'gone') return false;
      if (state === 'silent' && ++silences === 5) {
        throw new Error(
          `The private Redis (pid ${this.pid}) is there but does not answer. End it and start again.`,
        );
      }
      await delay(POLL_MS);
    }
  }

  /** Ends the server and waits until it is gone. */
  async stop(): Promise<void> {
    const server = this.tellToStop();
    if (server !== null) await this.#untilGone(server);
  }

  /** Tells the server to end, without waiting for it: works also while the process exits. */
  tellToStop(): ServerRecord | null {
    const server = this.#running();
    if (server === null) return null;
    this.#record({ ...server, stopping: true });
    signal(server.pid, 'SIGTERM');
    return server;
  }

  /** For a folder that was removed, and with it all data and every lock: the server is of no use to anybody. */
  async killLastSeen(): Promise<void> {
    if (this.#lastSeen === null || !isAlive(this.#lastSeen)) return;
    signal(this.#lastSeen.pid, 'SIGKILL');
    await this.#untilGone(this.#lastSeen);
  }

  /** Why the server ended, from the end of its log. */
  reasonOfEnd(): string {
    const log = join(this.#home, 'redis.log');
    const lines = readIfThere(log)?.trimEnd().split('\n') ?? [];
    const warning =
      lines.findLast((line) => / # |\*\*\*|rror/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
    const reason = warning.replace(/^\d+:[A-Z] \d+ \w+ \d+ [\d:.]+ [#*.-] /, '').replace(/\.$/, '');
    return `The private Redis ended while it started: ${reason}. ${adviceFor(lines.join('\n'))}Its log is ${log}`;
  }

  async #start(): Promise<void> {
    const binary = await ensureRedisServer({ say: (line) => this.#log.info(line) });
    const { pid, ended, go } = this.#spawn(binary);
    const identity = processIdentity(pid);
    if (identity === null) throw new Error(this.reasonOfEnd());
    this.#record({ pid, identity, folder: this.#folder(), stopping: false });
    go();
    while ((await ping(this.socketPath)) === 'gone') {
      if (ended()) throw new Error(this.reasonOfEnd());
      await delay(POLL_MS);
    }
    this.#log.info({ redisPid: pid, folder: this.#home }, 'started the private Redis');
  }

  /**
   * The shell waits for a word before it becomes the server: when this process is killed before the server is on
   * record, the shell reads the end of its input and ends as well. It keeps pid and start time over `exec`.
   *
   * The configuration follows on the same pipe, in one write. As a file, its name would be taken for a pattern where it
   * holds `?`, `*` or `[`, and a server that finds no configuration opens port 6379. `--port 0` is there for the same
   * fear: without anything to listen on, it refuses to start.
   */
  #spawn(binary: string): { pid: number; ended: () => boolean; go: () => void } {
    const log = join(this.#home, 'redis.log');
    if (readIfThere(log) !== null) renameSync(log, `${log}.1`);
    const output = openSync(log, 'a', 0o600);
    const child = spawn('/bin/sh', ['-c', 'read -r go && exec "$0" - --port 0', binary], {
      cwd: this.#home,
      detached: true,
      // It needs none of the keys that may be in our environment.
      env: { PATH: process.env.PATH, TZ: process.env.TZ },
      stdio: ['pipe', output, output],
    });
    closeSync(output);
    child.on('error', (err) => this.#log.error({ err }, 'the private Redis could not be started'));
    child.stdin?.on('error', () => {});
    child.unref();
    if (child.pid === undefined)
      throw new Error('The private Redis could not be started: no new process was possible.');
    return {
      pid: child.pid,
      ended: () => child.exitCode !== null || child.signalCode !== null,
      go: () => child.stdin?.end(`go\n${configFor(this.#home, this.socketPath)}`),
    };
  }

  /** Nobody answers, but the process is there: it is about to listen, about to end, or has lost its socket. */
  async #outlast(server: ServerRecord): Promise<'back' | 'gone'> {
    const deadline = performance.now() + APPEAR_MS;
    while (!server.stopping && performance.now() < deadline && isAlive(server)) {
      if ((await ping(this.socketPath)) !== 'gone') return 'back';
      await delay(POLL_MS);
    }
    if (!server.stopping && isAlive(server)) {
      this.#log.warn({ redisPid: server.pid }, 'the private Redis has lost its socket; starting it again');
      signal(server.pid, 'SIGTERM');
    }
    await this.#untilGone(server);
    return 'gone';
  }

  async #untilGone(server: ServerRecord): Promise<void> {
    const deadline = performance.now() + END_MS;
    while (isAlive(server)) {
      if (performance.now() > deadline) signal(server.pid, 'SIGKILL');
      await delay(POLL_MS);
    }
  }

  #running(): ServerRecord | null {
    const text = readIfThere(join(this.#home, 'server.json'));
    if (text === null) return null;
    const record = JSON.parse(text) as ServerRecord;
    if (record.folder !== this.#folder() || !isAlive(record)) return null;
    this.#lastSeen = record;
    return record;
  }

  #record(record: ServerRecord): void {
    const path = join(this.#home, 'server.json');
    writeFileSync(`${path}.new`, JSON.stringify(record));
    renameSync(`${path}.new`, path);
    this.#lastSeen = record;
  }

  #folder(): string {
    const { dev, ino } = statSync(this.#home, { bigint: true });
    return `${dev}:${ino}`;
  }
}

function configFor(home: string, socketPath: string): string {
  return [
    `unixsocket ${quote(socketPath)}`,
    'unixsocketperm 700',
    `dir ${quote(home)}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync always',
    // A kill in the middle of a write leaves half an entry, which nobody was told of.
    'aof-load-truncated yes',
    'save ""',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function adviceFor(log: string): string {
  if (/No space left on device/.test(log)) return 'Free some space on the disk of DATA_DIR. ';
  if (/Bad file format|Unexpected end of file/.test(log)) {
    return 'Its data is damaged: redis-check-aof --fix repairs the newest file in appendonlydir. ';
  }
  return '';
}

function isAlive(server: ServerRecord): boolean {
  return processIdentity(server.pid) === server.identity;
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
