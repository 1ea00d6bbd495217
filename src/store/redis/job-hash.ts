import {
  type CheckpointPresence,
  isTerminal,
  type JobRecord,
  type JobSpec,
  type JobStatus,
  NO_USAGE,
  type TokenUsage,
} from '../records.ts';

/**
 * How a job's record is kept: a hash, whose field `spec` is the `JobSpec` as JSON. Times are ms since 1970, texts and
 * what has parts are JSON; an empty or missing field is null; `version` is 0 before the first. Beside what a `JobRecord` shows it holds
 *
 *   nonce, released      of the lease: who holds it, and as what it was given back
 *   madeBy, continuedBy, decidedBy, deletedBy   nonces of the calls that did so, by which a call that is sent again is
 *                        known; `continuedBy` is `DECISION` when it was the last decision that let the job go on
 *   progress             turns and usage
 *   head                 of the head version: base, end, answerAt (see `version-line.ts`), savedAt, messageCount, sizeBytes,
 *                        bytes of its log as they were sent, and the digest of its commit, by which a re-send is known
 *   growth               of the log by packing; below zero, as a rule
 *   model                of the head version
 *   firstModel, workspace   as in `spec`, for the scripts
 *   logId, sealedTo, blockAt   of the log: changes when it is begun anew; up to where it is packed; its last block
 *   keptUntil            when checkpoint and versions run out
 *   damage               why the state cannot be read, when a reader has met that
 *
 * What readers take of it, in this order (see `lua/includes/record.lua`):
 */
export const RECORD_FIELDS = [
  'spec',
  'status',
  'attempts',
  'inheritedTurns',
  'version',
  'checkpoint',
  'progress',
  'createdAt',
  'startedAt',
  'finishedAt',
  'nextAttemptAt',
  'failure',
  'pauseReason',
  'result',
  'resumedFrom',
  'resumedBy',
  'forkedFrom',
  'control',
  'epoch',
  'takenAt',
  'workerId',
  'crashes',
  'retries',
  'delivery',
  'keptUntil',
  'damage',
  'head',
  'growth',
  'model',
  'awaits',
  'unusable',
] as const;

export type Fields = { [name in (typeof RECORD_FIELDS)[number]]?: string | undefined };

/** The answer of `record_of` in a script; null when there is no job. */
export function fieldsOf(values: readonly (string | null)[]): Fields | null {
  if (values.length === 0) return null;
  const fields: Fields = {};
  for (const [index, name] of RECORD_FIELDS.entries()) fields[name] = values[index] ?? undefined;
  return fields;
}

export function toJob(fields: Fields): JobRecord {
  const spec = JSON.parse(fields.spec ?? '') as JobSpec;
  const status = fields.status as JobStatus;
  const version = Number(fields.version);
  const [turns, usage] = jsonOf<[number, TokenUsage]>(fields.progress) ?? [0, { ...NO_USAGE }];
  return {
    ...spec,
    status,
    attempts: Number(fields.attempts),
    turns,
    inheritedTurns: Number(fields.inheritedTurns),
    version: version === 0 ? null : version,
    checkpoint: presenceOf(fields, status),
    usage,
    createdAt: timeOf(fields.createdAt) ?? '',
    startedAt: timeOf(fields.startedAt),
    finishedAt: timeOf(fields.finishedAt),
    nextAttemptAt: timeOf(fields.nextAttemptAt),
    failure: jsonOf(fields.failure),
    pauseReason: jsonOf(fields.pauseReason),
    awaits: jsonOf(fields.awaits) ?? [],
    result: jsonOf(fields.result),
    resumedFrom: fields.resumedFrom || null,
    resumedBy: fields.resumedBy || null,
    forkedFrom: jsonOf(fields.forkedFrom),
    control: (fields.control || null) as JobRecord['control'],
    epoch: Number(fields.epoch),
    takenAt: timeOf(fields.takenAt),
    workerId: fields.workerId || null,
    crashes: Number(fields.crashes),
    retries: Number(fields.retries),
    unusable: Number(fields.unusable),
    delivery: Number(fields.delivery),
  };
}

/** What the record says of the head version. */
export function headOf(fields: Fields) {
  const [base, end, , savedAt, messageCount, sizeBytes, sentBytes] = (fields.head ?? '')
    .split(',')
    .map(Number);
  return {
    base: base ?? 0,
    end: end ?? 0,
    savedAt: savedAt ?? 0,
    messageCount: messageCount ?? 0,
    sizeBytes: sizeBytes ?? 0,
    storedBytes: (sentBytes ?? 0) + Number(fields.growth || 0),
  };
}

/** When the checkpoint runs out; null while the job goes on. */
export function expiryOf(fields: Fields): string | null {
  return isTerminal(fields.status as JobStatus) ? timeOf(fields.keptUntil) : null;
}

/** ISO 8601 of ms since 1970, or null for none. */
export function timeOf(ms: string | number | undefined): string | null {
  return ms === undefined || ms === '' ? null : new Date(Number(ms)).toISOString();
}

/** The record outlives the checkpoint, and nothing runs when that expires. */
function presenceOf(fields: Fields, status: JobStatus): CheckpointPresence {
  const presence = fields.checkpoint as CheckpointPresence;
  const isOver = isTerminal(status) && Date.now() >= Number(fields.keptUntil);
  return presence === 'KEPT' && isOver ? 'EXPIRED' : presence;
}

function jsonOf<T>(text: string | undefined): T | null {
  return text === undefined || text === '' ? null : (JSON.parse(text) as T);
}
