import { setTimeout as delay } from 'node:timers/promises';
import { type Config, loadConfig } from './config.ts';
import { createLogger } from './log.ts';
import { displayRedisUrl } from './redis/address.ts';
import { connectRedis } from './redis/connection.ts';
import { type EmbeddedRedis, openEmbeddedRedis } from './redis/embedded.ts';
import { awayMessage } from './redis/open.ts';
import { isOutage } from './redis/outages.ts';
import { type DashboardMessage, type ReadyMessage, SupervisedProcess } from './start/supervised.ts';
import { prepareFolder } from './usable-folder.ts';

/** A worker that cuts its runs off at its timeout still has to write down where they stopped. */
const LAST_WORDS_MS = 7000;
const PATIENCE_MS = 5000;
const POLL_MS = 50;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * `npm start`: the private Redis when no other is named, an API process and a worker process, each started again when
 * it dies. Ends all of them at Ctrl-C and SIGTERM, Redis last; a second one ends them at once.
 */
class Retoma {
  readonly #config: Config;
  readonly #redis: EmbeddedRedis | null;
  readonly #api: SupervisedProcess;
  readonly #worker: SupervisedProcess;
  readonly #firstApi = Promise.withResolvers<ReadyMessage>();
  readonly #firstWorker = Promise.withResolvers<ReadyMessage>();
  /** Whether the page is there to be opened. */
  readonly #dashboard = Promise.withResolvers<boolean>();
  #stopping: Promise<void> | undefined;

  constructor(config: Config, redis: EmbeddedRedis | null) {
    this.#config = config;
    this.#redis = redis;
    if (!config.dashboard) this.#dashboard.resolve(false);
    this.#api = this.#supervise('API', './api/main.ts', this.#firstApi.resolve);
    this.#worker = this.#supervise('worker', './jobs/main.ts', this.#firstWorker.resolve);
  }

  async start(): Promise<void> {
    const { redisUrl } = this.#config;
    const probe = redisUrl === null ? null : sayWhenAway(redisUrl);
    this.#api.start();
    const { url = '' } = await this.#firstApi.promise;
    // Only now: when the port is taken, this Retoma is not to be, and must not take jobs from the one that is.
    if (this.#stopping !== undefined) return;
    this.#worker.start();
    const worker = await this.#firstWorker.promise;
    await this.#untilReady(url);
    const hasDashboard = await this.#dashboard.promise;
    probe?.disconnect();
    if (this.#stopping === undefined) this.#welcome(url, worker.pid, hasDashboard);
  }

  stop(exitCode: number): void {
    if (this.#stopping === undefined) {
      this.#stopping = this.#stop().finally(() => process.exit(exitCode));
      return;
    }
    this.#api.kill();
    this.#worker.kill();
  }

  async #stop(): Promise<void> {
    const timeoutMs = this.#config.shutdownTimeoutMs + LAST_WORDS_MS;
    await Promise.all([this.#api.stop(timeoutMs), this.#worker.stop(timeoutMs)]);
    await this.#redis?.close();
  }

  #supervise(name: string, script: string, firstReady: (message: ReadyMessage) => void): SupervisedProcess {
    return new SupervisedProcess(new URL(script, import.meta.url), {
      ready: (message, again) => {
        firstReady(message);
        if (again) say(`The ${name} is back (pid ${message.pid}).`);
      },
      died: (pid, how, retryMs) =>
        say(`The ${name} (pid ${pid}) died: ${how}. It is started again in ${retryMs / 1000} s.`),
      failed: () => this.stop(1),
      dashboard: ({ state }) => this.#told(state),
    });
  }

  #told(state: DashboardMessage['state']): void {
    if (state === 'BUILDING') say('Building the dashboard, once for these sources …');
    if (state === 'FAILED') say('The dashboard could not be built; everything else works without it.');
    if (state !== 'BUILDING') this.#dashboard.resolve(state === 'READY');
  }

  async #untilReady(url: string): Promise<void> {
    const patience = setTimeout(() => say(`Waiting for Redis at ${this.#redisAddress()} …`), PATIENCE_MS);
    while (this.#stopping === undefined && !(await isReady(url))) await delay(POLL_MS);
    clearTimeout(patience);
  }

  #redisAddress(): string {
    const { redisUrl, dataDir } = this.#config;
    return redisUrl === null ? dataDir : displayRedisUrl(redisUrl);
  }

  #welcome(url: string, workerPid: number, hasDashboard: boolean): void {
    const server = this.#redis === null ? '' : ` (private Redis, pid ${this.#redis.pid})`;
    say(
      [
        `Retoma is ready: ${url}`,
        '',
        ...(hasDashboard ? [`  Dashboard   ${url}/`] : []),
        `  GraphiQL    ${url}/graphql`,
        `  REST        ${url}/checkpoints`,
        `  Worker      pid ${workerPid}`,
        `  Data        ${this.#redisAddress()}${server}`,
        `  Workspaces  ${this.#config.workspaceRoot}`,
        '',
        'Ctrl-C stops all of it.',
      ].join('\n'),
    );
  }
}

/** On the terminal; the processes say it in their logs. */
function sayWhenAway(redisUrl: string): ReturnType<typeof connectRedis> {
  const log = createLogger({ level: 'silent', name: 'start' });
  const probe = connectRedis(redisUrl, { role: 'subscriber', log, name: 'retoma:start', unref: true });
  const tell = (error: Error) => {
    if (!isOutage(error)) return;
    probe.off('error', tell);
    say(awayMessage(redisUrl));
  };
  return probe.on('error', tell);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/ready', url), { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  const config = loadConfig();
  let retoma: Retoma | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (retoma === undefined ? process.exit(0) : retoma.stop(0)));
  }
  prepareFolder(config.workspaceRoot, { name: 'WORKSPACE_ROOT' });
  const log = createLogger({ level: config.logLevel, name: 'start' });
  const redis = config.redisUrl === null ? await openEmbeddedRedis({ dataDir: config.dataDir, log }) : null;
  retoma = new Retoma(config, redis);
  await retoma.start();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
