import type { Keys } from '../keys.ts';
import { type CallContext, SCRIPT_CODES, scriptError } from '../script-errors.ts';
import type { ScriptArgument, ScriptName, Scripts } from '../scripts.ts';

/** What all parts of the Redis store share. */
export interface StoreContext {
  scripts: Scripts;
  keys: Keys;
  ttlMs: number;
  /** How much longer than its checkpoint the record of a job is kept. */
  graceMs: number;
  completedRetentionMs: number;
  /** 0: all. */
  historyLimit: number;
}

/** What every script that changes a job takes first. */
export function jobArguments({ keys, ttlMs, graceMs }: StoreContext, jobId: string): ScriptArgument[] {
  return [jobId, keys.liveChannel, ttlMs, graceMs];
}

/** The ten keys of a script that changes a job's standing, in their order. */
export function allKeys({ keys }: StoreContext, jobId: string): string[] {
  const of = keys.ofJob(jobId);
  return [
    ...[of.job, of.log, of.versions, of.calls, of.active],
    ...[of.jobs, of.live, of.expiry, of.chores, of.choreStates],
  ];
}

/** The first four of them: what is the job's alone. */
export function ownKeys({ keys }: StoreContext, jobId: string): string[] {
  const { job, log, versions, calls } = keys.ofJob(jobId);
  return [job, log, versions, calls];
}

/** The first five: what a version is written to. */
export function writeKeys({ keys }: StoreContext, jobId: string): string[] {
  const { job, log, versions, calls, active } = keys.ofJob(jobId);
  return [job, log, versions, calls, active];
}

/** An answer that is a code and what follows it. */
export type Reply = [code: number, ...rest: unknown[]];

/** Runs a script that changes one job and answers what follows its 0 or 1. @throws what its code stands for */
export async function change(
  context: StoreContext,
  script: ScriptName,
  keys: readonly string[],
  about: CallContext,
  args: readonly ScriptArgument[],
): Promise<Reply> {
  const reply = (await context.scripts.run(script, keys, [
    ...jobArguments(context, about.jobId),
    ...args,
  ])) as Reply;
  if (reply[0] < 0) throw scriptError(reply[0], about, reply[1] as number | undefined);
  return reply;
}

/** The same for a script whose caller deals with CHANGED: the answer is null then. */
export async function changeUnlessChanged(...call: Parameters<typeof change>): Promise<Reply | null> {
  const [context, script, keys, about, args] = call;
  const reply = (await context.scripts.run(script, keys, [
    ...jobArguments(context, about.jobId),
    ...args,
  ])) as Reply;
  if (reply[0] === SCRIPT_CODES.CHANGED) return null;
  if (reply[0] < 0) throw scriptError(reply[0], about);
  return reply;
}
