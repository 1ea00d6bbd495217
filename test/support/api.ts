import { pino } from 'pino';
import type { WakeupListener, Wakeups } from '../../resolvers/context.ts';
import { CheckpointManager } from '../../src/agent/checkpoint.ts';
import type { ApiDeps, RequestContext } from '../../src/api/deps.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { MemoryLedger } from '../../src/metrics/memory-ledger.ts';
import type { Store, Wakeup } from '../../src/store/contract.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JobRecord } from '../../src/store/records.ts';

/** A queue that keeps what it was given; `fail` makes it refuse. */
export class RecordingQueue {
  readonly jobs: JobRecord[] = [];
  fail: Error | null = null;

  async enqueue(job: JobRecord): Promise<void> {
    if (this.fail !== null) throw this.fail;
    this.jobs.push(job);
  }
}

export interface TestDeps extends ApiDeps {
  queue: RecordingQueue;
  /** Lines that were logged. */
  logged: string[];
}

/** What a server or a resolver needs, over a memory store and without a worker. */
export function testDeps(
  overrides: { store?: Store; wakeups?: Wakeups; config?: Partial<Config> } = {},
): TestDeps {
  const store = overrides.store ?? new MemoryStore();
  const logged: string[] = [];
  return {
    store,
    checkpoints: new CheckpointManager(store),
    queue: new RecordingQueue(),
    wakeups: overrides.wakeups ?? wakeupsOf(store),
    config: { ...loadConfig({ DEFAULT_MODEL: 'deepseek/deepseek-v4-pro' }), ...overrides.config },
    log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    logged,
    ledger: new MemoryLedger(),
    server: {
      durability: () => ({ level: 'NONE', evictsKeys: false, detail: 'Nothing is kept.' }),
      workers: async () => [],
    },
  };
}

export function contextOf(deps: TestDeps): RequestContext {
  const { store, checkpoints, queue, wakeups, server, ledger, config, log } = deps;
  return {
    store,
    checkpoints,
    queue,
    wakeups,
    server,
    ledger,
    config,
    log,
    requestId: 'test',
    client: 'test',
  };
}

/** A memory store says itself what changed; of another store nothing is heard, unless `wakeups` is given. */
function wakeupsOf(store: Store): Wakeups {
  if (!(store instanceof MemoryStore))
    return { watch: () => () => undefined, watchOutput: () => () => undefined };
  const only = (jobId: string | null, listener: WakeupListener) => (wakeup: Wakeup) => {
    if (jobId === null || jobId === wakeup.jobId) listener(wakeup);
  };
  return {
    watch: (jobId, listener) => store.onWakeup(only(jobId, listener)),
    watchOutput: (jobId, listener) => store.onOutput(only(jobId, listener)),
  };
}
