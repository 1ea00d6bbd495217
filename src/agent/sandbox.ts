import { accessSync, constants } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { WhenMayAct } from './may-act.ts';
import { type CommandResult, runIn, SandboxError } from './sandbox/run.ts';
import { makeScratch, removeAbandonedScratch, removeScratch } from './sandbox/scratch.ts';
import { type SandboxTier, TIERS, type Tier } from './sandbox/tiers.ts';

export type { CommandResult, SandboxTier };

export interface CommandRequest {
  /** For `bash -c`, or `sh -c` where there is no bash. */
  command: string;
  /** The workspace, absolute; the only folder that is kept for the next command. */
  cwd: string;
  timeoutMs: number;
  /** An abort kills every process of the command within about 200 ms, then rejects with its reason. */
  signal: AbortSignal;
  /** Of the output; beginning and end are kept, half each. */
  maxOutputBytes: number;
  /** The command begins in it; a rejection is passed on, and nothing has run. */
  whenMayAct: WhenMayAct;
  /** Folders and files that this command must not see, beside those of `configureSandbox`; `cwd` may lie in one. */
  hidden?: readonly string[];
}

/** Where credentials are kept in the home of whoever runs the server. */
const CREDENTIALS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.config/gcloud',
  '.config/gh',
  '.netrc',
  '.npmrc',
  '.pypirc',
  '.git-credentials',
];

/** Whoever may talk to these is root of the machine. */
const CONTAINER_SOCKETS = [
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/run/crio/crio.sock',
];

let hiddenPaths: readonly string[] = ['.env'];
let chosen: Promise<Tier> | undefined;

/**
 * What commands must not see where the sandbox can hide something: the server's data and its secrets. Relative paths
 * are taken from the present folder. To be called at start.
 *
 * @param options.hidden @default ['.env']
 */
export function configureSandbox(options: { hidden: readonly string[] }): void {
  hiddenPaths = options.hidden;
}

/** The sandbox in force, chosen once by trying each. */
export async function describeSandbox(): Promise<{ tier: SandboxTier; detail: string }> {
  const { name, detail } = await chooseTier();
  return { tier: name, detail };
}

/**
 * Runs a shell command to its end: no standard input, a scrubbed environment, a time limit, an output limit. No process
 * of it is left when this settles, and none outlives this process, however that dies.
 *
 * @throws the signal's reason; what `whenMayAct` throws; SandboxError when it could not be started
 */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  return runWith(await chooseTier(), request);
}

/** The same in the way of one tier. */
export async function runWith(tier: Tier, request: CommandRequest): Promise<CommandResult> {
  const own = CREDENTIALS.map((name) => join(homedir(), name));
  const hidden = await existing([...hiddenPaths, ...own, ...CONTAINER_SOCKETS, ...(request.hidden ?? [])]);
  return runIn(tier, { ...request, hidden, command: [shell(), '-c', request.command] });
}

function chooseTier(): Promise<Tier> {
  chosen ??= firstUsable();
  return chosen;
}

async function firstUsable(): Promise<Tier> {
  await removeAbandonedScratch();
  for (const tier of TIERS) {
    if (await isUsable(tier)) return tier;
  }
  throw new SandboxError('this system offers no way to run one; it needs sh and mkfifo.');
}

/** Whether a command really runs in this way here. */
export async function isUsable(tier: Tier): Promise<boolean> {
  const cwd = await makeScratch('probe');
  try {
    const result = await runWith(tier, {
      command: 'echo usable > file && cat file',
      cwd,
      timeoutMs: 5_000,
      signal: new AbortController().signal,
      maxOutputBytes: 1_024,
      whenMayAct: async (act) => act(),
    });
    return result.exitCode === 0 && result.output === 'usable\n';
  } catch (error) {
    if (error instanceof SandboxError) return false;
    throw error;
  } finally {
    await removeScratch(cwd);
  }
}

/** Those that are there, by their real paths, outer ones first. */
async function existing(paths: readonly string[]): Promise<{ path: string; folder: boolean }[]> {
  const found = await Promise.all(
    [...new Set(paths.map((path) => resolve(path)))].map(async (path) => {
      try {
        const real = await realpath(path);
        return [{ path: real, folder: (await stat(real)).isDirectory() }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat().sort((a, b) => a.path.length - b.path.length);
}

function shell(): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'bash');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return 'sh';
}
