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

/** Runs a script that changes one job. @throws what its code stands for */
export async function change(...call: Parameters<typeof tryChange>): Promise<Reply> {
  const reply = await tryChange(...call);
  if (reply[0] < 0) throw scriptError(reply[0], call[3]);
  return reply;
}

/** The codes that are no errors but ask the caller to go another way. */
const FOR_CALLER: readonly number[] = [
  SCRIPT_CODES.CHANGED,
  SCRIPT_CODES.CLAIM_STALE,
  SCRIPT_CODES.CUT_IN_BLOCK,
];

/** The same for a caller that deals with the codes of `FOR_CALLER` itself: these are answered and not thrown. */
export async function tryChange(
  context: StoreContext,
  script: ScriptName,
  keys: readonly string[],
  about: CallContext,
  args: readonly ScriptArgument[],
): Promise<Reply> {
  const allArgs = [...jobArguments(context, about.jobId), ...args];
  const reply = (await context.scripts.run(script, keys, allArgs)) as Reply;
  const [code] = reply;
  if (code < 0 && !FOR_CALLER.includes(code)) throw scriptError(code, about, reply[1] as number | undefined);
  return reply;
}
