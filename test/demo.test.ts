import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadScript } from '../src/agent/model/scripted.ts';
import { builtinTools } from '../src/agent/tools/index.ts';
import { childEnv } from './support/child-env.ts';
import { until } from './support/wait.ts';

const DEMO = fileURLToPath(new URL('../demo/demo.ts', import.meta.url));

interface RunningDemo {
  child: ChildProcess;
  /** Where it has its folder. */
  dir: string;
  readonly out: string;
  readonly err: string;
  ended: Promise<number | null>;
}

/** Has a folder for temporary files of its own, and a `.env` and a Redis to stay away from. */
function startDemo(...args: string[]): RunningDemo {
  const dir = mkdtempSync(join(tmpdir(), 'retoma-demo-test-'));
  const child = spawn(process.execPath, [DEMO, ...args], {
    cwd: dir,
    env: childEnv({ TMPDIR: dir, REDIS_URL: 'redis://127.0.0.1:1', CHECKPOINT_HISTORY: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    dir,
    ended,
    get out() {
      return said.out;
    },
    get err() {
      return said.err;
    },
  };
}

/** Its folder is gone, and so is every process that it started, its Redis included. */
function expectNothingLeft(demo: RunningDemo): void {
  expect(readdirSync(demo.dir)).toEqual([]);
  expect(processesOf(demo.dir)).toEqual([]);
}

/** Command lines of the processes that were started with, or work in, this folder. */
function processesOf(dir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => [cwdOf(pid), procFile(pid, 'environ'), procFile(pid, 'cmdline')].join().includes(dir))
    .map((pid) => procFile(pid, 'cmdline').replaceAll('\0', ' '));
}

function procFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** The two numbers of a row of the last table. */
function rowOf(out: string, name: string): [number, number] {
  const row = out.split('\n').find((line) => line.trim().startsWith(name));
  const numbers = [...(row ?? '').matchAll(/[\d,]+/g)].map(([text]) => Number(text.replaceAll(',', '')));
  expect(numbers).toHaveLength(2);
  return numbers as [number, number];
}

it('shows a job killed and picked up, and what the same costs without checkpoints', async () => {
  const demo = startDemo();
  const code = await demo.ended;
  const { out, err } = demo;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.match(/before: ✗ 2 of 8 tests fail/g)).toHaveLength(2);
  expect(out.match(/after: ✓ 8 tests pass/g)).toHaveLength(2);
  expect(out.match(/✗ SIGKILL/g)).toHaveLength(2);
  expect(out).toMatch(/What was saved: version 10 · 5 turns · 12 messages/);
  expect(out).toContain('+ const step = STEPS.find(({ from }) => subtotal >= from);');
  expect(out).toMatch(/✓ Picked up by the (first|second) worker/);
  expect(out).toContain('⚡ run_command interrupted');
  // Nine answers and ten calls are what the task takes; five and six of them were made before the kill.
  expect(rowOf(out, 'model calls')).toEqual([9, 9 + 5]);
  expect(rowOf(out, 'tool runs')).toEqual([10, 10 + 6]);
  const [paidWith, paidWithout] = rowOf(out, 'tokens paid');
  expect(paidWith).toBeGreaterThan(0);
  expect(paidWithout).toBeGreaterThan(paidWith);
  expect(out).not.toContain('not so');
  expectNothingLeft(demo);
});

it('does not end well when the tests are not green afterwards', async () => {
  const demo = startDemo('--model', 'scripted/hello');
  expect(await demo.ended).toBe(1);
  expect(demo.out).toContain('✗ not so: The tests pass after it');
  expectNothingLeft(demo);
});

it('keeps the folder when asked, and says what went wrong with a model', async () => {
  const demo = startDemo('--keep', '--model', 'scripted/there-is-none');
  expect(await demo.ended).toBe(1);
  expect(demo.err).toContain('there-is-none');
  const [kept = ''] = readdirSync(demo.dir);
  expect(demo.out).toContain(join(demo.dir, kept));
  expect(existsSync(join(demo.dir, kept, 'with-checkpoints/corner-shop/src/discount.js'))).toBe(true);
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'leaves nothing behind on %s',

  async (signal) => {
    const demo = startDemo();
    await until(() => demo.out.includes('turn 2'), { what: 'the agent works' });
    // Redis, the API and two workers, beside the demo itself.
    expect(processesOf(demo.dir).length).toBeGreaterThanOrEqual(5);
    // Twice: the terminal and npm both pass a Ctrl-C on.
    demo.child.kill(signal);
    setTimeout(() => demo.child.kill(signal), 100);
    demo.child.kill(signal);
    expect(await demo.ended).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(demo.err).toBe('');
    expectNothingLeft(demo);
  },
);

it('passes on why a real model cannot be asked', async () => {
  const demo = startDemo('--model', 'deepseek/deepseek-v4-pro');
  expect(await demo.ended).toBe(1);
  expect(demo.err).toContain('DEEPSEEK_API_KEY');
  expectNothingLeft(demo);
});

it('explains itself, and refuses what it does not know', async () => {
  const help = startDemo('--help');
  expect(await help.ended).toBe(0);
  expect(help.out).toContain('npm run demo -- --model deepseek/deepseek-v4-pro');
  const wrong = startDemo('--modle', 'x');
  expect(await wrong.ended).toBe(64);
  expect(wrong.err).toContain('--modle');
});

describe('the scripted answers', () => {
  const folder = fileURLToPath(new URL('../demo/scripts', import.meta.url));

  it.each(readdirSync(folder))('%s can be read and comes to an end', async (file) => {
    const { answers } = await loadScript(file.replace(/\.json$/, ''), folder);
    expect(answers.at(-1)?.toolCalls).toEqual([]);
    expect(answers.slice(0, -1).filter(({ toolCalls }) => toolCalls.length === 0)).toEqual([]);
    const tools = new Set(builtinTools.map(({ name }) => name));
    for (const call of answers.flatMap(({ toolCalls }) => toolCalls)) {
      expect(tools).toContain(call.name);
      const tool = builtinTools.find(({ name }) => name === call.name);
      expect(tool?.input.safeParse(call.arguments).error).toBeUndefined();
    }
  });
});
