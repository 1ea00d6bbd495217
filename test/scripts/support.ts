import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { childEnv } from '../support/child-env.ts';
import { until } from '../support/wait.ts';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface RunningScript {
  readonly out: string;
  /** Waits until the output holds this. */
  untilOut(text: string): Promise<unknown>;
  readonly ended: Promise<Ended>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts `test/scripts/<name>.ts`; it is killed when the test is over. */
export function startScript(name: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningScript {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  return start(process.execPath, [script, ...args], env);
}

export function runScript(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return startScript(name, args, env).ended;
}

/** As a person types it: `npm run …`, word for word. */
export function runNpm(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return start('npm', ['run', ...args], env).ended;
}

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningScript {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: childEnv({ TMPDIR: process.env.TMPDIR, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const collected = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    collected.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    collected.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...collected }));
  return {
    get out() {
      return collected.out;
    },
    untilOut: (text) =>
      until(() => collected.out.includes(text), { what: `the script says ${JSON.stringify(text)}` }),
    ended,
  };
}
