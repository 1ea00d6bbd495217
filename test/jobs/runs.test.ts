import { afterEach, beforeEach, expect, it } from 'vitest';
import { StopReason } from '../../src/agent/stop.ts';
import { deliveryId } from '../../src/jobs/queue.ts';
import { type Run, Runs } from '../../src/jobs/runs.ts';

let runs: Runs;

beforeEach(() => {
  runs = new Runs(30_000);
});
afterEach(() => runs.close());

function begin(jobId: string, delivery: number): Run {
  const liveness = {
    watch: () => ({ lockAgeMs: () => 0, end: () => undefined }),
    whenSurelyAlive: () => Promise.reject(new Error('nothing acts here')),
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
