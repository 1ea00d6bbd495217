import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { CheckpointManager } from '../agent/checkpoint.ts';
import type { Model } from '../agent/model/model.ts';
import { openModel } from '../agent/model/registry.ts';
import type { LoopObserver } from '../agent/run.ts';
import { builtinTools } from '../agent/tools/index.ts';
import type { Tool } from '../agent/tools/tool.ts';
import { type WorkerWatch, watchTogether } from '../agent/watch.ts';
import { type Config, isLoopback } from '../config.ts';
import type { OpenRedis } from '../redis/open.ts';
import type { Store } from '../store/contract.ts';
import type { JobRecord } from '../store/records.ts';
import { type Consumer, consumeQueue } from './consumer.ts';
import { Control } from './control.ts';
import type { Delivery, Disposition } from './delivery.ts';
import { Liveness } from './liveness/liveness.ts';
import { createProcessor, type Processor } from './processor.ts';
import { JobQueue } from './queue.ts';
import { Runs } from './runs.ts';
import { Sweeper } from './sweeper.ts';
import { UpstreamGate } from './upstream/gate.ts';
import { subscribeWakeups } from './wakeups.ts';

/** After runs were cut off: how long they may take to write down where they stopped. */
const LAST_WORDS_MS = 5_000;

export interface StartWorkerOptions {
  config: Config;
  redis: OpenRedis;
  store: Store;
  /** Whose jobs the store holds. */
  tenant: string;
  log: Logger;
  /** @default the providers that the configuration names */
  openModel?: (id: string) => Model | Promise<Model>;
  /** @default the built-in tools */
  tools?: readonly Tool[];
  /** Told what happens in each run. Must not throw. */
  observer?: (job: JobRecord) => LoopObserver;
  /** Counts and traces what this worker does. @default nobody */
  watch?: WorkerWatch;
  /**
   * Other workers have declared this one dead and given its jobs away; its runs are stopped, and it takes no more. Best
   * answered by ending the process.
   */
  onDeclaredDead?: () => void;
}

export interface RunningWorker {
  workerId: string;
  /** Says on the roster of workers what this one is, and how it keeps commands in. */
  introduce(sandbox: { tier: string; detail: string }): void;
  /**
   * Takes no more jobs and lets those that run go at their next commit, for others to go on; after
   * `SHUTDOWN_TIMEOUT_MS` they are cut off. Nothing is lost if the process is killed meanwhile.
   *
   * @returns ids of the jobs that could not be let go, since Redis is away: others take them over as a dead worker's
   */
  close(): Promise<readonly string[]>;
}

/** Works: takes jobs from the queue until it is closed. Resolves once this worker would be missed if it died. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const worker = new JobWorker(options);
  await worker.start();
  return worker;
}

class JobWorker implements RunningWorker {
  readonly workerId = randomUUID();
  readonly #startedAt = new Date().toISOString();
  readonly #options: StartWorkerOptions;
  readonly #log: Logger;
  readonly #watch: WorkerWatch;
  readonly #runs: Runs;
  readonly #sweeper: Sweeper;
  readonly #control: Control;
  readonly #gate: UpstreamGate;
  readonly #process: Processor;
  readonly #connections: Redis[] = [];
  /** Aborted when nothing is waited for any more. */
  readonly #giveUp = new AbortController();
  #liveness: Liveness | undefined;
  #consumer: Consumer | undefined;
  #closed: Promise<readonly string[]> | undefined;

  constructor(options: StartWorkerOptions) {
    const { config, store } = options;
    this.#options = options;
    this.#log = options.log.child({ workerId: this.workerId });
    this.#watch = options.watch ?? watchTogether([]);
    this.#runs = new Runs(config.lockDurationMs);
    this.#sweeper = new Sweeper({
      store,
      queue: new JobQueue(this.#connect('commands'), store, this.#log),
      callbackPolicy: { allowLoopback: isLoopback(config.host), allowedHosts: config.callbackAllowedHosts },
      log: this.#log,
    });
    const subscriber = this.#connect('subscriber');
    this.#control = new Control({
      store,
      wakeups: subscribeWakeups(subscriber, options.tenant),
      log: this.#log,
      running: () => this.#runs.jobIds(),
      stop: (jobId, kind) => this.#runs.stopJob(jobId, kind),
    });
    this.#gate = new UpstreamGate({
      redis: this.#connect('commands'),
      subscriber,
      tenant: options.tenant,
      breaker: config.breaker,
      log: this.#log,
      onEvent: (provider, event) => this.#watch.atGate(provider, event),
    });
    this.#process = createProcessor({
      checkpoints: new CheckpointManager(store),
      workspaceRoot: config.workspaceRoot,
      log: this.#log,
      openModel: options.openModel ?? ((id) => openModel(id, config)),
      tools: options.tools ?? builtinTools,
      observer: options.observer,
      watch: this.#watch,
      gate: this.#gate,
      onFinished: () => this.#sweeper.nudge(),
      giveUp: this.#giveUp.signal,
    });
  }

  async start(): Promise<void> {
    const { config, redis } = this.#options;
    const { heartbeatTtlMs, lockDurationMs } = config;
    const liveness = await Liveness.start(
      { redisUrl: redis.url, workerId: this.workerId, heartbeatTtlMs, lockDurationMs },
      this.#log,
      {
        onLost: (runId) => this.#runs.lockLost(runId),
        onDeclaredDead: () => this.#declaredDead(),
        onDeath: (noticedBy) => this.#watch.workerDied(noticedBy),
      },
    );
    this.#liveness = liveness;
    this.#consumer = consumeQueue({
      connection: this.#connect('blocking'),
      workerId: this.workerId,
      concurrency: config.workerConcurrency,
      lockDurationMs,
      stalledIntervalMs: config.stalledIntervalMs,
      log: this.#log,
      deliver: (delivery, lock) => this.#deliver(delivery, lock, liveness),
      giveUp: this.#giveUp.signal,
    });
  }

  introduce({ tier, detail }: { tier: string; detail: string }): void {
    this.#liveness?.introduce({
      host: hostname(),
      pid: process.pid,
      concurrency: this.#options.config.workerConcurrency,
      startedAt: this.#startedAt,
      sandbox: { tier, detail },
    });
  }

  close(): Promise<readonly string[]> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #declaredDead(): void {
    this.#log.error('this worker was silent for too long: others have declared it dead and taken its jobs');
    this.#runs.stopAll('LEASE_LOST');
    this.#options.onDeclaredDead?.();
    void this.close();
  }

  async #deliver(
    delivery: Delivery,
    lock: { token: string; ageMs: number },
    liveness: Liveness,
  ): Promise<Disposition> {
    const run = this.#runs.begin(delivery, lock, liveness);
    void this.#control.watch(delivery.jobId);
    try {
      return await this.#process(delivery, {
        workerId: this.workerId,
        nonce: run.runId,
        signal: run.signal,
        shouldHandOver: () => this.#closed !== undefined,
        assertMayAct: run.assertMayAct,
        whenMayAct: run.whenMayAct,
      });
    } finally {
      this.#runs.end(run);
      void this.#control.unwatch(delivery.jobId);
    }
  }

  async #close(): Promise<readonly string[]> {
    const { shutdownTimeoutMs } = this.#options.config;
    const cutOff = setTimeout(() => this.#runs.stopAll('SHUTDOWN'), shutdownTimeoutMs);
    const lastWords = setTimeout(() => this.#giveUp.abort(), shutdownTimeoutMs + LAST_WORDS_MS);
    let left: readonly string[] = [];
    const gaveUp = new Promise<false>((resolve) => {
      const leave = () => {
        left = this.#runs.jobIds();
        resolve(false);
      };
      this.#giveUp.signal.addEventListener('abort', leave, { once: true });
    });
    const allLetGo = await Promise.race([this.#consumer?.close() ?? true, gaveUp]);
    clearTimeout(cutOff);
    clearTimeout(lastWords);
    this.#giveUp.abort();
    this.#runs.close();
    this.#control.close();
    this.#gate.close();
    await this.#sweeper.close();
    await this.#liveness?.close(allLetGo);
    for (const connection of this.#connections) connection.disconnect();
    return left;
  }

  #connect(role: 'commands' | 'blocking' | 'subscriber'): Redis {
    const connection = this.#options.redis.connect(role);
    this.#connections.push(connection);
    return connection;
  }
}
