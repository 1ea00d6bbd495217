import type { JobStatus as Status } from '../src/store/records.ts';
import { describedEnum } from './enums.ts';

export const JobStatus = describedEnum<Status>('JobStatus', 'Where a job stands.', {
  QUEUED: 'It waits for a worker.',
  RUNNING: 'A worker has it. When that worker dies, another takes over within seconds.',
  WAITING_RETRY: 'It waits for a time, after a rate limit or a failed call, and goes on by itself.',
  PAUSED: 'It waits for a person.',
  COMPLETED: 'It is done, and `result` holds what the agent said at the end.',
  FAILED: 'It stopped, and `failure` says why. What was saved can be resumed.',
  CANCELLED: 'A person ended it. What was saved can be resumed.',
});
