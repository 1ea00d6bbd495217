import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { upstreamChannel, upstreamKey } from '../../store/keys.ts';
import { parseState, type UpstreamState } from './state.ts';

/** When the breaker opens, and for how long. */
export interface BreakerSettings {
  /** Calls in a row that fail, whichever jobs they are of; 0: never. */
  failures: number;
  /** The first time; twice as long after each probe that fails, up to sixteen times. */
  openMs: number;
}

const LONGEST_LIMIT_MS = 3_600_000;
const PROBE_MS = 30_000;

const SCRIPTS = {
  look: 'look-1',
  limited: 'limited-1',
  failed: 'failed-1',
  answered: 'answered-1',
  probe: 'probe-1',
};
type ScriptName = keyof typeof SCRIPTS;

/** What happened, and what is known then. */
export interface Noted {
  /** What the call asked for came of it; see the scripts. */
  happened: boolean;
  state: UpstreamState;
}

type Command = (...args: (string | number)[]) => Promise<unknown>;

/** What all workers of a tenant know of who answers their models, in Redis. Each call is one round trip. */
export class UpstreamRegistry {
  readonly #redis: Redis;
  readonly #tenant: string;
  readonly #breaker: BreakerSettings;

  /** The connection stays the caller's. */
  constructor(redis: Redis, tenant: string, breaker: BreakerSettings) {
    this.#redis = redis;
    this.#tenant = tenant;
    this.#breaker = breaker;
    for (const [name, file] of Object.entries(SCRIPTS)) {
      redis.defineCommand(`retoma:upstream:${name}`, { numberOfKeys: 1, lua: source(file) });
    }
  }

  async look(id: string): Promise<UpstreamState> {
    return stateIn(await this.#run('look', id, []));
  }

  /** @param forMs null: it did not say for how long. */
  limited(id: string, forMs: number | null): Promise<Noted> {
    return this.#note('limited', id, [forMs === null ? '' : Math.ceil(forMs), LONGEST_LIMIT_MS]);
  }

  failed(id: string): Promise<Noted> {
    const { failures, openMs } = this.#breaker;
    const threshold = failures === 0 ? Number.MAX_SAFE_INTEGER : failures;
    return this.#note('failed', id, [threshold, openMs, openMs * 16]);
  }

  answered(id: string): Promise<Noted> {
    return this.#note('answered', id, []);
  }

  /** `happened`: the caller may make the one call that probes. */
  probe(id: string): Promise<Noted> {
    return this.#note('probe', id, [PROBE_MS]);
  }

  async #note(script: ScriptName, id: string, args: (string | number)[]): Promise<Noted> {
    const [happened, told] = (await this.#run(script, id, [id, upstreamChannel(this.#tenant), ...args])) as [
      number,
      unknown,
    ];
    return { happened: happened === 1, state: stateIn(told) };
  }

  #run(script: ScriptName, id: string, args: (string | number)[]): Promise<unknown> {
    // `defineCommand` adds methods that the client's type does not know.
    const commands = this.#redis as unknown as Record<string, Command>;
    return (
      commands[`retoma:upstream:${script}`]?.(upstreamKey(this.#tenant, id), ...args) ?? Promise.resolve()
    );
  }
}

function stateIn(told: unknown): UpstreamState {
  const state = parseState(told);
  if (state === null) throw new TypeError('A script answered something else than a state.');
  return state;
}

function source(file: string): string {
  const read = (name: string) => readFileSync(new URL(`lua/${name}.lua`, import.meta.url), 'utf8');
  return `${read('state')}\n${read(file)}`;
}
