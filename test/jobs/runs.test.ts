import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StopReason } from '../../src/agent/stop.ts';
import { deliveryId } from '../../src/jobs/queue.ts';
import { type Run, Runs } from '../../src/jobs/runs.ts';

const LOCK_MS = 30_000;

let runs: Runs;
let lockAgeMs: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  runs = new Runs(LOCK_MS);
  lockAgeMs = 0;
});
afterEach(() => {
  runs.close();
  vi.useRealTimers();
});

function begin(jobId: string, delivery: number): Run {
  const liveness = {
    watch: () => ({ lockAgeMs: () => lockAgeMs, end: () => undefined }),
    whenSurelyAlive: async <Result>(_: AbortSignal, act: () => Result | Promise<Result>) => act(),
  };
  return runs.begin(
    { id: deliveryId({ jobId, delivery }), jobId, resume: null },
    { token: 't', ageMs: 0 },
    liveness,
  );
}

it('a delivery that comes again, or a newer one, stops what still runs of its job', () => {
  for (const [first, second] of [
    [1, 1],
    [2, 2],
    [9, 10],
  ] as const) {
    const jobId = `job-${first}-${second}`;
    const before = begin(jobId, first);
    const after = begin(jobId, second);
    expect(before.signal.reason).toBeInstanceOf(StopReason);
    expect(before.signal.reason).toMatchObject({ kind: 'LEASE_LOST' });
    expect(after.signal.aborted).toBe(false);
  }
});

it('an older delivery that comes again, or one of another job, stops nothing', () => {
  const running = begin('job', 10);
  for (const old of [begin('job', 9), begin('job', 1), begin('other', 10)]) {
    expect(old.signal.aborted).toBe(false);
  }
  expect(running.signal.aborted).toBe(false);
});

it("acts as long as the queue's lock is surely its own, and not a moment longer", async () => {
  const run = begin('job', 1);
  lockAgeMs = LOCK_MS;
  expect(await run.whenMayAct(() => 'acted')).toBe('acted');
  lockAgeMs = LOCK_MS + 1;
  const acted: string[] = [];
  await expect(run.whenMayAct(() => acted.push('too late'))).rejects.toMatchObject({ kind: 'LEASE_LOST' });
  expect(acted).toEqual([]);
});

it("is stopped when the queue's lock may have run out, whatever it is doing", () => {
  const run = begin('job', 1);
  lockAgeMs = LOCK_MS;
  vi.advanceTimersByTime(60_000);
  expect(run.signal.aborted).toBe(false);
  lockAgeMs = LOCK_MS + 1;
  vi.advanceTimersByTime(1000);
  expect(run.signal.reason).toMatchObject({ kind: 'LEASE_LOST' });
});
