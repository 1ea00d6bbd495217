import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from 'graphql-sse';
import { createServer as createViteServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { blurred, isAlike } from './alike.ts';
import { partsOf } from './markdown.ts';

/**
 * Runs every snippet of docs/GRAPHQL_GUIDE.md against the real server and worker, and compares what it answers with
 * what stands there. So the clients that the guide shows are tested as their users set them up: each asks, changes, and
 * comes back with its cursor after its connection was cut.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const GUIDE = 'docs/GRAPHQL_GUIDE.md';
const DOCUMENTED_HOST = 'localhost:3000';
const PATIENCE_MS = 60_000;

/** Over SSE with the beginning of its event, since graphql-sse holds back what came in one piece with half an event. */
const SECOND_VERSION = /event: next\ndata:[^\n]*"version":2,"step"|"version":2,"step"/;

const run = promisify(execFile);

const PARTS = partsOf(readFileSync(join(ROOT, GUIDE), 'utf8'));
const FIRST_FILE = PARTS.findIndex((part) => part.kind === 'HEADING' && part.text === 'Types');

const root = mkdtempSync(join(tmpdir(), 'retoma-guide-'));
let redis: RedisForTests;
let api: ApiProcess;
let worker: WorkerProcess;
let host: string;

beforeAll(async () => {
  redis = await startRedis({ args: ['--appendonly', 'no'] });
  const env = { REDIS_URL: redis.url, WORKSPACE_ROOT: newFolder(), SCRIPTS_DIR: quickScripts() };
  [api, worker] = await Promise.all([startApiProcess({ env }), startWorkerProcess({ env })]);
  host = new URL(api.url).host;
});

afterAll(async () => {
  worker?.kill();
  await Promise.all([worker?.exited, api?.kill()]);
  await redis?.stop();
  rmSync(root, { recursive: true, force: true });
});

function newFolder(): string {
  return mkdtempSync(join(root, 'x-'));
}

/**
 * The scripted models of the demo, which say the same in less time. From the third step on, a step does not end by
 * itself: what is asked about it finds it as it is.
 */
function quickScripts(): string {
  const dir = newFolder();
  for (const name of ['hello', 'ten-steps']) {
    const script = JSON.parse(readFileSync(join(ROOT, 'demo/scripts', `${name}.json`), 'utf8'));
    for (const [index, answer] of script.answers.entries()) {
      answer.delayMs = 50;
      for (const call of answer.toolCalls ?? []) {
        const { command } = call.arguments;
        if (command !== undefined) {
          call.arguments.command = command.replace('sleep 1', index < 2 ? 'sleep 0.01' : 'sleep 600');
        }
      }
    }
    writeFileSync(join(dir, `${name}.json`), JSON.stringify(script));
  }
  return dir;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: unknown[];
}

async function ask(query: string, variables: object): Promise<Answer> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** The variables stand in the first line. Of a subscription all that it tells. */
async function answerTo(operation: string): Promise<unknown> {
  const [, json = '{}'] = /^# (\{.*\})\n/.exec(operation) ?? [];
  const variables = JSON.parse(json);
  if (/^subscription /m.test(operation)) {
    const client = createClient({ url: `${api.url}/graphql`, retryAttempts: 0 });
    const told: unknown[] = [];
    for await (const { data, errors } of client.iterate({ query: operation, variables })) {
      told.push(errors ?? data);
    }
    return told;
  }
  const { data, errors } = await ask(operation, variables);
  return errors === undefined ? data : { errors };
}

const STATE = `query ($id: ID!) {
  job(jobId: $id) { status checkpoint { version pendingToolCalls { state } } }
}`;

interface State {
  job: {
    status: string;
    checkpoint: { version: number; pendingToolCalls: { state: string }[] } | null;
  };
}

/** `wait: <job> is <status>` or `wait: <job> runs a call of version <number>` */
async function waitFor(condition: string): Promise<void> {
  const [jobId = '', wanted = ''] = condition.split(/ is | runs a call of version /);
  await until(
    async () => {
      const { data } = await ask(STATE, { id: jobId });
      const { status, checkpoint } = (data as unknown as State).job;
      if (status === wanted) return true;
      const isRunning = checkpoint?.pendingToolCalls.some(({ state }) => state === 'RUNNING');
      if (isRunning && checkpoint?.version === Number(wanted)) return true;
      throw new Error(`It is ${JSON.stringify(data)}. The worker:\n${worker.output().slice(-2000)}`);
    },
    { what: condition, timeoutMs: PATIENCE_MS },
  );
}

/** A session in a shell: each command behind a `$`, and what it answered. */
async function expectSession(session: string): Promise<void> {
  for (const step of session.split(/^\$ /m).slice(1)) {
    const [, command = '', documented = ''] = /^((?:.*\\\n)*.*)\n?([\s\S]*)$/.exec(step) ?? [];
    const { stdout } = await run('bash', ['-c', command.replaceAll(DOCUMENTED_HOST, host)]);
    expect(isAlike(documented.trim(), stdout.trim()), `It answers:\n${stdout}`).toBe(true);
  }
}

describe('the operations', () => {
  const steps = PARTS.slice(0, FIRST_FILE).flatMap((part, at) => {
    if (part.kind === 'HEADING' || (part.kind === 'CODE' && part.language === 'json')) return [];
    return [{ part, next: PARTS[at + 1], where: `${GUIDE}:${part.line}` }];
  });

  it.each(steps)('of $where', async ({ part, next }) => {
    if (part.kind === 'NOTE') {
      expect(part.name).toBe('wait');
      await waitFor(part.text);
    } else if (part.language === 'sh') {
      await expectSession(part.text);
    } else {
      expect(part.language).toBe('graphql');
      const documented = next?.kind === 'CODE' && next.language === 'json' ? JSON.parse(next.text) : null;
      const actual = await answerTo(part.text);
      expect(blurred(documented, actual), JSON.stringify(actual, null, 2)).toEqual(documented);
    }
  });
});

describe('the clients', () => {
  const files = PARTS.flatMap((part) => {
    if (part.kind !== 'CODE' || part.language !== 'ts') return [];
    const [, name] = /^\/\/ (\S+)\n/.exec(part.text) ?? [];
    if (name === undefined) throw new Error(`${GUIDE}:${part.line}: the first line names the file.`);
    return [{ name, text: part.text }];
  });
  const withTools = { ...process.env, PATH: `${ROOT}/node_modules/.bin:${process.env.PATH}` };
  let project: string;

  /** What a reader has who copied every file. */
  beforeAll(async () => {
    project = newFolder();
    symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    writeFiles(project, host);
    await run('graphql-codegen', ['--silent'], { cwd: project, env: withTools });
  });

  function writeFiles(dir: string, address: string): void {
    for (const { name, text } of files) {
      writeFileSync(join(dir, name), text.replaceAll(DOCUMENTED_HOST, address));
    }
  }

  it('fit the types that codegen writes', async () => {
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', lib: ['es2022', 'dom'] },
      ...{ module: 'nodenext', allowImportingTsExtensions: true, erasableSyntaxOnly: true },
      ...{ verbatimModuleSyntax: true, types: ['node'] },
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const said = await run('tsc', ['-p', project], { env: withTools }).catch((error) => error);
    expect(said.stdout).toBe('');
  });

  it('may be pages that Vite serves', async () => {
    const vite = await createViteServer({
      root: project,
      configFile: join(project, 'vite.config.ts'),
      configLoader: 'native',
      cacheDir: join(project, '.vite'),
      logLevel: 'silent',
      server: { host: '127.0.0.1', port: 0 },
    });
    onTestFinished(() => vite.close());
    await vite.listen();
    const [page = ''] = vite.resolvedUrls?.local ?? [];
    const { origin } = new URL(page);
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin,
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
  });

  it('come back when Redis was away, and not when they are refused', async () => {
    const { resuming } = await import(join(project, 'resuming.ts'));
    const refusal = (code: string) => [{ message: code, extensions: { code } }];
    const lives: (() => AsyncGenerator<object>)[] = [
      async function* () {
        yield { data: { checkpointSaved: { cursor: 'first' } } };
        yield { errors: refusal('STORE_UNAVAILABLE') };
      },
      // As graphql-ws tells of it.
      async function* () {
        yield* [];
        throw refusal('CURSOR_UNAVAILABLE');
      },
    ];
    const asked: unknown[] = [];
    const subscribe = resuming((request: object) => {
      asked.push(request);
      return lives.shift()?.();
    });
    const told: unknown[] = [];
    await new Promise((resolve, reject) => {
      const sink = {
        next: (result: unknown) => told.push(result),
        error: reject,
        complete: () => resolve(0),
      };
      subscribe({ query: 'Q', variables: { jobId: 'j' } }, sink);
    });
    expect(told).toEqual([
      { data: { checkpointSaved: { cursor: 'first' } } },
      { errors: refusal('CURSOR_UNAVAILABLE') },
    ]);
    expect(asked).toEqual([
      { query: 'Q', variables: { jobId: 'j', after: undefined } },
      { query: 'Q', variables: { jobId: 'j', after: 'first' } },
    ]);
  });

  const runs = PARTS.flatMap((part, at) => {
    if (part.kind !== 'NOTE' || part.name !== 'run') return [];
    const [file = '', transport] = part.text.split(' over ');
    const output = PARTS.slice(at).find((next) => next.kind === 'CODE' && next.language === '');
    return [{ file, transport, documented: output?.kind === 'CODE' ? output.text : '', what: part.text }];
  });

  it.each(runs)('ask, change, and come back: $what', async ({ file, transport, documented }) => {
    const proxy = await startCuttingProxy(Number(new URL(api.url).port), SECOND_VERSION);
    onTestFinished(() => proxy.close());
    const dir = newFolder();
    cpSync(project, dir, { recursive: true, verbatimSymlinks: true });
    writeFiles(dir, `localhost:${proxy.port}`);
    const path = join(dir, file);
    if (transport !== undefined) {
      writeFileSync(path, readFileSync(path, 'utf8').replace("'./sse.ts'", `'./${transport}'`));
    }
    const { stdout, stderr } = await run(process.execPath, [path], { timeout: PATIENCE_MS }).catch(
      // With what it said until then.
      ({ message, ...said }: Error & { stdout: string; stderr: string }) => ({ ...said, stderr: message }),
    );
    expect({ said: isAlike(documented, stdout.trim()) ? documented : stdout, stderr }).toEqual({
      said: documented,
      stderr: '',
    });
    expect(proxy.cuts).toBe(1);
  });
});
