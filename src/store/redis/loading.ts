import { RetomaError } from '../../errors.ts';
import { decodeSegments } from '../codec.ts';
import type { CheckpointView, LatestTurn, LoadedCheckpoint } from '../contract.ts';
import { CheckpointCorruptError, FormatUnsupportedError } from '../errors.ts';
import { FORMAT_VERSION } from '../formats.ts';
import { isoTime } from '../iso-time.ts';
import type { Message } from '../messages.ts';
import type {
  CheckpointPresence,
  CheckpointRecord,
  JobRecord,
  JobStatus,
  OpenToolCall,
  ToolCallSummary,
} from '../records.ts';
import { type TotalsBefore, totalsIn } from '../totals.ts';
import { ownKeys, type StoreContext } from './context.ts';
import { expiryOf, type Fields, fieldsOf, headOf, modelOf, toJob } from './job-hash.ts';
import { parseVersionLine, recordOfLine, type VersionLine } from './version-line.ts';

/** A version's state as bytes. */
export interface StoredState extends VersionLine {
  version: number;
  frames: Buffer[];
  /** What the records say stands before some of the frames, by their place. */
  totals: TotalsBefore;
  openToolCalls: OpenToolCall[];
  /** Version of the first frame; below 1 in what was copied from another job. */
  firstVersion: number;
  expiresAt: string | null;
  resumedFrom: string | null;
  resumedBy: string | null;
}

/** @throws CheckpointCorruptError, FormatUnsupportedError */
export async function readState(
  context: StoreContext,
  jobId: string,
  wanted?: number,
): Promise<StoredState | null> {
  if (wanted !== undefined && !Number.isSafeInteger(wanted)) return null;
  const reply = await context.scripts.runBuffer('load', ownKeys(context, jobId), [wanted ?? '']);
  if ((reply as number[])[0] === -1) throw new CheckpointCorruptError(jobId, 0, 'its record is broken');
  const [version, line, frames, calls, fields, totals] = reply as [
    ...[number?, Buffer?, Buffer[]?, Buffer[]?, Buffer[]?, number[]?],
  ];
  if (!version || !line || !frames || !calls || !fields) return null;
  const [headVersion, head, status, keptUntil, growth, workspace, resumedFrom, resumedBy] =
    fields.map(String);
  const { end, storedBytes } = headOf({ head, growth });
  const kept = parseVersionLine(String(line), {
    jobId,
    version,
    workspace: { path: parsed(workspace ?? '', 'its workspace is broken', { jobId, version }) },
  });
  if (version === Number(headVersion)) kept.record.storedBytes = storedBytes;
  return {
    ...kept,
    version,
    frames,
    totals: totalsIn([0, 0, 0, ...(totals ?? [])]),
    openToolCalls: parseCalls(calls.map(String), kept.record.toolCalls, { jobId, version }),
    firstVersion: kept.base - (end - Number(headVersion)) + 1,
    expiresAt: expiryOf({ status, keptUntil }),
    resumedFrom: resumedFrom || null,
    resumedBy: resumedBy || null,
  };
}

export async function load(
  context: StoreContext,
  jobId: string,
  wanted?: number,
): Promise<LoadedCheckpoint | null> {
  let base = wanted === undefined ? null : 0;
  try {
    const state = await readState(context, jobId, wanted);
    if (state === null) return null;
    base = state.base;
    const { record, openToolCalls, expiresAt, resumedFrom, resumedBy } = state;
    const messages = await decodeState(jobId, state);
    return { ...record, messages, openToolCalls, expiresAt, resumedFrom, resumedBy };
  } catch (error) {
    await noteDamage(context, jobId, base, error);
    throw error;
  }
}

export async function getCheckpoints(
  context: StoreContext,
  jobIds: readonly string[],
): Promise<(CheckpointView | null)[]> {
  const replies = await context.scripts.runAll(
    jobIds.map((jobId) => ({ script: 'view', keys: ownKeys(context, jobId) })),
  );
  return replies.map((reply, index) => toView(jobIds[index] ?? '', reply as ViewReply));
}

/** What has been said of tool calls without a result: the calls of the latest answer, and the open calls. */
export async function readCalls(
  context: StoreContext,
  jobId: string,
): Promise<{ job: JobRecord; asked: readonly ToolCallSummary[]; open: OpenToolCall[] } | null> {
  const reply = (await context.scripts.run('view', ownKeys(context, jobId))) as ViewReply;
  const fields = fieldsOf(reply[0]);
  if (fields === null) return null;
  const view = toView(jobId, reply);
  const asked = view?.record.toolCalls ?? [];
  const version = view?.record.version ?? 0;
  return { job: toJob(jobId, fields), asked, open: parseCalls(reply[2], asked, { jobId, version }) };
}

export async function latestTurns(
  context: StoreContext,
  at: readonly { jobId: string; version: number }[],
): Promise<(LatestTurn | null)[]> {
  const replies = await context.scripts.runAllBuffer(
    at.map(({ jobId, version }) => {
      const { job, log, versions } = context.keys.ofJob(jobId);
      return { script: 'read-turn', keys: [job, log, versions], args: [version] };
    }),
  );
  return Promise.all(
    replies.map(async (reply, index) => {
      const [frames, before] = reply as [Buffer[]?, number?];
      if (frames === undefined) return null;
      const { jobId = '', version = 0 } = at[index] ?? {};
      const firstVersion = Math.max(1, version - frames.length + 1);
      const segments = await decodeSegments(frames, { jobId, firstVersion });
      return turnOf(segments.slice(before).flat());
    }),
  );
}

async function decodeState(jobId: string, state: StoredState): Promise<Message[]> {
  const { frames, base, end, version } = state;
  if (frames.length !== end - base) {
    throw new CheckpointCorruptError(jobId, version, 'a part of its log is missing');
  }
  const { firstVersion, totals } = state;
  const segments = await decodeSegments(frames, { jobId, firstVersion, totals }).catch((error) => {
    // What was copied from another job is all version 1 here.
    if (!(error instanceof CheckpointCorruptError) || error.version >= 1) throw error;
    const cause = error.cause instanceof Error ? error.cause : error;
    throw new CheckpointCorruptError(jobId, 1, cause.message, { cause });
  });
  return segments.flat();
}

async function noteDamage(
  { scripts, keys }: StoreContext,
  jobId: string,
  base: number | null,
  error: unknown,
): Promise<void> {
  const damage = damageIn(error);
  if (damage === null) return;
  // What is told is the damage, whether or not it could be noted.
  await scripts.run('note-damage', [keys.ofJob(jobId).job], [base ?? '', damage]).catch(() => undefined);
}

type ViewReply = [record: string[], line: string, calls: string[], successor: (string | null)[]];

function toView(jobId: string, [flat, line, calls, successor]: ViewReply): CheckpointView | null {
  const fields = fieldsOf(flat);
  if (fields === null || line === '') return null;
  const job = toJob(jobId, fields);
  const { record, damage } = headRecord(fields, job, line);
  const open = openCalls(calls, record);
  const [status, checkpoint] = successor;
  return {
    record,
    job,
    openToolCalls: open.calls,
    expiresAt: expiryOf(fields),
    damage: job.damage === null ? (damage ?? open.damage ?? fields.damage ?? null) : `CORRUPT: ${job.damage}`,
    successor:
      job.resumedBy && status
        ? { jobId: job.resumedBy, status: status as JobStatus, checkpoint: checkpoint as CheckpointPresence }
        : null,
  };
}

/**
 * The head's record. When it cannot be read, what the job's record says of it stands in for it, and the damage is told:
 * one damaged checkpoint must not take a whole list with it.
 */
function headRecord(
  fields: Fields,
  { jobId, workspace, turns, usage, epoch, version, ...job }: JobRecord,
  line: string,
): { record: CheckpointRecord; damage: string | null } {
  const of = { jobId, workspace, version: version ?? 0 };
  const { savedAt, messageCount, sizeBytes, storedBytes } = headOf(fields);
  try {
    return { record: { ...recordOfLine(line, of), storedBytes }, damage: null };
  } catch (error) {
    const damage = damageIn(error);
    if (damage === null) throw error;
    const record: CheckpointRecord = {
      ...{ ...of, turns, usage, epoch, messageCount, sizeBytes, storedBytes },
      formatVersion: error instanceof FormatUnsupportedError ? error.formatVersion : FORMAT_VERSION,
      step: 'MODEL_RESPONSE',
      model: modelOf(fields) ?? job.model,
      savedAt: isoTime(savedAt),
      toolCalls: [],
      repair: null,
    };
    return { record, damage };
  }
}

/** How damage is written on a record; null for an error that is none. */
function damageIn(error: unknown): string | null {
  if (RetomaError.is(error, 'CHECKPOINT_CORRUPT')) return `CORRUPT: ${error.message}`;
  if (error instanceof FormatUnsupportedError) return `FORMAT_UNSUPPORTED: ${error.message}`;
  return null;
}

/** In the order of the answer that asked for them. @throws CheckpointCorruptError */
function parseCalls(
  calls: readonly string[],
  asked: readonly ToolCallSummary[],
  at: { jobId: string; version: number },
): OpenToolCall[] {
  const place = new Map(asked.map(({ id }, index) => [id, index]));
  return calls
    .map((call): OpenToolCall => parsed(call, 'an open tool call is broken', at))
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

/** The same for a list, which goes on without them. */
function openCalls(
  calls: readonly string[],
  record: CheckpointRecord,
): { calls: OpenToolCall[]; damage: string | null } {
  try {
    return { calls: parseCalls(calls, record.toolCalls, record), damage: null };
  } catch (error) {
    return { calls: [], damage: damageIn(error) };
  }
}

/** @throws CheckpointCorruptError */
function parsed<T>(json: string, what: string, { jobId, version }: { jobId: string; version: number }): T {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new CheckpointCorruptError(jobId, version, what, { cause });
  }
}

function turnOf(messages: readonly Message[]): LatestTurn | null {
  const at = messages.findLastIndex((message) => message.role === 'assistant');
  const answer = messages[at];
  return answer?.role === 'assistant' ? { answer, after: messages.slice(at + 1) } : null;
}
