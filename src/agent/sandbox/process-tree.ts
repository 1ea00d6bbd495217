import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** From the polite signal to the one that cannot be refused. */
export const GRACE_MS = 150;
const POLL_MS = 10;
const KILL_LIMIT_MS = 5_000;

/** The processes of one command. */
export interface ProcessTree {
  /** Asks them to end and kills them after a short grace. */
  stop(): Promise<void>;
  /** Kills what is left. After it none is, save one that the kernel itself holds. */
  clear(): Promise<void>;
}

/**
 * In a PID namespace: process 1 passes a TERM on to every other process there, and its own end is theirs.
 *
 * @param init its number outside of the namespace
 */
export function namespaceTree(child: ChildProcess, init: number, ended: Promise<unknown>): ProcessTree {
  const signal = (name: NodeJS.Signals) => {
    // Reaped by its parent only, which then ends too: until that was seen the number is still the same process.
    if (child.exitCode === null && child.signalCode === null) kill(init, name);
  };
  return {
    async stop() {
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), GRACE_MS + 50);
      await ended;
      clearTimeout(timer);
    },
    async clear() {
      signal('SIGKILL');
      await ended;
    },
  };
}

/** Without one: the process group and, on Linux, whatever has the mark in its environment, in whatever group it is. */
export function markedTree(group: number, mark: string): ProcessTree {
  const signal = async (name: NodeJS.Signals): Promise<number> => {
    const reached = kill(-group, name);
    const found = await membersOf(group, mark);
    if (found === null) return reached ? 1 : 0;
    for (const pid of found) kill(pid, name);
    return found.length;
  };
  const signalUntilGone = async (name: NodeJS.Signals, limitMs: number): Promise<boolean> => {
    const deadline = performance.now() + limitMs;
    while ((await signal(name)) > 0) {
      if (performance.now() > deadline) return false;
      await delay(POLL_MS);
    }
    return true;
  };
  return {
    async stop() {
      if (!(await signalUntilGone('SIGTERM', GRACE_MS))) await signalUntilGone('SIGKILL', KILL_LIMIT_MS);
    },
    async clear() {
      await signalUntilGone('SIGKILL', KILL_LIMIT_MS);
    },
  };
}

/** @returns whether there was anything to be signalled */
export function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Those that still run; null where there is no `/proc` to look in. */
async function membersOf(group: number, mark: string): Promise<number[] | null> {
  const names = await readdir('/proc').catch(() => null);
  if (names === null) return null;
  const pids = names.filter((name) => /^\d+$/.test(name));
  const members = await Promise.all(pids.map((pid) => isMember(pid, group, mark)));
  return pids.filter((_, index) => members[index]).map(Number);
}

async function isMember(pid: string, group: number, mark: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // `pid (name) state ppid pgrp …`; the name may hold anything. The dead stay in their group until they are reaped, which
  // for orphans is the business of a stranger.
  const [state = 'X', , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === '' || state === 'Z' || state === 'X') return false;
  if (Number(itsGroup) === group) return true;
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.includes(mark);
}
