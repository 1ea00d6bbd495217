import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRedisServer } from '../../src/redis/install.ts';
import { until } from './wait.ts';

export interface RedisForTests {
  /** The bare path of a unix socket, or `redis://127.0.0.1:port`; ioredis and `connectRedis` take both. */
  readonly url: string;
  /** Of the server that runs now; another one after `restart()`. */
  readonly pid: number;
  readonly dir: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL. The data stays for `restart()`. */
  kill(): Promise<void>;
  /** Starts it again on the same data and address; kills it first when it runs. */
  restart(): Promise<void>;
}

/**
 * A Redis of the test's own, in a fresh folder. Without options it is on a unix socket, with AOF and
 * `appendfsync always`. `port`: on a free TCP port instead. `args` are put behind ours, so they win
 * (`['--appendonly', 'no']`).
 */
export async function startRedis(options: { port?: true; args?: string[] } = {}): Promise<RedisForTests> {
  const binary = await ensureRedisServer();
  const dir = mkdtempSync(join(tmpdir(), 'retoma-redis-'));
  const port = options.port ? await freePort() : 0;
  const socket = join(dir, 'redis.sock');
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'always'],
    ...(options.port ? [] : ['--unixsocket', socket]),
    ...(options.args ?? []),
  ];
  const target = options.port ? { port, host: '127.0.0.1' } : { path: socket };
  let server = await start(binary, args, target, dir);

  return {
    url: options.port ? `redis://127.0.0.1:${port}` : socket,
    dir,
    get pid() {
      return server.pid as number;
    },
    async kill() {
      await end(server);
    },
    async restart() {
      await end(server);
      server = await start(binary, args, target, dir);
    },
    async stop() {
      await end(server);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function start(
  binary: string,
  args: string[],
  target: { port: number; host: string } | { path: string },
  dir: string,
): Promise<ChildProcess> {
  const server = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithThisProcess(server, dir);
  let output = '';
  server.stdout.on('data', (chunk) => {
    output += chunk;
  });
  server.stderr.on('data', (chunk) => {
    output += chunk;
  });
  await until(
    () => {
      if (server.exitCode !== null) throw new Error(`redis-server ended: ${output}`);
      return ping(target);
    },
    { what: 'the Redis of this test answers' },
  );
  return server;
}

/** A test process that is killed cannot clean up. Its end closes the pipe that this shell reads from. */
function endWithThisProcess(server: ChildProcess, dir: string): void {
  const script = 'cat >/dev/null; kill -9 "$0"; rm -rf "$1"';
  const guard = spawn('/bin/sh', ['-c', script, String(server.pid), dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  server.once('exit', () => guard.kill('SIGKILL'));
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

function ping(target: { port: number; host: string } | { path: string }): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(target);
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply.toString().startsWith('+PONG'));
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(false));
  });
}

/** A TCP port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
