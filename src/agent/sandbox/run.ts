import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { WhenMayAct } from '../may-act.ts';
import { HeadAndTail } from './output.ts';
import { openPipe } from './pipe.ts';
import { kill, markedTree, namespaceTree } from './process-tree.ts';
import { makeScratch, removeScratch } from './scratch.ts';
import type { Tier } from './tiers.ts';

const WATCHDOG = readFileSync(new URL('watchdog.sh', import.meta.url), 'utf8');
const START_LIMIT_MS = 10_000;
/** How long output is waited for after the end, should a process have escaped with the pipe open. */
const DRAIN_LIMIT_MS = 1_000;
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
const MARK = 'RETOMA_COMMAND';
const MAX_COMPLAINTS = 4_096;

export interface RunRequest {
  /** The shell with its arguments. */
  command: readonly string[];
  /** Absolute. */
  cwd: string;
  hidden: readonly { path: string; folder: boolean }[];
  timeoutMs: number;
  signal: AbortSignal;
  maxOutputBytes: number;
  whenMayAct: WhenMayAct;
}

export interface CommandResult {
  /** As a shell counts: 128 + n when signal n ended it. Null when the time limit did. */
  exitCode: number | null;
  /** Standard output and standard error as they came, invalid UTF-8 replaced. */
  output: string;
  /** Something in the middle of `output` is left out. */
  truncated: boolean;
  timedOut: boolean;
}

/** The command could not be started at all. */
export class SandboxError extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`The command could not be started: ${why}`, options);
    this.name = 'SandboxError';
  }
}

/**
 * Runs a command to its end in the way of one tier. When it settles no process of the command is left, whatever it put
 * into the background.
 *
 * @throws the signal's reason; what `whenMayAct` throws (then nothing ran); SandboxError
 */
export async function runIn(tier: Tier, request: RunRequest): Promise<CommandResult> {
  request.signal.throwIfAborted();
  const scratch = await makeScratch('command');
  try {
    const { reader, writer } = await openPipe(`${scratch}/output`);
    // Where it is no HOME it has served its purpose, and cannot be left behind by a worker that is killed.
    if (tier.namespaced) await removeScratch(scratch);
    const output = new HeadAndTail(request.maxOutputBytes);
    reader.on('data', (chunk: Buffer) => output.add(chunk));
    reader.on('error', () => undefined);
    try {
      const started = start(tier, request, scratch, writer);
      const end = await supervise(tier, request, started);
      await drain(reader);
      return { ...end, output: output.text(), truncated: output.truncated };
    } finally {
      reader.destroy();
    }
  } finally {
    await removeScratch(scratch);
  }
}

interface Started {
  child: ChildProcess;
  mark: string;
  scratch: string;
  /** What the sandbox itself wrote, which says why it failed. For the log alone: it names paths of this machine. */
  complaints: () => string;
  /** Rejects when there is no such program. */
  exit: Promise<{ exitCode: number }>;
}

function start(tier: Tier, request: RunRequest, scratch: string, writer: number): Started {
  const mark = `${MARK}=${randomUUID()}`;
  const [file = 'sh', ...args] = tier.argv({ ...request, workspace: request.cwd });
  try {
    const child = spawn(file, args, {
      cwd: request.cwd,
      env: environment(tier, scratch, mark),
      detached: true,
      stdio: ['ignore', writer, 'pipe', 'pipe', ...(tier.name === 'bubblewrap' ? (['pipe'] as const) : [])],
    });
    const exit = once(child, 'exit').then(([code, signal]) => ({
      exitCode: code ?? 128 + constants.signals[signal as NodeJS.Signals],
    }));
    // Looked at later, and by several.
    exit.catch(() => undefined);
    child.stdio[3]?.on('error', () => undefined);
    let complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (complaints.length < MAX_COMPLAINTS) complaints += chunk.toString();
    });
    return { child, mark, scratch, exit, complaints: () => complaints };
  } finally {
    closeSync(writer);
  }
}

/** Nothing of the server's own environment but where programs are found. */
function environment(tier: Tier, scratch: string, mark: string): NodeJS.ProcessEnv {
  const common = { PATH: process.env.PATH ?? DEFAULT_PATH, LANG: 'C.UTF-8', TERM: 'dumb', CI: '1' };
  if (tier.namespaced) return { ...common, HOME: '/tmp' };
  const [name = MARK, value] = mark.split('=');
  return { ...common, HOME: scratch, [name]: value };
}

async function supervise(
  tier: Tier,
  request: RunRequest,
  started: Started,
): Promise<{ exitCode: number | null; timedOut: boolean }> {
  const { child, exit } = started;
  const channel = child.stdio[3] as Duplex;
  const pid = await ready(tier, request.signal, started, channel);
  const tree = tier.namespaced ? namespaceTree(child, pid, exit) : markedTree(pid, started.mark);
  const watchdog = tier.namespaced ? null : startWatchdog(pid, started);
  const stopped = Promise.withResolvers<'ABORTED' | 'TIMED_OUT'>();
  const abort = () => stopped.resolve('ABORTED');
  request.signal.addEventListener('abort', abort);
  let timer: NodeJS.Timeout | undefined;
  try {
    // The answer that starts the command.
    await request.whenMayAct(() => channel.write('go\n'));
    timer = setTimeout(() => stopped.resolve('TIMED_OUT'), request.timeoutMs);
    const end = await Promise.race([exit, stopped.promise]);
    if (typeof end === 'object') return { ...end, timedOut: false };
    await tree.stop();
    if (end === 'ABORTED') throw request.signal.reason;
    return { exitCode: null, timedOut: true };
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', abort);
    await tree.clear();
    watchdog?.kill('SIGKILL');
    channel.destroy();
  }
}

/**
 * Waits until all is set up and the command only waits for the word to begin.
 *
 * @returns the process by which the tree of the command is held: process 1 of its namespace, or its group's leader
 */
async function ready(tier: Tier, signal: AbortSignal, started: Started, channel: Duplex): Promise<number> {
  const { child, exit } = started;
  const failed = exit.then(
    ({ exitCode }) =>
      Promise.reject(
        new SandboxError(`the sandbox ended with exit code ${exitCode}.`, { cause: started.complaints() }),
      ),
    (error: unknown) =>
      Promise.reject(new SandboxError(`${child.spawnfile} cannot be run.`, { cause: error })),
  );
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)]);
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.aborted ? signal.reason : new SandboxError('it took too long.'));
  limit.addEventListener('abort', abort);
  try {
    if (limit.aborted) abort();
    const said = await Promise.race([firstLine(channel), failed, aborted.promise]);
    if (tier.name !== 'bubblewrap') return Number(said);
    return await Promise.race([bubblewrapChild(child.stdio[4] as Readable), failed, aborted.promise]);
  } catch (error) {
    // Nothing of the command runs yet, so all that there is is in the one group.
    if (child.pid !== undefined) kill(-child.pid, 'SIGKILL');
    throw error;
  } finally {
    limit.removeEventListener('abort', abort);
  }
}

async function firstLine(stream: Readable): Promise<string> {
  const lines = createInterface({ input: stream });
  const [line] = await once(lines, 'line');
  lines.close();
  return String(line);
}

async function bubblewrapChild(info: Readable): Promise<number> {
  let text = '';
  for await (const chunk of info) text += String(chunk);
  return Number(JSON.parse(text)['child-pid']);
}

function startWatchdog(group: number, { mark, scratch }: Started): ChildProcess {
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'sh', String(group), mark, scratch], {
    detached: true,
    env: { PATH: process.env.PATH ?? DEFAULT_PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => undefined);
  return watchdog;
}

async function drain(reader: Socket): Promise<void> {
  const limit = AbortSignal.timeout(DRAIN_LIMIT_MS);
  await finished(reader, { writable: false, signal: limit }).catch(() => undefined);
}
