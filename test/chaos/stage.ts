import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { connectRedis } from '../../src/redis/connection.ts';
import { isTerminal, type JobRecord } from '../../src/store/records.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { collect } from './collect.ts';
import type { Evidence } from './evidence.ts';
import { type Answer, call } from './http.ts';
import { MODEL, startTaskModel, type TaskModel } from './model.ts';
import type { Violation } from './oracle.ts';
import type { ChildOptions } from './processes/child.ts';
import { Fleet } from './processes/fleet.ts';
import type { Stop } from './processes/stops.ts';
import { Readers } from './readers.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { openRedis, type RedisKind, type RedisUnderTest } from './redis-under-test.ts';
import { promptOf, type Task } from './task.ts';
import { TraceReader } from './trace.ts';

const silent = pino({ level: 'silent' });

/** Node keeps what it compiled there, so that the many processes of the kit start in two thirds of the time. */
const COMPILE_CACHE = join(tmpdir(), 'retoma-chaos-compile-cache');

export interface StageOptions {
  workers: number;
  /** Jobs that one worker runs side by side. */
  concurrency: number;
  /** @default 1 */
  apis?: number;
  stops?: readonly Stop[];
  /** @default OWN */
  redis?: RedisKind;
  /** Before each piece that the model says. @default 1 */
  deltaDelayMs?: number;
  /** Put over the environment of the kit. */
  env?: Readonly<Record<string, string>>;
}

/** A job that was submitted. */
export interface Submitted {
  jobId: string;
  task: Task;
  wantsCallback: boolean;
}

/**
 * All that one round is played on: Redis, the model, a receiver of callbacks, real API and worker processes, those who
 * look on, and the means to wait for the end and to collect what there is then.
 */
export class Stage {
  readonly folder: string;
  readonly model: TaskModel;
  readonly trace: TraceReader;
  readonly workers: Fleet;
  readonly apis: Fleet;
  readonly readers: Readers;
  readonly receiver: Receiver;
  readonly redis: RedisUnderTest;
  /** Straight to Redis, past any proxy. */
  readonly store: RedisStore;
  readonly client: Redis;
  readonly #submitted: Submitted[] = [];
  readonly #options: StageOptions;
  /** Those that the model knows. */
  readonly #tasks: Map<string, Task>;
  readonly #accepted = new Set<string>();
  readonly #child: Pick<ChildOptions, 'env' | 'instructions'>;
  #turn = 0;
  #isKept = false;

  private constructor(parts: {
    folder: string;
    options: StageOptions;
    redis: RedisUnderTest;
    tasks: Map<string, Task>;
    model: TaskModel;
    receiver: Receiver;
  }) {
    const { folder, options, redis, tasks, model, receiver } = parts;
    this.folder = folder;
    this.#tasks = tasks;
    this.#options = options;
    this.redis = redis;
    this.model = model;
    this.receiver = receiver;
    this.client = connectRedis(redis.url, { role: 'blocking', log: silent });
    this.store = new RedisStore({ redis: this.client });
    this.trace = new TraceReader(join(folder, 'trace.jsonl'));
    this.#child = {
      env: () => this.#environment(),
      instructions: {
        traceFile: join(folder, 'trace.jsonl'),
        claimsFolder: join(folder, 'claims'),
        stops: options.stops ?? [],
      },
    };
    this.workers = new Fleet({ kind: 'worker', ...this.#child }, options.workers);
    // Without stops: these are the ones that are always there.
    const instructions = { ...this.#child.instructions, stops: [] };
    this.apis = new Fleet({ kind: 'api', ...this.#child, instructions }, options.apis ?? 1);
    this.readers = new Readers(() => this.apiUrls);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'retoma-chaos-')));
    for (const name of ['claims', 'tmp', 'workspaces']) mkdirSync(join(folder, name));
    const tasks = new Map<string, Task>();
    const stage = new Stage({
      folder,
      options,
      redis: await openRedis(options.redis ?? 'OWN', folder),
      tasks,
      model: await startTaskModel(tasks, options.deltaDelayMs ?? 1),
      receiver: await startReceiver(),
    });
    await Promise.all([stage.apis.start(), stage.workers.start()]);
    return stage;
  }

  get apiUrls(): readonly string[] {
    return this.apis.running.map(({ url }) => url).filter((url) => url !== '');
  }

  get workspaceRoot(): string {
    return join(this.folder, 'workspaces');
  }

  get claimsFolder(): string {
    return this.#child.instructions.claimsFolder;
  }

  get temporaryFolder(): string {
    return join(this.folder, 'tmp');
  }

  /** Every job of the round, those of which nobody knows whether they were accepted included. */
  get submitted(): readonly Submitted[] {
    return this.#submitted;
  }

  get jobIds(): string[] {
    return this.submitted.map(({ jobId }) => jobId);
  }

  /** To one of the API processes in turn. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    const urls = this.apiUrls;
    return call(method, `${urls[this.#turn++ % urls.length]}${path}`, body);
  }

  /**
   * Submits a task under its own id. An answer that is not 202, or none, is for the caller to judge.
   * @param options.url of a certain API process
   */
  async submit(task: Task, options: { callback?: boolean; url?: string } = {}): Promise<Answer> {
    const { callback = false, url } = options;
    const jobId = task.id;
    if (!this.#tasks.has(jobId)) this.#submitted.push({ jobId, task, wantsCallback: callback });
    this.#tasks.set(jobId, task);
    const body = {
      jobId,
      prompt: promptOf(task),
      model: MODEL,
      ...(callback && { callback: { url: this.receiver.url } }),
    };
    const answer = await (url === undefined
      ? this.call('POST', '/webhook', body)
      : call('POST', `${url}/webhook`, body));
    if (answer.status === 202) this.#accepted.add(jobId);
    return answer;
  }

  /** A submission that was never accepted, and did not get through all the same, made no job. */
  async forgetRefused(): Promise<void> {
    const records = await this.store.getJobs(this.jobIds);
    const made = this.#submitted.filter(({ jobId }, index) => {
      return this.#accepted.has(jobId) || (records[index] ?? null) !== null;
    });
    this.#submitted.splice(0, Number.POSITIVE_INFINITY, ...made);
  }

  /**
   * Submits a task, again and again while the answer is that the store is away or none at all. Answers with how often it
   * was asked.
   */
  async submitUntilAccepted(task: Task, options: { callback?: boolean } = {}): Promise<number> {
    for (let times = 1; ; times++) {
      const { status, body } = await this.submit(task, options);
      // The answer to an earlier one may have been lost.
      if (status === 202 || body.code === 'JOB_EXISTS') return times;
      if (status !== 0 && status !== 503) {
        const log = this.apis.outputs.join('\n').split('\n');
        const said = log.filter((line) => line.includes(String(body.requestId))).join('\n');
        throw new Error(`A submission got ${status}: ${JSON.stringify(body)}\n${said}`);
      }
      await sleep(100);
    }
  }

  /** @param url of a certain API process */
  resume(jobId: string, url?: string): Promise<Answer> {
    const path = `/checkpoints/${encodeURIComponent(jobId)}/resume`;
    return url === undefined ? this.call('POST', path) : call('POST', `${url}${path}`);
  }

  /** A job that a resume made is one of the round's as well. */
  adopt(jobId: string, of: Submitted): void {
    this.#submitted.push({ ...of, jobId });
  }

  /**
   * Waits until these jobs have ended, or have stayed as they are for as long as they may.
   * @returns the last look at those that have not
   */
  async untilEnded(jobIds: readonly string[], boundMs: number, onLook = () => {}): Promise<JobRecord[]> {
    const deadline = performance.now() + boundMs;
    for (;;) {
      const records = await this.store.getJobs(jobIds);
      const open = records.filter((record) => record === null || !isTerminal(record.status));
      onLook();
      if (open.length === 0 || performance.now() > deadline) return open.filter((record) => record !== null);
      await sleep(100);
    }
  }

  /** The round's jobs that are not over. */
  async unfinished(): Promise<string[]> {
    const records = await this.store.getJobs(this.jobIds);
    return this.jobIds.filter((_, index) => {
      const record = records[index] ?? null;
      return record === null || !isTerminal(record.status);
    });
  }

  /** An API process beside those of the fleet, which stops where the round's stops tell it to; the caller's to end. */
  extraApi(): Fleet {
    return new Fleet({ kind: 'api', ...this.#child }, 1);
  }

  /**
   * Ends the round and tells all that is known of it.
   * @param late jobs that did not end within their bound
   */
  collect(late: readonly JobRecord[]): Promise<Evidence> {
    return collect(this, late);
  }

  /** Leaves the folder of the round where it is, with all that is known. Answers where. */
  keep(evidence: Evidence, violations: readonly Violation[]): string {
    this.#isKept = true;
    const outputs = [...this.workers.outputs, ...this.apis.outputs];
    const plain = (_key: string, value: unknown) =>
      value instanceof Map ? Object.fromEntries(value) : value;
    writeFileSync(join(this.folder, 'evidence.json'), JSON.stringify({ violations, ...evidence }, plain, 2));
    writeFileSync(join(this.folder, 'outputs.txt'), outputs.join('\n\n'));
    return this.folder;
  }

  async close(): Promise<void> {
    await Promise.all([this.readers.close(0), this.workers.kill(), this.apis.kill()]);
    await this.store.close();
    this.client.disconnect();
    await Promise.all([this.model.stop(), this.receiver.stop()]);
    await this.redis.close();
    if (!this.#isKept) rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    const address = this.redis.nextAddress();
    return {
      ...(address !== null && { REDIS_URL: address }),
      DATA_DIR: join(this.folder, 'data'),
      WORKSPACE_ROOT: this.workspaceRoot,
      TMPDIR: this.temporaryFolder,
      PORT: '0',
      LOG_LEVEL: 'info',
      DASHBOARD: 'false',
      DEEPSEEK_API_KEY: 'a-key-of-the-kit',
      DEEPSEEK_BASE_URL: this.model.url,
      WORKER_CONCURRENCY: String(this.#options.concurrency),
      GRAPHQL_MAX_SUBSCRIPTIONS: '1000',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...this.#options.env,
    };
  }
}
