import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { hostIdentity, processIdentity } from '../../process-identity.ts';

const POLL_MS = 5;
const GONE_MS = 1_000;

const processSchema = z.object({ host: z.string(), pid: z.int().positive(), identity: z.string() });

/** The process of a worker, so that another worker on the same host can end it and no other one. */
export type ProcessOfWorker = z.infer<typeof processSchema>;

export function ownProcess(): ProcessOfWorker {
  return { host: hostIdentity(), pid: process.pid, identity: processIdentity(process.pid) ?? '' };
}

/** Null for what is none: it comes out of Redis. */
export function parseProcess(text: string): ProcessOfWorker | null {
  try {
    return processSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Ends the process of a worker that was declared dead, with its group when it leads one, if it is on this host and still
 * there: frozen, or too busy to beat. Its commands die with it. Does nothing to a process elsewhere, nor to this one.
 */
export async function endProcess({ host, pid, identity }: ProcessOfWorker): Promise<void> {
  const isThere = () => processIdentity(pid) === identity;
  if (pid === process.pid || host !== hostIdentity() || !isThere()) return;
  try {
    process.kill(leadsGroup(pid) ? -pid : pid, 'SIGKILL');
  } catch {
    // It is another user's, or has ended by itself in this moment.
    return;
  }
  const deadline = performance.now() + GONE_MS;
  while (isThere() && performance.now() < deadline) await sleep(POLL_MS);
}

/** Where that cannot be told, no. */
function leadsGroup(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // `pid (name) state ppid pgrp …`; the name may hold anything.
    const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === pid;
  } catch {
    return false;
  }
}
