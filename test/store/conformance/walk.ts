import { expect, it } from 'vitest';
import type { Lease, LetGo, NewVersion, Store } from '../../../src/store/contract.ts';
import { LeaseLostError, VersionConflictError } from '../../../src/store/errors.ts';
import { MemoryStore } from '../../../src/store/memory-store.ts';
import type { ToolDecision } from '../../../src/store/records.ts';
import { Random, testSeed } from '../../support/random.ts';
import { randomJson, randomMessages, randomText } from '../../support/random-messages.ts';
import {
  CALLBACK,
  FAILURE,
  type MakeStore,
  openCall,
  pending,
  result,
  specOf,
  storeForEach,
  usageOf,
} from './setup.ts';

const STEPS = 600;
const WALKS = 3;

/** A random sequence of calls must have the same outcome, call by call, as on the memory store. */
export function randomWalks(makeStore: MakeStore): void {
  const t = storeForEach(makeStore);
  const seed = testSeed();

  it.each(Array.from({ length: WALKS }, (_, i) => seed + i))(
    'a random walk comes out as in memory (seed %i)',
    async (walk) => {
      const reference = new MemoryStore();
      const walker = new Walker(t.store, new Random(walk));
      const history: string[] = [];
      for (let step = 0; step < STEPS; step++) {
        const { name, call, jobId } = walker.next();
        history.push(name);
        const after = async (store: Store) => ({
          outcome: await outcomeOf(call(store)),
          state: await stateOf(store, jobId, step % 25 === 0),
        });
        const wanted = await after(reference);
        expect(await after(t.store), `step ${step}: ${history.slice(-8).join(' · ')}`).toEqual(wanted);
        walker.learn(name, wanted.outcome);
      }
    },
    120_000,
  );
}

interface Step {
  name: string;
  jobId: string;
  call: (store: Store) => Promise<unknown>;
}

const SHARED = ['shared-1', 'shared-2', 'shared-2/inner', 'shared-2/inner/most'];

/** Chooses calls that make sense often enough, and nonsense now and then. */
class Walker {
  readonly #store: Store;
  readonly #random: Random;
  readonly #jobs: string[] = [];
  readonly #leases: Lease[] = [];
  readonly #heads = new Map<string, number>();
  #latestCommit: { lease: Lease; commit: NewVersion } | null = null;
  #count = 0;

  constructor(store: Store, random: Random) {
    this.#store = store;
    this.#random = random;
  }

  next(): Step {
    const random = this.#random;
    if (this.#jobs.length === 0 || random.chance(0.03)) return this.#create();
    if (this.#leases.length === 0 || random.chance(0.12)) return this.#acquire();
    const choices: [number, () => Step][] = [
      [30, () => this.#commit()],
      [6, () => this.#resend()],
      [8, () => this.#intents()],
      [4, () => this.#finish()],
      [6, () => this.#letGo()],
      [1, () => this.#discard()],
      [5, () => this.#control()],
      [5, () => this.#continue()],
      [5, () => this.#decide()],
      [3, () => this.#delete()],
      [7, () => this.#claim()],
      [3, () => this.#fork()],
      [6, () => this.#copy()],
      [2, () => this.#clearSources()],
      [5, () => this.#chores()],
    ];
    let at = random.int(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choose] of choices) {
      at -= weight;
      if (at < 0) return choose();
    }
    return this.#create();
  }

  /** Later steps build on what came out. */
  learn(name: string, outcome: unknown): void {
    const value = outcome as {
      lease?: Lease | null;
      job?: { jobId: string };
      jobId?: string;
      version?: number;
    } | null;
    if (name.startsWith('acquire') && value?.lease) this.#leases.push(value.lease);
    if (/^(create|fork)/.test(name) && value?.jobId !== undefined) this.#jobs.push(value.jobId);
    if (name.startsWith('claim') && value?.job && !this.#jobs.includes(value.job.jobId))
      this.#jobs.push(value.job.jobId);
    if (/^(commit|copy)/.test(name) && value?.jobId !== undefined && value.version !== undefined) {
      this.#heads.set(value.jobId, value.version);
    }
    if (name.startsWith('discard') && outcome === null) this.#heads.delete(name.split(' ')[1] ?? '');
  }

  #job(): string {
    return this.#random.pick(this.#jobs.slice(-8));
  }

  #lease(): Lease {
    return this.#random.chance(0.9)
      ? this.#random.pick(this.#leases.slice(-5))
      : this.#random.pick(this.#leases);
  }

  #head(jobId: string): number {
    return this.#heads.get(jobId) ?? 0;
  }

  #create(): Step {
    const random = this.#random;
    const jobId = random.chance(0.9) || this.#jobs.length === 0 ? this.#store.newJobId() : this.#job();
    // When there are two reasons to refuse, a store may tell either; so a taken id never meets a taken folder here.
    const isNew = !this.#jobs.includes(jobId);
    const path = isNew && random.chance(0.2) ? random.pick(SHARED) : `w-${this.#count++}`;
    const spec = specOf(jobId, {
      prompt: randomText(random),
      workspace: { path },
      callback: random.chance(0.5) ? CALLBACK : null,
    });
    return { name: `create ${jobId}`, jobId, call: (store) => store.createJob(spec) };
  }

  #acquire(): Step {
    const jobId = this.#job();
    const resend = this.#random.chance(0.1) ? this.#leases.at(-1)?.nonce : undefined;
    const holder = { workerId: `w${this.#random.int(3)}`, nonce: resend ?? `n${this.#count++}` };
    return { name: `acquire ${jobId} ${holder.nonce}`, jobId, call: (store) => store.acquire(jobId, holder) };
  }

  #commit(): Step {
    const random = this.#random;
    const lease = this.#lease();
    const head = this.#head(lease.jobId);
    const basedOn = random.chance(0.92) ? head : random.int(head + 3);
    const ids = ['a', 'b', '0'];
    const messages = [
      ...randomMessages(random),
      ...ids.filter(() => random.chance(0.15)).map((id) => result(id)),
    ];
    const commit: NewVersion = {
      basedOn,
      step: random.pick(['MODEL_RESPONSE', 'TOOL_RESULT', 'TOOLS_DONE', 'MODEL_RESPONSE', 'COMPACTED']),
      messages,
      turns: basedOn + random.int(2),
      usage: usageOf(basedOn),
      toolCalls: ids
        .filter(() => random.chance(0.4))
        .map((id) => pending(id, random.pick(['PENDING', 'RUNNING', 'DONE']))),
      ...(random.chance(0.1) ? { model: 'openai/other' } : {}),
      ...(random.chance(0.2) ? { repair: randomText(random) } : {}),
    };
    this.#latestCommit = { lease, commit };
    return {
      name: `commit ${lease.jobId} on ${basedOn}`,
      jobId: lease.jobId,
      call: (store) => store.commit(lease, commit),
    };
  }

  #resend(): Step {
    if (this.#latestCommit === null) return this.#commit();
    const { lease, commit } = this.#latestCommit;
    return {
      name: `commit again ${lease.jobId} on ${commit.basedOn}`,
      jobId: lease.jobId,
      call: (store) => store.commit(lease, commit),
    };
  }

  #intents(): Step {
    const random = this.#random;
    const lease = this.#lease();
    const calls = ['a', 'b', '0']
      .filter(() => random.chance(0.5))
      .map((id) =>
        openCall(id, lease.epoch, { evidence: randomJson(random), editedArguments: randomJson(random) }),
      );
    return {
      name: `intents ${lease.jobId}`,
      jobId: lease.jobId,
      call: (store) => store.recordIntents(lease, calls),
    };
  }

  #finish(): Step {
    const lease = this.#lease();
    const end = this.#random.pick([
      { status: 'COMPLETED', result: randomText(this.#random) },
      { status: 'FAILED', failure: FAILURE },
      { status: 'FAILED', failure: FAILURE },
      { status: 'CANCELLED' },
    ] as const);
    return {
      name: `finish ${lease.jobId} ${end.status}`,
      jobId: lease.jobId,
      call: (store) => store.finish(lease, end),
    };
  }

  #letGo(): Step {
    const lease = this.#lease();
    const how = this.#random.pick<LetGo>([
      { to: 'QUEUED' },
      { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE },
      { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE, counts: 'UNUSABLE_ANSWER' },
      { to: 'WAITING_RETRY', until: new Date(4e12), failure: FAILURE, counts: 'NOTHING' },
      { to: 'PAUSED', reason: 'Asks.' },
      { to: 'PAUSED', reason: 'Asks.', awaits: ['a', 'b'] },
      { to: 'PAUSED', reason: 'Asks.', awaits: ['0'] },
    ]);
    return {
      name: `let go ${lease.jobId} ${how.to}`,
      jobId: lease.jobId,
      call: (store) => store.letGo(lease, how),
    };
  }

  #discard(): Step {
    const lease = this.#lease();
    return {
      name: `discard ${lease.jobId}`,
      jobId: lease.jobId,
      call: async (store) => (await store.discardCheckpoint(lease)) ?? null,
    };
  }

  #control(): Step {
    const jobId = this.#job();
    const control = this.#random.pick(['CANCEL', 'PAUSE', 'PAUSE'] as const);
    return { name: `${control} ${jobId}`, jobId, call: (store) => store.requestControl(jobId, control) };
  }

  #continue(): Step {
    const jobId = this.#job();
    return { name: `continue ${jobId}`, jobId, call: (store) => store.continueJob(jobId) };
  }

  #decide(): Step {
    const random = this.#random;
    const jobId = this.#job();
    const decision = random.pick<ToolDecision>([
      { kind: 'RUN' },
      { kind: 'RUN', arguments: randomJson(random) },
      { kind: 'RESULT', result: randomText(random) },
      { kind: 'REJECT', reason: null },
    ]);
    const id = random.pick(['a', 'b', '0', 'z']);
    return {
      name: `decide ${jobId} ${id}`,
      jobId,
      call: (store) => store.decideToolCall(jobId, id, decision),
    };
  }

  #delete(): Step {
    const jobId = this.#job();
    return {
      name: `delete ${jobId}`,
      jobId,
      call: async (store) => (await store.deleteCheckpoint(jobId)) ?? null,
    };
  }

  #claim(): Step {
    const random = this.#random;
    const jobId = this.#job();
    const seen = {
      jobId,
      status: random.pick(['FAILED', 'FAILED', 'CANCELLED', 'COMPLETED'] as const),
      version: random.chance(0.9) ? this.#head(jobId) : random.int(5),
      resumedBy: random.chance(0.7) ? null : this.#job(),
    };
    const id = this.#store.newJobId(jobId);
    const spec = specOf(id);
    return { name: `claim ${jobId}`, jobId, call: (store) => store.claimResume(seen, spec) };
  }

  #fork(): Step {
    const jobId = this.#job();
    const spec = specOf(this.#store.newJobId(jobId));
    const from = { jobId, version: this.#random.int(this.#head(jobId) + 2), prompt: null };
    return { name: `fork ${jobId}`, jobId: spec.jobId, call: (store) => store.createFork(from, spec) };
  }

  #copy(): Step {
    const random = this.#random;
    const lease = this.#lease();
    const jobId = this.#job();
    const from = random.chance(0.5) ? { jobId } : { jobId, version: random.int(this.#head(jobId) + 2) };
    const append = random.chance(0.5)
      ? [...randomMessages(random), result('a', { isError: random.chance(0.5) })]
      : [];
    const step = random.pick(['RESUMED', 'FORKED'] as const);
    return {
      name: `copy ${jobId} to ${lease.jobId}`,
      jobId: lease.jobId,
      call: (store) => store.copyCheckpoint(from, lease, { step, append }),
    };
  }

  #clearSources(): Step {
    const jobId = this.#job();
    return {
      name: `clear sources of ${jobId}`,
      jobId,
      call: async (store) => (await store.clearSources(jobId)) ?? null,
    };
  }

  #chores(): Step {
    const jobId = this.#job();
    const kind = this.#random.pick(['QUEUE', 'CALLBACK', 'CLEAR_SOURCES'] as const);
    const chore = { kind, jobId, state: null };
    const state = randomJson(this.#random);
    const far = new Date(this.#random.chance(0.5) ? 4e12 : 0);
    return this.#random.chance(0.5)
      ? {
          name: `complete ${kind} ${jobId}`,
          jobId,
          call: async (store) => (await store.completeChore(chore)) ?? null,
        }
      : {
          name: `postpone ${kind} ${jobId}`,
          jobId,
          call: async (store) => (await store.postponeChore(chore, far, state)) ?? null,
        };
  }
}

async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return comparable((await call) ?? null);
  } catch (error) {
    if (error instanceof LeaseLostError)
      return { error: 'LeaseLostError', jobId: error.jobId, epoch: error.epoch };
    if (error instanceof VersionConflictError)
      return { error: 'VersionConflictError', expected: error.expected, actual: error.actual };
    const code = (error as { code?: unknown }).code;
    if (code === undefined || code === 'INTERNAL') throw error;
    return { error: code };
  }
}

async function stateOf(store: Store, jobId: string, whole: boolean): Promise<unknown> {
  const [job, view, loaded, history] = [
    await store.getJob(jobId),
    await store.getCheckpoint(jobId),
    await store.load(jobId),
    await store.history(jobId, { first: 3 }),
  ];
  const state = { job, view, loaded, history };
  if (!whole) return comparable(state);
  const versions = await store.versionsAfter(jobId, 0, 1000);
  const active = await store.listActive({ first: 100 });
  const jobs = await store.listJobs({ first: 100 }, { status: ['QUEUED', 'PAUSED', 'FAILED', 'COMPLETED'] });
  return comparable({
    ...state,
    versions,
    each: await Promise.all(versions.records.slice(-5).map(({ version }) => store.load(jobId, version))),
    turns: await store.latestTurns(versions.records.map(({ version }) => ({ jobId, version }))),
    active: [active.total, active.hasNextPage, active.items.map(({ node }) => node.job.jobId).sort()],
    jobs: [jobs.hasNextPage, jobs.hasNextPage ? [] : jobs.items.map(({ node }) => node.jobId).sort()],
    chores: (await store.takeChores(1000, 0)).map((chore) => JSON.stringify(chore)).sort(),
    tally: Object.entries(await store.tally())
      .filter(([name]) => !name.startsWith('put-off-ms'))
      .sort(),
  });
}

const TIMES = new Set(['createdAt', 'startedAt', 'takenAt', 'finishedAt', 'savedAt', 'expiresAt']);

/** Without what may differ between two stores: the clock, the bytes, and the order of open calls. */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (TIMES.has(key) && typeof inner === 'string') return 'a time';
      if (key === 'storedBytes') return 0;
      if (key === 'openToolCalls' && Array.isArray(inner)) {
        return [...inner].sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1));
      }
      return inner;
    }),
  );
}
