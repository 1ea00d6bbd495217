import type { JobStatus } from '../src/store/records.ts';
import type { Context } from './context.ts';

/** What goes on in this installation, in numbers that cost the same however many jobs there are. */
export interface Metrics {
  /** By their status. */
  jobs: Record<JobStatus, number>;
  /** Checkpoints that there are to go on from. */
  activeCheckpoints: number;
  /** Of these, the ones of jobs that failed or were cancelled; some of them other jobs continue. */
  stoppedCheckpoints: number;
}

export async function readMetrics({ store }: Context): Promise<Metrics> {
  const { jobs, checkpoints } = await store.count();
  const active = Object.values(checkpoints).reduce((sum, count) => sum + count, 0);
  return {
    jobs,
    activeCheckpoints: active,
    stoppedCheckpoints: checkpoints.FAILED + checkpoints.CANCELLED,
  };
}
