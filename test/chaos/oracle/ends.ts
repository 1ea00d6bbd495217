import { isTerminal, type JobRecord } from '../../../src/store/records.ts';
import type { Evidence, JobEvidence } from '../evidence.ts';
import type { Violation } from '../oracle.ts';
import { killsOf } from './accounts.ts';

/** How jobs ended, and who was told. */
export function ends(evidence: Evidence): Violation[] {
  return evidence.jobs.flatMap((job) => [
    ...bound(job),
    ...states(job),
    ...callback(job),
    ...givenUp(job, evidence),
  ]);
}

function bound({ jobId, record, waitedToTheBound }: JobEvidence): Violation[] {
  if (record !== null && (isTerminal(record.status) || reasonToWait(record) !== null)) return [];
  const how = waitedToTheBound ? 'after its bound' : 'when the round ended';
  return [{ rule: 'BOUND', jobId, detail: `it is ${record?.status ?? 'gone'} ${how}` }];
}

function reasonToWait({ status, pauseReason, failure }: JobRecord): string | null {
  if (status === 'PAUSED') return pauseReason;
  return status === 'WAITING_RETRY' ? (failure?.message ?? null) : null;
}

/** An end is final: none that was read before is another than the last. */
function states({ jobId, record, statuses }: JobEvidence): Violation[] {
  const ended = [...new Set(statuses.filter(isTerminal))];
  if (ended.every((status) => status === record?.status)) return [];
  return [{ rule: 'END', jobId, detail: `${ended.join(', ')} was read, and now it is ${record?.status}` }];
}

function callback({ jobId, record, callbacks, wantsCallback }: JobEvidence): Violation[] {
  const violation = (detail: string): Violation[] => [{ rule: 'CALLBACK', jobId, detail }];
  const ids = new Set(callbacks.map(({ id }) => id));
  const bodies = new Set(callbacks.map(({ body }) => body));
  if (ids.size > 1 || bodies.size > 1) return violation(`${ids.size} ids, ${bodies.size} different bodies`);
  const isOver = record !== null && isTerminal(record.status);
  if (wantsCallback && isOver && callbacks.length === 0) return violation('none came');
  if (callbacks.length > 0 && !(wantsCallback && isOver)) return violation('one came that nobody asked for');
  const [body] = bodies;
  if (body === undefined) return [];
  const told = JSON.parse(body) as { data: { status: string } };
  return told.data.status === record?.status ? [] : violation(`it told of ${told.data.status}`);
}

/** Two deaths at one version are no reason to give a job up, and nothing else that the kit does is. */
function givenUp({ jobId, record, task }: JobEvidence, evidence: Evidence): Violation[] {
  if (record?.status !== 'FAILED') return [];
  const { failure } = record;
  if (task.refusedAtTurn !== null && failure?.code === 'AUTHENTICATION') return [];
  const isGivenUp = failure?.code === 'NO_PROGRESS' && record.crashes >= 3;
  if (isGivenUp && killsOf(jobId, evidence) >= 3) return [];
  return [{ rule: 'CRASHES', jobId, detail: `it failed: ${failure?.code}: ${failure?.message}` }];
}
