import type {
  CheckpointFilter,
  CheckpointView,
  JobFilter,
  Page,
  PageRequest,
  StatusCounts,
} from '../contract.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { JOB_BUCKETS } from '../keys.ts';
import { JOB_STATUSES, type JobRecord, type JobStatus } from '../records.ts';
import type { StoreContext } from './context.ts';
import { getJobs } from './jobs.ts';
import { getCheckpoints } from './loading.ts';

/** A place in an index: time in ms, job id. */
type Place = [at: number, jobId: string];

interface IndexQuery {
  index: 'jobs' | 'active';
  statuses: readonly JobStatus[];
  /** Exclusive, in ms. */
  earliest: number | null;
}

/** A page is looked for in portions of at most so many, when a filter leaves out much of what the index gives. */
const MAX_PORTION = 1000;

export async function listJobs(
  context: StoreContext,
  page: PageRequest,
  { status, model }: JobFilter = {},
): Promise<Page<JobRecord>> {
  const { total: _, ...found } = await listIndex(context, page, {
    query: { index: 'jobs', statuses: status ?? JOB_STATUSES, earliest: null },
    read: (jobIds) => getJobs(context, jobIds),
    isWanted: (job) => model === undefined || job.model === model,
  });
  return found;
}

export function listActive(
  context: StoreContext,
  page: PageRequest,
  { status, model, savedAfter }: CheckpointFilter = {},
): Promise<Page<CheckpointView> & { total: number }> {
  return listIndex(context, page, {
    query: {
      index: 'active',
      statuses: status ?? JOB_STATUSES,
      earliest: savedAfter?.getTime() ?? null,
    },
    read: (jobIds) => getCheckpoints(context, jobIds),
    isWanted: ({ record }) => model === undefined || record.model === model,
  });
}

export async function count({
  scripts,
  keys,
}: StoreContext): Promise<{ jobs: StatusCounts; checkpoints: StatusCounts }> {
  const replies = await scripts.runAll(
    Array.from({ length: JOB_BUCKETS }, (_, bucket) => {
      const { jobs, active, expiry } = keys.ofBucket(bucket);
      return { script: 'count', keys: [jobs, active, expiry], args: [JOB_STATUSES.join(',')] };
    }),
  );
  const counts = replies as number[][];
  const sumAt = (place: number) => counts.reduce((sum, ofBucket) => sum + (ofBucket[place] ?? 0), 0);
  return {
    jobs: countsBy((index) => sumAt(2 * index)),
    checkpoints: countsBy((index) => sumAt(2 * index + 1)),
  };
}

/** @param countAt How many have the status at this place of the list of statuses. */
function countsBy(countAt: (index: number) => number): StatusCounts {
  return Object.fromEntries(JOB_STATUSES.map((status, index) => [status, countAt(index)])) as StatusCounts;
}

interface Listing<T> {
  query: IndexQuery;
  /** In the order asked for; null for what is gone meanwhile. */
  read(jobIds: readonly string[]): Promise<(T | null)[]>;
  isWanted(node: T): boolean;
}

async function listIndex<T>(
  context: StoreContext,
  { first, after }: PageRequest,
  { query, read, isWanted }: Listing<T>,
): Promise<Page<T> & { total: number }> {
  let place: Place | null = after === undefined ? null : decodeCursor(query.index, after);
  const found: { place: Place; node: T }[] = [];
  for (let portion = first + 1; ; portion = Math.min(portion * 2, MAX_PORTION)) {
    const { total, places, isEnd } = await readIndex(context, query, place, portion);
    const nodes = await read(places.map(([, jobId]) => jobId));
    for (const [index, at] of places.entries()) {
      const node = nodes[index] ?? null;
      if (node !== null && isWanted(node)) found.push({ place: at, node });
    }
    place = places.at(-1) ?? place;
    if (found.length > first || isEnd) {
      const items = found.slice(0, first).map(({ place: at, node }) => ({
        cursor: encodeCursor(query.index, at),
        node,
      }));
      return { items, hasNextPage: found.length > first, total };
    }
  }
}

/**
 * The next places of an index over all its buckets, in one round trip. Ids are spread evenly, so each bucket is asked
 * for little more than its share; beyond the last place of a bucket that had more to give nothing is known yet, and
 * `places` ends there.
 */
async function readIndex(
  { scripts, keys }: StoreContext,
  { index, statuses, earliest }: IndexQuery,
  after: Place | null,
  limit: number,
): Promise<{ total: number; places: Place[]; isEnd: boolean }> {
  const share = Math.min(limit, Math.ceil((2 * limit) / JOB_BUCKETS) + 4);
  const [from, id] = after ?? ['', ''];
  const args = [share, from, id, earliest ?? '', statuses.join(',')];
  const replies = await scripts.runAll(
    Array.from({ length: JOB_BUCKETS }, (_, bucket) => {
      const { jobs, active, expiry } = keys.ofBucket(bucket);
      return { script: 'list', keys: [index === 'jobs' ? jobs : active, jobs, active, expiry], args };
    }),
  );
  let total = 0;
  const lists: Place[][] = [];
  for (const reply of replies) {
    const [count, ...flat] = reply as [number, ...(string | number)[]];
    total += count;
    lists.push(
      Array.from({ length: flat.length / 2 }, (_, i) => [Number(flat[2 * i + 1]), String(flat[2 * i])]),
    );
  }
  const places = lists.flat().sort(latestFirst);
  const [known] = lists.flatMap((list) => (list.length === share ? list.slice(-1) : [])).sort(latestFirst);
  const sure = known === undefined ? places : places.filter((place) => latestFirst(place, known) <= 0);
  return { total, places: sure.slice(0, limit), isEnd: known === undefined && sure.length <= limit };
}

/** As Redis sorts: by time, and by the bytes of the id among those of one millisecond. */
function latestFirst([timeA, idA]: Place, [timeB, idB]: Place): number {
  return timeB - timeA || Buffer.compare(Buffer.from(idB), Buffer.from(idA));
}
