import { rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../src/log.ts';
import { type EmbeddedRedis, openEmbeddedRedis } from '../src/redis/embedded.ts';
import { ensureRedisServer } from '../src/redis/install.ts';
import { endAll } from './agent-process.ts';
import { say } from './say.ts';

/** Where the demo plays: a folder and a Redis of its own. Everything is cleared away when it ends, by Ctrl-C as well. */
export class Stage {
  readonly root: string;
  /** The exit code when a signal ended the demo; null: none did. */
  interrupted: number | null = null;
  readonly #keep: boolean;
  #redis: EmbeddedRedis | null = null;
  #left: Promise<void> | null = null;

  constructor(root: string, keep: boolean) {
    this.root = root;
    this.#keep = keep;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // More than once: the terminal and npm both pass a Ctrl-C on.
      process.on(signal, () => {
        this.interrupted ??= 128 + constants.signals[signal];
        const code = this.interrupted;
        void this.leave().finally(() => process.exit(code));
      });
    }
  }

  /** Its URL. */
  async startRedis(): Promise<string> {
    await ensureRedisServer();
    const log = createLogger({ level: 'silent', name: 'demo' });
    this.#redis = await openEmbeddedRedis({ dataDir: join(this.root, 'data'), log });
    return this.#redis.url;
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    await endAll();
    await this.#redis?.close();
    if (this.#keep) say(`The folder is kept: ${this.root}`);
    else await rm(this.root, { recursive: true, force: true });
  }
}
