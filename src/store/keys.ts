import { hash } from 'node:crypto';

/**
 * The names of everything in Redis. A job's keys and the indexes of its bucket share one hash tag, so that a script
 * touches one slot of a cluster:
 *
 *   retoma:{<tenant>:<bucket>}:<hash of the job id>:job | log | versions | calls | output | partial
 *   retoma:{<tenant>:<bucket>}:jobs:<status> | active:<status> | live | expiry | chores | chore-states | tally
 *   retoma:{<tenant>:metrics}:totals | processes | samples
 *
 * A job id goes through a hash before it becomes part of a name: an id may hold any character, braces too.
 */

/** So many slots' worth of keys the jobs of one tenant are spread over. */
export const JOB_BUCKETS = 16;

/** Names of so many jobs are kept. */
const REMEMBERED = 1000;

/** `jobs` and `active` are not keys but what the names of one sorted set per status begin with. */
export interface BucketKeys {
  active: string;
  jobs: string;
  live: string;
  expiry: string;
  chores: string;
  choreStates: string;
  tally: string;
}

export interface JobKeys extends BucketKeys {
  job: string;
  log: string;
  versions: string;
  calls: string;
  /** Its name is that of the channel of those who watch it, too. */
  output: string;
  partial: string;
}

/** Where the wake-ups of one job are published. */
export function jobChannel(tenant: string, jobId: string): string {
  return `${jobPrefix(assertTenant(tenant), hashOf(jobId))}:events`;
}

/** Where those are woken who watch what the model says. */
export function outputChannel(tenant: string, jobId: string): string {
  return `${jobPrefix(assertTenant(tenant), hashOf(jobId))}:output`;
}

/** Of what the processes count; one slot of their own. */
export function metricsKeys(tenant: string): { totals: string; processes: string; samples: string } {
  const prefix = `retoma:{${assertTenant(tenant)}:metrics}`;
  return { totals: `${prefix}:totals`, processes: `${prefix}:processes`, samples: `${prefix}:samples` };
}

/** What is known of who answers behind a model: whether it takes calls at present. */
export function upstreamKey(tenant: string, upstreamId: string): string {
  return `retoma:{${assertTenant(tenant)}:u:${hashOf(upstreamId)}}:upstream`;
}

/** Where it is told when that changes. */
export function upstreamChannel(tenant: string): string {
  return `retoma:{${assertTenant(tenant)}}:upstreams`;
}

/** Where the wake-ups of all jobs of a tenant are published. */
export function liveChannel(tenant: string): string {
  return `retoma:{${assertTenant(tenant)}}:events`;
}

/** The names of one tenant. */
export class Keys {
  readonly liveChannel: string;
  readonly #tenant: string;
  readonly #buckets: readonly BucketKeys[];
  /** A running job is asked for at every commit. */
  readonly #jobs = new Map<string, JobKeys>();

  /** @throws TypeError for a tenant that would break out of its names */
  constructor(tenant: string) {
    this.#tenant = assertTenant(tenant);
    this.liveChannel = liveChannel(tenant);
    this.#buckets = Array.from({ length: JOB_BUCKETS }, (_, bucket) => {
      const prefix = bucketPrefix(tenant, bucket.toString(16));
      return {
        active: `${prefix}:active`,
        jobs: `${prefix}:jobs`,
        live: `${prefix}:live`,
        expiry: `${prefix}:expiry`,
        chores: `${prefix}:chores`,
        choreStates: `${prefix}:chore-states`,
        tally: `${prefix}:tally`,
      };
    });
  }

  ofJob(jobId: string): JobKeys {
    const known = this.#jobs.get(jobId);
    if (known !== undefined) return known;
    const id = hashOf(jobId);
    const prefix = jobPrefix(this.#tenant, id);
    const keys = {
      ...this.ofBucket(bucketOf(id)),
      job: `${prefix}:job`,
      log: `${prefix}:log`,
      versions: `${prefix}:versions`,
      calls: `${prefix}:calls`,
      output: `${prefix}:output`,
      partial: `${prefix}:partial`,
    };
    if (this.#jobs.size >= REMEMBERED) this.#jobs.clear();
    this.#jobs.set(jobId, keys);
    return keys;
  }

  /** @param bucket 0 to `JOB_BUCKETS` - 1 */
  ofBucket(bucket: number): BucketKeys {
    const keys = this.#buckets[bucket];
    if (keys === undefined) throw new RangeError(`There is no bucket ${bucket}.`);
    return keys;
  }

  bucketOf(jobId: string): number {
    return bucketOf(hashOf(jobId));
  }

  /** Who works in a folder. All folders are in one slot: those within each other are claimed in one step. */
  workspace(path: string): string {
    return `retoma:{${this.#tenant}:w}:${hashOf(path)}:workspace`;
  }

  idempotency(key: string): string {
    return `retoma:{${this.#tenant}:i:${hashOf(key)}}:idempotency`;
  }
}

/** 32 hex digits; the first is the bucket. */
export function hashOf(id: string): string {
  return hash('sha256', id, 'hex').slice(0, 32);
}

function bucketOf(idHash: string): number {
  return Number.parseInt(idHash.charAt(0), 16);
}

function bucketPrefix(tenant: string, bucket: string): string {
  return `retoma:{${tenant}:${bucket}}`;
}

function jobPrefix(tenant: string, idHash: string): string {
  return `${bucketPrefix(tenant, idHash.charAt(0))}:${idHash}`;
}

/** A brace or a colon in a tenant's name could move its keys under another tenant's tag. */
function assertTenant(tenant: string): string {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(tenant)) {
    throw new TypeError('A tenant is 1 to 64 letters, digits, "_", "." or "-".');
  }
  return tenant;
}
