import { RetomaError } from '../../errors.ts';
import type { Chore } from '../contract.ts';
import { JOB_BUCKETS } from '../keys.ts';
import type { JsonValue } from '../messages.ts';
import type { ForkOrigin } from '../records.ts';
import type { ScriptCall } from '../scripts.ts';
import { allKeys, change, jobArguments, type StoreContext } from './context.ts';
import { getJobs, keepSource } from './jobs.ts';
import { claimantsOf, placeOf } from './workspaces.ts';

/** Live jobs of one bucket that are looked after in one go. */
const REFRESH_BATCH = 500;

export async function takeChores(context: StoreContext, limit: number, leaseMs: number): Promise<Chore[]> {
  const taken: Chore[] = [];
  for (;;) {
    const due = await peekChores(context, limit - taken.length);
    const ours = await takeThese(context, due, leaseMs);
    taken.push(...ours);
    // Where others were faster there may be further ones.
    if (ours.length === due.length) return taken;
  }
}

interface DueChore {
  bucket: number;
  member: string;
  at: number;
}

async function peekChores({ scripts, keys }: StoreContext, limit: number): Promise<DueChore[]> {
  const seen = await scripts.runAll(
    eachBucket((bucket) => ({ script: 'peek-chores', keys: [keys.ofBucket(bucket).chores], args: [limit] })),
  );
  return seen
    .flatMap((reply, bucket) => pairsOf(reply).map(([member, at]) => ({ bucket, member, at: Number(at) })))
    .sort((a, b) => a.at - b.at)
    .slice(0, limit);
}

async function takeThese(
  { scripts, keys }: StoreContext,
  due: readonly DueChore[],
  leaseMs: number,
): Promise<Chore[]> {
  if (due.length === 0) return [];
  const order = new Map(due.map(({ member }, index) => [member, index]));
  const taken = await scripts.runAll(
    [...Map.groupBy(due, ({ bucket }) => bucket)].map(([bucket, some]) => {
      const { chores, choreStates } = keys.ofBucket(bucket);
      return {
        script: 'take-chores',
        keys: [chores, choreStates],
        args: [leaseMs, ...some.map(({ member }) => member)],
      };
    }),
  );
  return taken
    .flatMap(pairsOf)
    .sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    .map(([member, state]) => toChore(member, state));
}

export async function completeChore(
  { scripts, keys }: StoreContext,
  chore: Chore,
  delivery?: number,
): Promise<void> {
  const { chores, choreStates, job } = keys.ofJob(chore.jobId);
  await scripts.run('complete-chore', [chores, choreStates, job], [memberOf(chore), delivery ?? '']);
}

export async function postponeChore(
  { scripts, keys }: StoreContext,
  chore: Chore,
  until: Date,
  state: JsonValue,
): Promise<void> {
  const { chores, choreStates } = keys.ofJob(chore.jobId);
  const args = [memberOf(chore), until.getTime(), JSON.stringify(state)];
  await scripts.run('postpone-chore', [chores, choreStates], args);
}

export async function clearSources(context: StoreContext, jobId: string): Promise<void> {
  const [job] = await getJobs(context, [jobId]);
  let child = jobId;
  let source = job?.resumedFrom ?? '';
  while (source !== '') {
    const above = await clearSource(context, source, child);
    child = source;
    source = above;
  }
}

/** Answers the job that the source itself continues, or ''. */
async function clearSource(context: StoreContext, jobId: string, child: string): Promise<string> {
  try {
    const args = [child, context.completedRetentionMs];
    const [, above] = await change(context, 'clear-source', allKeys(context, jobId), { jobId }, args);
    return above as string;
  } catch (error) {
    // Its record has expired, and with it the way further up.
    if (RetomaError.is(error, 'JOB_NOT_FOUND')) return '';
    throw error;
  }
}

export async function refreshLiveJobs(context: StoreContext): Promise<number> {
  const { scripts, keys, ttlMs } = context;
  const stale = await scripts.runAll(
    eachBucket((bucket) => ({
      script: 'stale-live',
      keys: [keys.ofBucket(bucket).live],
      args: [Math.floor(ttlMs / 4), REFRESH_BATCH],
    })),
  );
  const jobIds = (stale as string[][]).flat();
  const refreshed = await Promise.all(
    jobIds.map((jobId) =>
      scripts.run('refresh', allKeys(context, jobId), jobArguments(context, jobId)).catch(leaveOut),
    ),
  );
  const live = refreshed.flatMap((reply, index) => toLiveJob(jobIds[index] ?? '', reply) ?? []);
  await Promise.all([keepWorkspaces(context, live), keepSources(context, live)]);
  return live.length;
}

interface LiveJob {
  jobId: string;
  path: string;
  resumedFrom: string | null;
  /** The job whose checkpoint it has yet to copy. */
  source: string | null;
}

/** One damaged record must not keep all other jobs from being looked after. */
function leaveOut(error: unknown): [isLive: 0] {
  if (RetomaError.is(error, 'STORE_UNAVAILABLE')) throw error;
  return [0];
}

function toLiveJob(jobId: string, reply: unknown): LiveJob | null {
  const [isLive, path = '""', resumedFrom, forkedFrom, version] = reply as [
    ...[number, string?, string?, string?, number?],
  ];
  if (isLive === 0) return null;
  try {
    const origin: ForkOrigin | null = forkedFrom ? JSON.parse(forkedFrom) : null;
    const source = version === 0 ? resumedFrom || origin?.jobId : null;
    return { jobId, path: JSON.parse(path), resumedFrom: resumedFrom || null, source: source ?? null };
  } catch {
    return null;
  }
}

async function keepWorkspaces(
  { scripts, keys, ttlMs, graceMs }: StoreContext,
  live: readonly LiveJob[],
): Promise<void> {
  await scripts.runAll(
    live.map(({ jobId, path, resumedFrom }) => ({
      script: 'refresh-workspace',
      keys: [keys.workspace(path)],
      args: [ttlMs + graceMs, ...placeOf(path), ...claimantsOf(jobId, resumedFrom)],
    })),
  );
}

async function keepSources(context: StoreContext, live: readonly LiveJob[]): Promise<void> {
  await Promise.all(live.map(({ source }) => source !== null && keepSource(context, source)));
}

function memberOf({ kind, jobId }: Chore): string {
  return `${kind}:${jobId}`;
}

function toChore(member: string, state: string): Chore {
  const end = member.indexOf(':');
  return {
    kind: member.slice(0, end) as Chore['kind'],
    jobId: member.slice(end + 1),
    state: state === '' ? null : JSON.parse(state),
  };
}

function pairsOf(reply: unknown): [string, string][] {
  const flat = reply as string[];
  return Array.from({ length: flat.length / 2 }, (_, i) => [String(flat[2 * i]), String(flat[2 * i + 1])]);
}

function eachBucket(make: (bucket: number) => ScriptCall): ScriptCall[] {
  return Array.from({ length: JOB_BUCKETS }, (_, bucket) => make(bucket));
}
