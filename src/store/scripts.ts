import { readdirSync, readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';
import { SCRIPT_CODES, storeUnavailable } from './script-errors.ts';

/** The client that a store is given; a client of a cluster will do as well. */
export type RedisClient = Redis | Cluster;

export type ScriptArgument = string | number | Buffer;

export interface ScriptCall {
  script: ScriptName;
  keys: readonly string[];
  args?: readonly ScriptArgument[];
}

export interface ScriptSource {
  /** From the name of the file: `commit-5.lua` takes five keys. */
  numberOfKeys: number;
  /** With what it includes put in, and the numbers of the codes that it answers. */
  lua: string;
}

export const SCRIPT_NAMES = [
  'acquire',
  'adopt',
  'append-output',
  'bind-key',
  'claim-resume',
  'claim-workspace',
  'clear-source',
  'commit',
  'complete-chore',
  'continue',
  'control',
  'copy',
  'count',
  'create',
  'decide',
  'delete',
  'discard',
  'erase',
  'finish',
  'keep-source',
  'let-go',
  'list',
  'load',
  'note-damage',
  'peek-chores',
  'postpone-chore',
  'read-job',
  'read-output',
  'read-partial',
  'read-tally',
  'read-turn',
  'read-unsealed',
  'read-versions',
  'record-intents',
  'refresh',
  'refresh-workspace',
  'release-workspace',
  'seal',
  'stale-live',
  'take-chores',
  'view',
] as const;
export type ScriptName = (typeof SCRIPT_NAMES)[number];

const FOLDER = new URL('lua/', import.meta.url);
const FILE_NAME = /^([a-z-]+)-(\d+)\.lua$/;
const INCLUDE = /^--- @include "([a-z]+)"\n/gm;

/** Every script of the folder, by name. @throws Error for an include or a code that is not there */
export function readScripts(): Map<string, ScriptSource> {
  const scripts = new Map<string, ScriptSource>();
  for (const file of readdirSync(FOLDER)) {
    const [, name, keys] = FILE_NAME.exec(file) ?? [];
    if (name === undefined) continue;
    const lua = resolveCodes(resolveIncludes(read(file), new Set()), file);
    scripts.set(name, { numberOfKeys: Number(keys), lua });
  }
  return scripts;
}

/** Each include is put in once, where it is first asked for. */
function resolveIncludes(lua: string, seen: Set<string>): string {
  return lua.replace(INCLUDE, (_, name: string) => {
    if (seen.has(name)) return '';
    seen.add(name);
    return resolveIncludes(read(`includes/${name}.lua`), seen);
  });
}

/** `CODE.NAME` becomes the number that `SCRIPT_CODES` has for it: a table in Lua would be built anew by every call. */
function resolveCodes(lua: string, file: string): string {
  return lua.replace(/\bCODE\.([A-Z_]+)/g, (_, name: string) => {
    const code = Object.entries(SCRIPT_CODES).find(([known]) => known === name)?.[1];
    if (code === undefined) throw new Error(`${file} answers ${name}, which is no code.`);
    return String(code);
  });
}

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

type Command = (...args: ScriptArgument[]) => Promise<unknown>;

/** The store's scripts on one client. Every call of a store goes through here. */
export class Scripts {
  readonly #client: RedisClient;
  readonly #commands: Record<string, Command>;
  readonly #onRoundTrip: (() => void) | undefined;
  #gathering = false;

  /** @param onRoundTrip Called for each group of commands that leaves together. Must not throw. */
  constructor(client: RedisClient, onRoundTrip?: () => void) {
    this.#client = client;
    this.#onRoundTrip = onRoundTrip;
    const sources = readScripts();
    for (const name of SCRIPT_NAMES) {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`The script ${name} is missing.`);
      client.defineCommand(commandOf(name), source);
    }
    // `defineCommand` adds methods that the client's type does not know.
    this.#commands = client as unknown as Record<string, Command>;
  }

  /** One script in one round trip; strings come back as text. @throws RetomaError STORE_UNAVAILABLE */
  run(script: ScriptName, keys: readonly string[], args: readonly ScriptArgument[] = []): Promise<unknown> {
    return this.#send(commandOf(script), keys, args);
  }

  /** The same; strings come back as bytes. */
  runBuffer(
    script: ScriptName,
    keys: readonly string[],
    args: readonly ScriptArgument[] = [],
  ): Promise<unknown> {
    return this.#send(`${commandOf(script)}Buffer`, keys, args);
  }

  /** Many scripts in one round trip, each atomic by itself. Answers in the order of the calls. */
  runAll(calls: readonly ScriptCall[]): Promise<unknown[]> {
    return Promise.all(calls.map(({ script, keys, args }) => this.run(script, keys, args)));
  }

  runAllBuffer(calls: readonly ScriptCall[]): Promise<unknown[]> {
    return Promise.all(calls.map(({ script, keys, args }) => this.runBuffer(script, keys, args)));
  }

  /**
   * Some fields of a hash, the length of a list and a part of it, as they are in one instant. A script would take as
   * long again to carry a long list through Lua.
   */
  async readHashAndList(
    hash: string,
    fields: readonly string[],
    list: string,
    [from, to]: readonly [from: number, to: number],
  ): Promise<[values: (string | null)[], length: number, items: string[]]> {
    try {
      const replies = await this.#client
        .multi()
        .hmget(hash, ...fields)
        .llen(list)
        .lrange(list, from, to)
        .exec();
      const [values, length, items] = (replies ?? []).map(([error, reply]) => {
        if (error !== null) throw error;
        return reply;
      });
      return [values as (string | null)[], length as number, items as string[]];
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  /** A client in a log or in an error must not show where it is connected to. */
  toJSON(): string {
    return `Scripts(${this.#client.status})`;
  }

  async #send(command: string, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    this.#gather();
    try {
      return await this.#commands[command]?.(...keys, ...args);
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  /**
   * What is called in one turn of the event loop leaves in one system call: for a page of a list, or for runs side by
   * side, the writing would cost more than all the rest.
   */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#onRoundTrip?.();
    const stream = 'stream' in this.#client ? this.#client.stream : undefined;
    stream?.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream?.uncork();
    });
  }
}

/** A name that no command of Redis has. */
function commandOf(script: ScriptName): string {
  return `retoma:${script}`;
}
