import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { ensureBuilt } from '../../../src/api/dashboard/build.ts';
import { RedisStore } from '../../../src/store/redis-store.ts';
import { type ApiProcess, startApiProcess } from '../../support/api-process.ts';
import { ensureChromium } from '../../support/chromium.ts';
import {
  type Behaviour,
  type FakeModelRequest,
  type FakeModelServer,
  startFakeModelServer,
} from '../../support/fake-model-server.ts';
import { freePort, type RedisForTests, startRedis } from '../../support/redis.ts';
import { until } from '../../support/wait.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../../support/worker-process.ts';

/** Building the page and installing Chromium, where either has to be done first. */
export const OPENING_MS = 600_000;

export interface PageOptions {
  theme?: 'light' | 'dark';
  locale?: 'en' | 'pt-BR';
  phone?: boolean;
}

/** A page of the dashboard, and all that went wrong in it. */
export interface DashboardPage {
  page: Page;
  /** Errors, warnings of the browser such as of its policies, and what was asked for outside of the server. */
  problems: string[];
}

/** The real server with the real page, and a browser to look at it. Workers are started by the test. */
export class DashboardWorld {
  readonly redis: RedisForTests;
  readonly client: Redis;
  readonly store: RedisStore;
  readonly model: FakeModelServer;
  readonly env: Record<string, string>;
  readonly #answers: Answers;
  readonly #folder: string;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  readonly #workers: WorkerProcess[] = [];
  #api: ApiProcess;

  private constructor(parts: {
    redis: RedisForTests;
    client: Redis;
    model: FakeModelServer;
    env: Record<string, string>;
    answers: Answers;
    folder: string;
    browser: Browser;
    api: ApiProcess;
  }) {
    this.redis = parts.redis;
    this.client = parts.client;
    this.store = new RedisStore({ redis: parts.client });
    this.model = parts.model;
    this.env = parts.env;
    this.#answers = parts.answers;
    this.#folder = parts.folder;
    this.#browser = parts.browser;
    this.#api = parts.api;
  }

  /** @param env put over what API and workers are started with */
  static async open(env: Record<string, string> = {}): Promise<DashboardWorld> {
    const executablePath = ensureChromium();
    await ensureBuilt();
    const folder = mkdtempSync(join(tmpdir(), 'retoma-dashboard-'));
    const answers = new Answers();
    const [redis, model, port, browser] = await Promise.all([
      startRedis({ port: true }),
      startFakeModelServer({ respond: (request) => answers.to(request) }),
      freePort(),
      chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] }),
    ]);
    const all = {
      REDIS_URL: redis.url,
      WORKSPACE_ROOT: join(folder, 'workspaces'),
      PORT: String(port),
      DASHBOARD: 'true',
      // A busy machine must not look like a dead worker.
      HEARTBEAT_TTL_MS: '3000',
      DEEPSEEK_API_KEY: 'sk-none',
      DEEPSEEK_BASE_URL: model.url,
      ...env,
    };
    const api = await startApiProcess({ env: all });
    const world = new DashboardWorld({
      ...{ redis, model, answers, folder, browser, api, env: all },
      // Redis is killed in some tests.
      client: new Redis(redis.url).on('error', () => undefined),
    });
    await world.#untilServed();
    return world;
  }

  get url(): string {
    return this.#api.url;
  }

  /**
   * What the model says to a job of this prompt, turn by turn from that message on. A list is what it says to the
   * requests for that turn one after the other; its last entry also to all that follow.
   */
  answer(prompt: string, ...turns: (Behaviour | Behaviour[])[]): void {
    this.#answers.set(prompt, turns);
  }

  /** A page of its own browser profile, not yet anywhere. */
  async page({ theme = 'light', locale = 'en', phone = false }: PageOptions = {}): Promise<DashboardPage> {
    const context = await this.#browser.newContext({
      baseURL: this.url,
      colorScheme: theme,
      locale,
      viewport: phone ? { width: 390, height: 844 } : { width: 1360, height: 860 },
      reducedMotion: 'reduce',
    });
    this.#contexts.push(context);
    const problems: string[] = [];
    await context.route(
      (url) => url.origin !== this.url && !['data:', 'blob:', 'about:'].includes(url.protocol),
      (route) => {
        problems.push(`asked for ${route.request().url()}`);
        return route.abort();
      },
    );
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
      problems.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    return { page, problems };
  }

  async worker(options: Partial<WorkerProcessOptions> = {}): Promise<WorkerProcess> {
    const { PORT: _, ...env } = this.env;
    const worker = await startWorkerProcess({ ...options, env: { ...env, ...options.env } });
    this.#workers.push(worker);
    return worker;
  }

  stopApi(): Promise<void> {
    return this.#api.kill();
  }

  /** At the same address. */
  async startApi(): Promise<void> {
    this.#api = await startApiProcess({ env: this.env });
    await this.#untilServed();
  }

  /** Submits a job as a program would. */
  async submit(input: {
    prompt: string;
    model: string;
    jobId?: string;
    [more: string]: unknown;
  }): Promise<string> {
    const answer = await fetch(`${this.url}/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as { jobId: string }).jobId;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    await this.#browser.close();
    for (const worker of this.#workers) worker.kill();
    await this.#api.kill();
    await this.store.close();
    this.client.disconnect();
    await this.model.stop();
    await this.redis.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilServed(): Promise<void> {
    await until(async () => (await fetch(`${this.url}/new`)).ok, {
      what: 'the page is served',
      timeoutMs: 60_000,
    });
  }
}

/** What the fake model says, by the last thing that a person said. */
class Answers {
  readonly #turns = new Map<string, (Behaviour | Behaviour[])[]>();
  readonly #asked = new Map<string, number>();

  set(prompt: string, turns: (Behaviour | Behaviour[])[]): void {
    this.#turns.set(prompt, turns);
  }

  to({ body }: FakeModelRequest): Behaviour {
    const { messages } = body as { messages: { role: string; content: string }[] };
    const at = messages.findLastIndex(({ role, content }) => role === 'user' && this.#turns.has(content));
    const prompt = messages[at]?.content ?? '';
    const turn = messages.slice(at).filter(({ role }) => role === 'assistant').length;
    const behaviours = [this.#turns.get(prompt)?.[turn] ?? []].flat();
    const key = `${turn} ${prompt}`;
    const asked = this.#asked.get(key) ?? 0;
    this.#asked.set(key, asked + 1);
    const behaviour = behaviours[Math.min(asked, behaviours.length - 1)];
    if (behaviour !== undefined) return behaviour;
    throw new Error(`The model was not told what to say in turn ${turn + 1} to ${JSON.stringify(prompt)}.`);
  }
}
