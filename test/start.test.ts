import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from '../src/process-identity.ts';
import { childEnv } from './support/child-env.ts';
import { freePort, startRedis } from './support/redis.ts';
import { until } from './support/wait.ts';

const START = fileURLToPath(new URL('../src/start.ts', import.meta.url));

let folder: string;
let runs: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'retoma-start-'));
  runs = [];
});

afterEach(async () => {
  for (const run of runs) {
    if (run.exitCode !== null || run.signalCode !== null) continue;
    run.kill('SIGTERM');
    await once(run, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  process: ChildProcess;
  output: () => string;
  /** Resolves with the first match of what it printed so far or prints later. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

function npmStart(env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [START], {
    cwd: folder,
    env: childEnv({ PORT: '0', LOG_LEVEL: 'error', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  runs.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const printed = (pattern: RegExp) => until(() => pattern.exec(output), { what: `${pattern} is printed` });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { process: child, output: () => output, printed, ended };
}

async function ready(run: Run) {
  const [, url = ''] = await run.printed(/^Retoma is ready: (http:\S+)$/m);
  const [, worker] = await run.printed(/Worker +pid (\d+)/);
  const [, redis] = await run.printed(/private Redis, pid (\d+)/);
  return { url, workerPid: Number(worker), redisPid: Number(redis) };
}

/** The private Redis, as it is written down for whoever needs it next. */
function recordedRedis(): { pid: number } {
  return JSON.parse(readFileSync(join(folder, '.retoma/redis/server.json'), 'utf8'));
}

/** Its child processes. */
function processesOf(parent: number): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

/** The roster names it, with what it says of itself. */
async function workerIsReady(url: string, pid: number): Promise<void> {
  const worker = await until(
    async () => {
      const response = await fetch(`${url}/ready`);
      const { workers: roster } = (await response.json()) as { workers: { pid: number }[] };
      return response.status === 200 ? roster.find((worker) => worker.pid === pid) : undefined;
    },
    { what: `the worker ${pid} is on the roster` },
  );
  expect(worker).toMatchObject({
    sandbox: { tier: expect.any(String) },
  });
}

const isAlive = (pid: number) => processIdentity(pid) !== null;
const allGone = (pids: number[]) => until(() => !pids.some(isAlive), { what: `the processes ${pids} end` });

describe('npm start', () => {
  it('serves, starts again what dies of it, and at SIGTERM ends all that it started', async () => {
    const run = npmStart({ PORT: String(await freePort()) });
    const { url, workerPid, redisPid } = await ready(run);
    expect(run.output()).toContain(`GraphiQL    ${url}/graphql`);
    expect(run.output()).toContain(`Dashboard   ${url}/`);
    expect(run.output()).toContain(join(folder, '.retoma'));
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<div id="root">');
    await workerIsReady(url, workerPid);

    process.kill(workerPid, 'SIGKILL');
    await run.printed(new RegExp(`The worker \\(pid ${workerPid}\\) died: SIGKILL. It is started again`));
    const [, again] = await run.printed(/The worker is back \(pid (\d+)\)/);
    expect(Number(again)).not.toBe(workerPid);
    await workerIsReady(url, Number(again));

    const [api, ...others] = processesOf(run.process.pid as number).filter(isApi);
    expect(others).toEqual([]);
    process.kill(api as number, 'SIGKILL');
    await run.printed(/The API is back/);
    // At the same address.
    expect((await fetch(`${url}/ready`)).status).toBe(200);

    const died = run.output().match(/ died: /g)?.length;
    process.kill(redisPid, 'SIGKILL');
    await until(() => !isAlive(redisPid), { what: 'Redis is gone' });
    await until(async () => (await fetch(`${url}/ready`)).ok, { what: 'ready again' });
    expect(run.output().match(/ died: /g)).toHaveLength(died ?? 0);

    const started = [...processesOf(run.process.pid as number), Number(again), recordedRedis().pid];
    expect(started.every(isAlive)).toBe(true);
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    await allGone(started);
  });

  it('ends all that it started at SIGINT', async () => {
    const run = npmStart();
    const { workerPid, redisPid } = await ready(run);
    const started = [...processesOf(run.process.pid as number), workerPid, redisPid];
    expect(started.every(isAlive)).toBe(true);
    run.process.kill('SIGINT');
    expect(await run.ended).toBe(0);
    await allGone(started);
  });

  it('leaves nothing behind when it is killed itself', async () => {
    const run = npmStart();
    const { workerPid, redisPid } = await ready(run);
    const started = [...processesOf(run.process.pid as number), workerPid, redisPid];
    run.process.kill('SIGKILL');
    await allGone(started);
  });

  it('says once, with the name of the setting, that Redis is away, and starts when it comes', async () => {
    const redis = await startRedis({ port: true });
    try {
      await redis.kill();
      const { port } = new URL(redis.url);
      const url = `redis://:secret@localhost:${port}`;
      const run = npmStart({ REDIS_URL: url, LOG_LEVEL: 'debug', DASHBOARD: 'false' });
      const sentence = `Redis at redis://localhost:${port} (REDIS_URL) cannot be reached; waiting for it. Start it, or correct REDIS_URL.`;
      const told = () => run.output().split(sentence).length - 1;
      await until(() => told() === 3, { what: 'the terminal and both processes say it' });
      for (const name of ['api', 'worker']) {
        await run.printed(new RegExp(`"level":"debug".*"name":"${name}".*the queue reports an error`));
      }
      await redis.restart();
      await run.printed(/^Retoma is ready/m);
      expect(told()).toBe(3);
      const alarms = run.output().match(/^.*"level":"(warn|error)".*$/gm) ?? [];
      // The API may come back a moment after the worker, and is asked whether it is ready in between.
      expect(alarms.filter((line) => !line.includes('"msg":"request failed"'))).toHaveLength(2);
      expect(run.output()).not.toContain('secret');
    } finally {
      await redis.stop();
    }
  });

  it('says in one line that the port is in use, and leaves nothing behind', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const run = npmStart({ PORT: String(port) });
      expect(await run.ended).toBe(1);
      expect(run.output()).toBe(
        `Port ${port} of 127.0.0.1 is in use. Stop what listens there, or set PORT to another one.\n`,
      );
      expect(isAlive(recordedRedis().pid)).toBe(false);
    } finally {
      taken.close();
    }
  });

  it.each([{ WORKSPACE_ROOT: START }, { WORKSPACE_ROOT: '/proc/none' }, { DATA_DIR: '/proc/none' }])(
    'says in one line that a folder cannot be used: %j',
    async (env) => {
      const run = npmStart(env);
      expect(await run.ended).toBe(1);
      const [[name, path]] = Object.entries(env) as [[string, string]];
      expect(run.output()).toMatch(
        new RegExp(`^${name} \\(${path}\\) cannot be used: [^\n]+\\. Set ${name} to [^\n]+\\.\n$`),
      );
      expect(existsSync(join(folder, '.retoma'))).toBe(false);
    },
  );

  it('starts nothing when the configuration is wrong, and lists what is', async () => {
    const run = npmStart({ PORT: 'http', LOG_LEVEL: 'loud' });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/^The configuration is wrong:\n {2}- PORT: .*\n {2}- LOG_LEVEL: .*\n$/);
  });
});

function isApi(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('src/api/main.ts');
}
