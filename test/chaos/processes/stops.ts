import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Failpoint } from '../../../src/failpoints.ts';

/** A place at which a process of the kit is to end or freeze. Happens once in a round, in whichever process comes there first. */
export interface Stop {
  /** Unique in the round; also a file name. */
  id: string;
  point: Failpoint;
  /** Null: any job whose id the server chose, as it does for those that a resume makes. */
  jobId: string | null;
  /** The how-manieth visit of the point in one run of the job, from 1. */
  nth: number;
  /** DIE: by SIGKILL. FREEZE: by SIGSTOP, until it gets a SIGCONT. HOLD: the job waits there until it is let go. */
  action: 'DIE' | 'FREEZE' | 'HOLD';
  /** Only once that other stop has happened. */
  after?: string;
}

/** What a process of the kit is told by its environment, as JSON in `RETOMA_CHAOS`. */
export interface Instructions {
  traceFile: string;
  /** One file in it for each stop that has happened. */
  claimsFolder: string;
  stops: readonly Stop[];
}

const LOOK_MS = 2;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

export function instructionsFrom(env: NodeJS.ProcessEnv): Instructions {
  return JSON.parse(env.RETOMA_CHAOS ?? '') as Instructions;
}

/** The stop that is to happen at this visit, now claimed by this process; null: none. */
export function claimStop(
  { stops, claimsFolder }: Instructions,
  visit: { point: Failpoint; jobId: string; nth: number },
): Stop | null {
  for (const stop of stops) {
    if (stop.point !== visit.point || stop.nth !== visit.nth) continue;
    if (stop.jobId === null ? !UUID.test(visit.jobId) : stop.jobId !== visit.jobId) continue;
    if (stop.after !== undefined && !isClaimed(claimsFolder, stop.after)) continue;
    if (claim(claimsFolder, stop.id)) return stop;
  }
  return null;
}

/** Lets a job go on that was held; called by the kit. */
export function letGo(claimsFolder: string, stopId: string): void {
  claim(claimsFolder, goOf(stopId));
}

export async function untilLetGo({ claimsFolder }: Instructions, stopId: string): Promise<void> {
  while (!isClaimed(claimsFolder, goOf(stopId))) await sleep(LOOK_MS);
}

function goOf(stopId: string): string {
  return `${stopId}.go`;
}

/** True for the one process that makes the file. */
function claim(folder: string, id: string): boolean {
  return tryOpen(join(folder, id), 'wx');
}

function isClaimed(folder: string, id: string): boolean {
  return tryOpen(join(folder, id), 'r');
}

function tryOpen(path: string, flags: 'wx' | 'r'): boolean {
  try {
    closeSync(openSync(path, flags));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}
