import { isTerminal, type JobRecord, type JobSpec, type JobStatus, NO_USAGE } from '../records.ts';
import {
  FieldReader,
  failureIn,
  listOf,
  originIn,
  presenceOf,
  progressIn,
  specIn,
  statusOf,
  textOf,
} from './job-fields.ts';

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
 *   resumedByHash, forks  hashes of the ids of the job that continues it, and of forks that had yet to copy a version
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

const NEVER_EMPTY: readonly (keyof Fields)[] = [
  ...(['spec', 'status', 'checkpoint', 'createdAt', 'keptUntil', 'version', 'attempts'] as const),
  ...(['inheritedTurns', 'epoch', 'crashes', 'retries', 'delivery'] as const),
];

/**
 * The record for its readers. What cannot be read is replaced by what is least misleading, and `damage` says so: one
 * damaged record must not take a whole list with it.
 */
export function toJob(jobId: string, fields: Fields): JobRecord {
  const read = new FieldReader(fields, NEVER_EMPTY);
  const spec = read.value('spec', specIn) ?? {
    ...NO_SPEC,
    jobId,
    model: modelOf(fields) ?? '',
  };
  const status = read.value('status', statusOf) ?? 'FAILED';
  const version = read.count('version');
  if (version > 0) read.value('head', checkHead);
  const [turns, usage] = read.value('progress', progressIn) ?? [0, { ...NO_USAGE }];
  const presence = read.value('checkpoint', presenceOf) ?? 'NONE';
  const isOver = isTerminal(status) && Date.now() >= read.count('keptUntil');
  const job: JobRecord = {
    ...spec,
    status,
    attempts: read.count('attempts'),
    turns,
    inheritedTurns: read.count('inheritedTurns'),
    version: version === 0 ? null : version,
    // The record outlives the checkpoint, and nothing runs when that expires.
    checkpoint: presence === 'KEPT' && isOver ? 'EXPIRED' : presence,
    usage,
    createdAt: read.time('createdAt') ?? EPOCH,
    startedAt: read.time('startedAt'),
    finishedAt: read.time('finishedAt'),
    nextAttemptAt: read.time('nextAttemptAt'),
    failure: read.value('failure', failureIn),
    pauseReason: read.value('pauseReason', (text) => textOf(JSON.parse(text))),
    awaits: read.value('awaits', (text) => listOf(JSON.parse(text))) ?? [],
    result: read.value('result', (text) => textOf(JSON.parse(text))),
    resumedFrom: fields.resumedFrom || null,
    resumedBy: fields.resumedBy || null,
    forkedFrom: read.value('forkedFrom', originIn),
    control: (fields.control || null) as JobRecord['control'],
    epoch: read.count('epoch'),
    takenAt: read.time('takenAt'),
    workerId: fields.workerId || null,
    crashes: read.count('crashes'),
    retries: read.count('retries'),
    unusable: read.count('unusable'),
    delivery: read.count('delivery'),
    damage: null,
  };
  return read.broken.length === 0 ? job : damagedJob(job, read.broken);
}

/** The failure is what every list shows. */
function damagedJob(job: JobRecord, fields: readonly string[]): JobRecord {
  const damage = `The record of this job is damaged (${fields.join(', ')}) and was left untouched; delete its checkpoint to be rid of it.`;
  const failure = { code: 'CHECKPOINT_CORRUPT', message: damage, retryable: false };
  return { ...job, failure: { ...failure, provider: null, httpStatus: null }, damage };
}

const EPOCH = new Date(0).toISOString();

const NO_SPEC: Omit<JobSpec, 'jobId' | 'model'> = {
  prompt: '',
  workspace: { path: '' },
  maxTurns: 0,
  resumeFromCheckpoint: true,
  onInterrupted: 'REPORT',
  onPartial: 'ASK_AGAIN',
  requireApproval: [],
  callback: null,
};

/** What the record says of the head version. */
export function headOf(fields: Fields) {
  const counts =
    HEAD.exec(fields.head ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  const [base = 0, end = 0, , savedAt = 0, messageCount = 0, sizeBytes = 0, sentBytes = 0] = counts;
  const growth = Number(fields.growth || 0);
  const storedBytes = Number.isSafeInteger(growth) ? sentBytes + growth : sentBytes;
  return { base, end, savedAt, messageCount, sizeBytes, storedBytes };
}

const HEAD = /^(\d{1,15}),(\d{1,15}),(\d{1,15}),(\d{1,15}),(\d{1,15}),(\d{1,15}),(\d{1,15}),/;

function checkHead(text: string): void {
  if (!HEAD.test(text)) throw new TypeError('no head');
}

/** Of the head version, or the one that the job began with; null when that cannot be read. */
export function modelOf(fields: Fields): string | null {
  return new FieldReader(fields, NEVER_EMPTY).value('model', (text) => textOf(JSON.parse(text)));
}

/** When the checkpoint runs out; null while the job goes on. */
export function expiryOf(fields: Fields): string | null {
  return isTerminal(fields.status as JobStatus) ? timeOf(fields.keptUntil) : null;
}

/** ISO 8601 of ms since 1970; null for none, and for what cannot be one. */
function timeOf(ms: string | undefined): string | null {
  return ms !== undefined && /^\d{1,15}$/.test(ms) ? new Date(Number(ms)).toISOString() : null;
}
