import type { JobRow } from '../api/job-row.ts';
import type { JobStatus } from '../gql/graphql.ts';

export interface JobsFilter {
  /** Empty: any. */
  status: readonly JobStatus[];
  model: string | null;
}

export interface JobsPage {
  rows: readonly JobRow[];
  endCursor: string | null;
  hasNextPage: boolean;
}

/** @param after a cursor; null for the first page. Rejects when the page cannot be had. */
export type FetchJobs = (after: string | null) => Promise<JobsPage>;

export interface JobsSnapshot {
  /** Newest first. */
  rows: readonly JobRow[];
  hasMore: boolean;
  loading: boolean;
  error: Error | null;
}

const EMPTY: JobsSnapshot = { rows: [], hasMore: true, loading: false, error: null };

/**
 * The jobs that fit a filter, newest first: pages as they are asked for, kept up to date by what is heard of changes.
 * A job that changed so that it no longer fits leaves; one that fits now is put in its place by its age.
 */
export class JobsList {
  readonly #fetch: FetchJobs;
  readonly #filter: JobsFilter;
  readonly #listeners = new Set<() => void>();
  #snapshot = EMPTY;
  #cursor: string | null = null;
  /** Those that changed while a page was on its way: what the page says of them may be older. */
  readonly #changedMeanwhile = new Map<string, JobRow>();

  constructor(filter: JobsFilter, fetch: FetchJobs) {
    this.#filter = filter;
    this.#fetch = fetch;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): JobsSnapshot => this.#snapshot;

  /** Gets the next page, unless one is on its way or there is none. */
  readonly more = async (): Promise<void> => {
    if (this.#snapshot.loading || !this.#snapshot.hasMore) return;
    await this.#load(async () => {
      const page = await this.#fetch(this.#cursor);
      this.#cursor = page.endCursor ?? this.#cursor;
      return { rows: [...this.#snapshot.rows, ...page.rows], hasMore: page.hasNextPage };
    });
  };

  /** Reads as many again as there are, since changes may have been missed. */
  readonly again = async (): Promise<void> => {
    if (this.#snapshot.loading) return;
    const wanted = this.#snapshot.rows.length;
    await this.#load(async () => {
      const rows: JobRow[] = [];
      let page: JobsPage = { rows, endCursor: null, hasNextPage: true };
      do {
        page = await this.#fetch(page.endCursor);
        rows.push(...page.rows);
      } while (page.hasNextPage && rows.length < wanted);
      this.#cursor = page.endCursor;
      return { rows, hasMore: page.hasNextPage };
    });
  };

  changed(rows: readonly JobRow[]): void {
    if (this.#snapshot.loading) for (const row of rows) this.#changedMeanwhile.set(row.jobId, row);
    this.#set({ rows: this.#merged(this.#snapshot.rows, rows, this.#snapshot.hasMore) });
  }

  async #load(read: () => Promise<Pick<JobsSnapshot, 'rows' | 'hasMore'>>): Promise<void> {
    this.#changedMeanwhile.clear();
    this.#set({ loading: true, error: null });
    try {
      const { rows, hasMore } = await read();
      const merged = this.#merged(withoutRepeats(rows), [...this.#changedMeanwhile.values()], hasMore);
      this.#set({ rows: merged, hasMore, loading: false });
    } catch (error) {
      this.#set({ loading: false, error: error as Error });
    }
  }

  #merged(known: readonly JobRow[], changed: readonly JobRow[], hasMore: boolean): readonly JobRow[] {
    if (changed.length === 0) return known;
    const news = new Map(changed.map((row) => [row.jobId, row]));
    const rows = known.flatMap((row) => {
      const now = news.get(row.jobId);
      if (now === undefined) return [row];
      news.delete(row.jobId);
      return this.#fits(now) ? [now] : [];
    });
    const last = rows.at(-1);
    for (const row of news.values()) {
      if (!this.#fits(row)) continue;
      // It stands on a page that was not read yet.
      if (hasMore && (last === undefined || row.createdAt < last.createdAt)) continue;
      const at = rows.findIndex(({ createdAt }) => createdAt <= row.createdAt);
      rows.splice(at === -1 ? rows.length : at, 0, row);
    }
    return rows;
  }

  #fits({ status, model }: JobRow): boolean {
    const { status: statuses, model: wanted } = this.#filter;
    return (statuses.length === 0 || statuses.includes(status)) && (wanted === null || wanted === model);
  }

  #set(change: Partial<JobsSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** Between two pages new jobs may have pushed known ones onto the next. */
function withoutRepeats(rows: readonly JobRow[]): JobRow[] {
  const seen = new Set<string>();
  return rows.filter(({ jobId }) => !seen.has(jobId) && seen.add(jobId));
}

/** Whether a job is one that these words look for: its id or prompt holds each of them. */
export function isFound(row: JobRow, words: string): boolean {
  const text = `${row.jobId} ${row.promptExcerpt.text}`.toLowerCase();
  return words
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
