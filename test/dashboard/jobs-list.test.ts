import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../dashboard/src/api/job-row.ts';
import { isFound, type JobsFilter, JobsList, type JobsPage } from '../../dashboard/src/jobs/jobs-list.ts';

const ANY: JobsFilter = { status: [], model: null };

/** `number` is its age as well: a higher one is newer. */
function row(number: number, more: Partial<JobRow> = {}): JobRow {
  const jobId = `job-${number}`;
  return {
    ...{
      id: `id-${number}`,
      jobId,
      status: 'RUNNING',
      model: 'scripted/a',
      attempts: 1,
      turns: 0,
      version: null,
    },
    createdAt: new Date(number * 1000).toISOString(),
    ...{ finishedAt: null, nextAttemptAt: null, pauseReason: null, resumedFrom: null, resumedBy: null },
    ...{ forkedFrom: null, request: null, failure: null, checkpoint: null },
    promptExcerpt: { text: `Do ${number}` },
    usage: { total: 0 },
    ...more,
  } as JobRow;
}

/** Pages of two, newest first, and a way to hold them back. */
function pages(numbers: number[]) {
  let gate = Promise.resolve();
  let served = 0;
  const fetch = async (after: string | null): Promise<JobsPage> => {
    served += 1;
    await gate;
    const start = after === null ? 0 : Number(after);
    const rows = numbers.slice(start, start + 2).map((number) => row(number));
    return { rows, endCursor: String(start + rows.length), hasNextPage: start + 2 < numbers.length };
  };
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { fetch, hold, served: () => served };
}

const idsOf = (list: JobsList) => list.snapshot().rows.map(({ jobId }) => jobId);
const ids = (...numbers: number[]) => numbers.map((number) => `job-${number}`);

describe('JobsList', () => {
  it('reads page after page until there are no more', async () => {
    const list = new JobsList(ANY, pages([9, 8, 7, 6, 5]).fetch);
    await list.more();
    expect([idsOf(list), list.snapshot().hasMore]).toEqual([ids(9, 8), true]);
    await list.more();
    await list.more();
    expect([idsOf(list), list.snapshot().hasMore]).toEqual([ids(9, 8, 7, 6, 5), false]);
  });

  it('asks for one page at a time', async () => {
    const source = pages([9, 8, 7]);
    const list = new JobsList(ANY, source.fetch);
    await Promise.all([list.more(), list.more(), list.more()]);
    expect(source.served()).toBe(1);
  });

  it('puts a new job in front, changes one in its place, and leaves those of pages not yet read for later', async () => {
    const list = new JobsList(ANY, pages([9, 8, 3, 2]).fetch);
    await list.more();
    list.changed([row(10), row(8, { status: 'COMPLETED' }), row(3)]);
    expect(idsOf(list)).toEqual(ids(10, 9, 8));
    expect(list.snapshot().rows[2]?.status).toBe('COMPLETED');
    await list.more();
    list.changed([row(5)]);
    expect(idsOf(list)).toEqual(ids(10, 9, 8, 5, 3, 2));
  });

  it('drops what no longer fits, and takes in what does now', async () => {
    const list = new JobsList({ status: ['RUNNING'], model: 'scripted/a' }, pages([9, 8]).fetch);
    await list.more();
    list.changed([row(9, { status: 'FAILED' }), row(7), row(6, { model: 'scripted/b' })]);
    expect(idsOf(list)).toEqual(ids(8, 7));
  });

  it('shows no job twice when new ones push others onto the next page', async () => {
    const numbers = [9, 8, 7, 6];
    const list = new JobsList(ANY, pages(numbers).fetch);
    await list.more();
    numbers.unshift(10);
    list.changed([row(10)]);
    await list.more();
    expect(idsOf(list)).toEqual(ids(10, 9, 8, 7));
  });

  it('holds what it heard while a page was on its way above what the page says', async () => {
    const source = pages([9, 8]);
    const list = new JobsList(ANY, source.fetch);
    const release = source.hold();
    const reading = list.more();
    list.changed([row(9, { status: 'COMPLETED' })]);
    release();
    await reading;
    expect(list.snapshot().rows[0]?.status).toBe('COMPLETED');
  });

  it('reads as many again after something was missed', async () => {
    const numbers = [9, 8, 7, 6, 5, 4];
    const list = new JobsList(ANY, pages(numbers).fetch);
    await list.more();
    await list.more();
    numbers.splice(0, 1);
    numbers.unshift(11, 10);
    await list.again();
    expect(idsOf(list)).toEqual(ids(11, 10, 8, 7));
    await list.more();
    expect(idsOf(list)).toEqual(ids(11, 10, 8, 7, 6, 5));
  });

  it('keeps what it has when a page cannot be read, and can be asked again', async () => {
    const source = pages([9, 8, 7]);
    let broken = false;
    const list = new JobsList(ANY, (after) =>
      broken ? Promise.reject(new Error('away')) : source.fetch(after),
    );
    await list.more();
    broken = true;
    await list.more();
    expect([idsOf(list), list.snapshot().error?.message]).toEqual([ids(9, 8), 'away']);
    broken = false;
    await list.more();
    expect([idsOf(list), list.snapshot().error]).toEqual([ids(9, 8, 7), null]);
  });
});

describe('isFound', () => {
  it('looks for each word in the id and the prompt, whatever its case', () => {
    const job = row(1, { jobId: 'Fix-17', promptExcerpt: { text: 'Make the tests pass' } });
    expect(['fix tests', 'FIX-17', ' make  pass ', ''].map((words) => isFound(job, words))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(isFound(job, 'fix docs')).toBe(false);
  });
});
