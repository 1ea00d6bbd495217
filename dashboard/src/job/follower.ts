import type { CombinedError } from '@urql/core';
import { query, subscribe } from '../api/client.ts';
import { onJobsChanged } from '../api/feed.ts';
import { inNextFrame } from '../api/next-frame.ts';
import type { JobStatus } from '../gql/graphql.ts';
import { readFragment } from '../gql/index.ts';
import { type JobDetail, jobDetail, toolCallParts, type VersionParts, versionParts } from './fragments.ts';
import { HistoryReader, PAGE } from './history-reader.ts';
import { type LogEntry, toEntries } from './messages.ts';
import { OVER } from './over.ts';
import { JOB_CHANGED, JOB_NOW, JOB_PAGE, OUTPUT, SAVED, VERSIONS } from './queries.ts';
import { hear, type Spoken } from './spoken.ts';
import { withVersions } from './versions.ts';

const STANDS_STILL: ReadonlySet<JobStatus> = new Set(['PAUSED', 'WAITING_RETRY']);
const START_AGAIN_MS = 1000;
/** Of more versions than these, the earliest are not shown. */
const MOST_VERSIONS = 2000;

export type JobSnapshot =
  | { phase: 'LOADING' }
  | { phase: 'MISSING' }
  | { phase: 'FAILED'; error: CombinedError }
  | {
      phase: 'READY';
      job: JobDetail;
      /** In order, without gaps; the earliest may not have been read yet. */
      versions: readonly VersionParts[];
    };

/** A job as it is and as it goes on, for as long as it is shown. */
export class JobFollower {
  readonly history: HistoryReader;
  readonly #jobId: string;
  readonly #listeners = new Set<() => void>();
  readonly #spokenListeners = new Set<() => void>();
  #snapshot: JobSnapshot = { phase: 'LOADING' };
  #spoken: Spoken | null = null;
  /** Of what was said last, when it was cut off there: nobody is saying it any longer. */
  #cutOff: Pick<Spoken, 'turn' | 'attempt'> | null = null;
  #stops: (() => void)[] = [];
  #stopped = false;
  /** What was saved is shown in its order, also when something has to be read first. */
  #showing: Promise<void> = Promise.resolve();

  readonly #tell = () => {
    for (const listener of this.#listeners) listener();
  };
  readonly #tellSpoken = () => {
    for (const listener of this.#spokenListeners) listener();
  };

  constructor(jobId: string) {
    this.#jobId = jobId;
    this.history = new HistoryReader(jobId);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): JobSnapshot => this.#snapshot;

  readonly subscribeSpoken = (listener: () => void): (() => void) => {
    this.#spokenListeners.add(listener);
    return () => this.#spokenListeners.delete(listener);
  };

  /** What the model has said of the answer that it is giving; null while it says nothing. */
  readonly spoken = (): Spoken | null => (isSameCall(this.#spoken, this.#cutOff) ? null : this.#spoken);

  /** Answers with how to stop. */
  start(): () => void {
    this.#stopped = false;
    void this.#open();
    const stopFeed = onJobsChanged({
      // A job that is over is not watched, but may be resumed or deleted.
      changed: (rows) => {
        const isOver = this.#snapshot.phase === 'READY' && OVER.has(this.#snapshot.job.status);
        if (isOver && rows.some(({ jobId }) => jobId === this.#jobId)) void this.#refresh();
      },
      missed: () => this.#snapshot.phase !== 'READY' && void this.#open(),
    });
    return () => {
      this.#stopped = true;
      stopFeed();
      this.#unwatch();
    };
  }

  readonly again = (): void => void this.#open();

  async #open(): Promise<void> {
    this.#unwatch();
    const { data, error } = await query(JOB_PAGE, { jobId: this.#jobId, last: PAGE });
    if (this.#stopped) return;
    if (data === undefined) {
      if (error !== undefined) this.#set({ phase: 'FAILED', error });
      return;
    }
    if (data.job == null) return this.#set({ phase: 'MISSING' });
    const job = readFragment(jobDetail, data.job);
    const [head] = data.job.history.edges;
    const version = head === undefined ? null : readFragment(versionParts, head.node);
    this.history.begin(version?.version ?? 0, toEntries(head?.node.messages.edges ?? []));
    this.#set({ phase: 'READY', job, versions: version === null ? [] : [version] });
    if (!OVER.has(job.status)) this.#watch(head?.cursor ?? null);
    void this.#readVersions();
  }

  #watch(after: string | null): void {
    const jobId = this.#jobId;
    const again = (error: CombinedError | undefined) => error !== undefined && this.#startAgain();
    this.#stops = [
      subscribe(JOB_CHANGED, { jobId }, ({ data, error }) => {
        again(error);
        if (data !== undefined) this.#changed(readFragment(jobDetail, data.jobChanged));
      }),
      subscribe(SAVED, { jobId, after }, ({ data, error }) => {
        again(error);
        if (data === undefined) return;
        const { node } = data.checkpointSaved;
        const entries = toEntries(node.messages.edges);
        this.#showing = this.#showing.then(() => this.#saved(readFragment(versionParts, node), entries));
      }),
      subscribe(OUTPUT, { jobId }, ({ data }) => {
        if (data === undefined) return;
        const { kind, ...chunk } = data.modelOutput;
        this.#hear(hear(this.#spoken, { ...chunk, kind }));
      }),
    ];
  }

  #unwatch(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** The server ended a stream with an error: what is shown may have gaps. */
  #startAgain(): void {
    this.#unwatch();
    setTimeout(() => !this.#stopped && void this.#open(), START_AGAIN_MS);
  }

  #changed(job: JobDetail): void {
    if (this.#snapshot.phase !== 'READY') return;
    const before = this.#snapshot.job;
    const wentOn = job.status === 'RUNNING' && job.attempts === before.attempts;
    if (before.status === 'RUNNING' && !wentOn) this.#cut();
    if (OVER.has(job.status)) this.#hear(null);
    this.#set({ ...this.#snapshot, job });
    this.#showCalls(job);
  }

  async #saved(version: VersionParts, entries: readonly LogEntry[]): Promise<void> {
    if (this.#stopped || this.#snapshot.phase !== 'READY') return;
    if (version.step === 'COMPACTED') await this.history.replaced(version.version);
    else await this.history.add(version.version, entries);
    if (this.#stopped) return;
    if (this.#spoken !== null && this.#spoken.turn <= version.turns) this.#hear(null);
    this.#set({ ...this.#snapshot, versions: withVersions(this.#snapshot.versions, [version]) });
    this.#showCalls(this.#snapshot.job);
  }

  /** That a tool has begun is told of the job, and saved with nothing that is told of the history. */
  #showCalls({ checkpoint }: JobDetail): void {
    this.history.calls(readFragment(toolCallParts, checkpoint?.pendingToolCalls ?? []));
  }

  #hear(spoken: Spoken | null): void {
    const { phase } = this.#snapshot;
    const turns = phase === 'READY' ? (this.#snapshot.versions.at(-1)?.turns ?? 0) : 0;
    const news = spoken !== null && spoken.turn <= turns ? null : spoken;
    if (news === this.#spoken) return;
    this.#spoken = news;
    // What is told of a job that stands still was said before it stopped.
    if (phase === 'READY' && STANDS_STILL.has(this.#snapshot.job.status)) this.#cut();
    inNextFrame(this.#tellSpoken);
  }

  #cut(): void {
    this.#cutOff = this.#spoken;
    inNextFrame(this.#tellSpoken);
  }

  async #refresh(): Promise<void> {
    const { data } = await query(JOB_NOW, { jobId: this.#jobId });
    if (this.#stopped || data === undefined || this.#snapshot.phase !== 'READY') return;
    const job = data.job == null ? null : readFragment(jobDetail, data.job);
    const cleared = this.#snapshot.job.checkpoint != null && job?.checkpoint == null;
    if (job === null || cleared) await this.#open();
    else this.#changed(job);
  }

  async #readVersions(): Promise<void> {
    let after: string | null = null;
    for (let read = 0; read < MOST_VERSIONS; ) {
      const history = await this.#versionsPage(after);
      if (this.#stopped || history === undefined || this.#snapshot.phase !== 'READY') return;
      const versions = history.edges.map(({ node }) => readFragment(versionParts, node));
      this.#set({ ...this.#snapshot, versions: withVersions(this.#snapshot.versions, versions) });
      if (!history.pageInfo.hasNextPage) return;
      read += versions.length;
      after = history.pageInfo.endCursor ?? null;
    }
  }

  async #versionsPage(after: string | null) {
    const { data } = await query(VERSIONS, { jobId: this.#jobId, after });
    return data?.job?.history;
  }

  #set(snapshot: JobSnapshot): void {
    this.#snapshot = snapshot;
    inNextFrame(this.#tell);
  }
}

function isSameCall(one: Pick<Spoken, 'turn' | 'attempt'> | null, other: typeof one): boolean {
  return one !== null && other !== null && one.turn === other.turn && one.attempt === other.attempt;
}
