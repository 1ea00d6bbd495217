import { RetomaError } from '../../errors.ts';
import type { Chore } from '../contract.ts';
import { JOB_BUCKETS } from '../keys.ts';
import type { JsonValue } from '../messages.ts';
import { allKeys, change, jobArguments, type StoreContext } from './context.ts';
import { getJobs } from './jobs.ts';
import { claimantsOf } from './workspaces.ts';

/** Live jobs of one bucket that are looked after in one go. */
const REFRESH_BATCH = 500;

export async function takeChores(
  { scripts, keys }: StoreContext,
  limit: number,
  leaseMs: number,
): Promise<Chore[]> {
  const seen = await scripts.runAll(
    eachBucket((bucket) => ({
      script: 'peek-chores' as const,
      keys: [keys.ofBucket(bucket).chores],
      args: [limit],
    })),
  );
  const due = seen
    .flatMap((reply, bucket) => pairsOf(reply).map(([member, at]) => ({ bucket, member, at: Number(at) })))
    .sort((a, b) => a.at - b.at)
    .slice(0, limit);
  if (due.length === 0) return [];

  const order = new Map(due.map(({ member }, index) => [member, index]));
  const taken = await scripts.runAll(
    [...Map.groupBy(due, ({ bucket }) => bucket)].map(([bucket, chores]) => {
      const { chores: list, choreStates } = keys.ofBucket(bucket);
      return {
        script: 'take-chores' as const,
        keys: [list, choreStates],
        args: [leaseMs, ...chores.map(({ member }) => member)],
      };
    }),
  );
  return taken
    .flatMap(pairsOf)
    .sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    .map(([member, state]) => toChore(member, state));
}

export async function completeChore({ scripts, keys }: StoreContext, chore: Chore): Promise<void> {
  const { chores, choreStates } = keys.ofJob(chore.jobId);
  await scripts.run('complete-chore', [chores, choreStates], [memberOf(chore)]);
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
  const { scripts, keys, ttlMs, graceMs } = context;
  const stale = await scripts.runAll(
    eachBucket((bucket) => ({
      script: 'stale-live' as const,
      keys: [keys.ofBucket(bucket).live],
      args: [Math.floor(ttlMs / 4), REFRESH_BATCH],
    })),
  );
  const jobIds = (stale as string[][]).flat();
  const refreshed = (await scripts.runAll(
    jobIds.map((jobId) => ({
      script: 'refresh' as const,
      keys: allKeys(context, jobId),
      args: jobArguments(context, jobId),
    })),
  )) as [number, string?, string?][];

  const live = refreshed.flatMap(([isLive, path = '', resumedFrom], index) =>
    isLive === 1 ? [{ path, claimants: claimantsOf(jobIds[index] ?? '', resumedFrom || null) }] : [],
  );
  await scripts.runAll(
    live.map(({ path, claimants }) => ({
      script: 'refresh-workspace' as const,
      keys: [keys.workspace(path)],
      args: [ttlMs + graceMs, ...claimants],
    })),
  );
  return live.length;
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

function eachBucket<T>(make: (bucket: number) => T): T[] {
  return Array.from({ length: JOB_BUCKETS }, (_, bucket) => make(bucket));
}
