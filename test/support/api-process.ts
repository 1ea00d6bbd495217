import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnv } from './child-env.ts';

export interface ApiProcess {
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly pid: number;
  /** @default SIGKILL */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** What it printed, for the message of a test that fails. */
  output(): string;
}

const MAIN = fileURLToPath(new URL('../../src/api/main.ts', import.meta.url));

/** Starts a real API process on a free port (or on the `PORT` of `env`). Resolves when it answers. */
export async function startApiProcess(options: { env: Record<string, string> }): Promise<ApiProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: childEnv({ PORT: '0', LOG_LEVEL: 'debug', DASHBOARD: 'false', ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'exit');
  const url = await Promise.race([
    readyAt(child),
    exited.then(() => {
      throw new Error(`The API ended before it was ready:\n${output}`);
    }),
  ]);
  const endWithTest = () => child.kill('SIGKILL');
  process.once('exit', endWithTest);
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    async kill(signal = 'SIGKILL') {
      process.off('exit', endWithTest);
      child.kill(signal);
      await exited;
    },
  };
}

async function readyAt(child: ChildProcess): Promise<string> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [{ type?: string; url?: string }];
    if (message.type === 'ready' && message.url !== undefined) return message.url.replace(/\/$/, '');
  }
}
