import { decodeSegments } from '../codec.ts';
import type { CheckpointView, LatestTurn, LoadedCheckpoint } from '../contract.ts';
import { CheckpointCorruptError, FormatUnsupportedError } from '../errors.ts';
import { FORMAT_VERSION } from '../formats.ts';
import type { Message } from '../messages.ts';
import type {
  CheckpointPresence,
  CheckpointRecord,
  JobRecord,
  JobStatus,
  OpenToolCall,
  ToolCallSummary,
} from '../records.ts';
import { ownKeys, type StoreContext } from './context.ts';
import { expiryOf, type Fields, fieldsOf, headOf, toJob } from './job-hash.ts';
import { parseVersionLine, recordOfLine, type VersionLine } from './version-line.ts';

/** A version's state as bytes. */
export interface StoredState extends VersionLine {
  version: number;
  frames: Buffer[];
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
  const [version, line, frames, calls, fields] = reply as [number?, Buffer?, Buffer[]?, Buffer[]?, Buffer[]?];
  if (!version || !line || !frames || !calls || !fields) return null;
  const [headVersion, head, status, keptUntil, growth, workspace, resumedFrom, resumedBy] =
    fields.map(String);
  const { end, storedBytes } = headOf({ head, growth });
  const parsed = parseVersionLine(String(line), {
    jobId,
    version,
    workspace: { path: JSON.parse(workspace ?? '""') },
  });
  if (version === Number(headVersion)) parsed.record.storedBytes = storedBytes;
  return {
    ...parsed,
    version,
    frames,
    openToolCalls: parseCalls(calls.map(String), parsed.record.toolCalls),
    firstVersion: parsed.base - (end - Number(headVersion)) + 1,
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
  let base = 0;
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
  return replies.map((reply) => toView(reply as ViewReply));
}

/** What has been said of tool calls without a result: the calls of the latest answer, and the open calls. */
export async function readCalls(
  context: StoreContext,
  jobId: string,
): Promise<{ job: JobRecord; asked: readonly ToolCallSummary[]; open: OpenToolCall[] } | null> {
  const reply = (await context.scripts.run('view', ownKeys(context, jobId))) as ViewReply;
  const fields = fieldsOf(reply[0]);
  if (fields === null) return null;
  const asked = toView(reply)?.record.toolCalls ?? [];
  return { job: toJob(fields), asked, open: parseCalls(reply[2], asked) };
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
  const segments = await decodeSegments(frames, { jobId, firstVersion: state.firstVersion }).catch(
    (error) => {
      // What was copied from another job is all version 1 here.
      if (!(error instanceof CheckpointCorruptError) || error.version >= 1) throw error;
      const cause = error.cause instanceof Error ? error.cause : error;
      throw new CheckpointCorruptError(jobId, 1, cause.message, { cause });
    },
  );
  return segments.flat();
}

async function noteDamage(
  { scripts, keys }: StoreContext,
  jobId: string,
  base: number,
  error: unknown,
): Promise<void> {
  const damage = damageIn(error);
  if (damage === null) return;
  // What is told is the damage, whether or not it could be noted.
  await scripts.run('note-damage', [keys.ofJob(jobId).job], [base, damage]).catch(() => undefined);
}

type ViewReply = [record: string[], line: string, calls: string[], successor: (string | null)[]];

function toView([flat, line, calls, successor]: ViewReply): CheckpointView | null {
  const fields = fieldsOf(flat);
  if (fields === null || line === '') return null;
  const job = toJob(fields);
  const { record, damage } = headRecord(fields, job, line);
  const [status, checkpoint] = successor;
  return {
    record,
    job,
    openToolCalls: parseCalls(calls, record.toolCalls),
    expiresAt: expiryOf(fields),
    damage: damage ?? fields.damage ?? null,
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
  { jobId, workspace, turns, usage, epoch }: JobRecord,
  line: string,
): { record: CheckpointRecord; damage: string | null } {
  const version = Number(fields.version);
  const { savedAt, messageCount, sizeBytes, storedBytes } = headOf(fields);
  try {
    const record = recordOfLine(line, { jobId, workspace, version });
    return { record: { ...record, storedBytes }, damage: null };
  } catch (error) {
    const damage = damageIn(error);
    if (damage === null) throw error;
    const record: CheckpointRecord = {
      ...{ jobId, version, workspace, turns, usage, epoch, messageCount, sizeBytes, storedBytes },
      formatVersion: error instanceof FormatUnsupportedError ? error.formatVersion : FORMAT_VERSION,
      step: 'MODEL_RESPONSE',
      model: JSON.parse(fields.model ?? '""'),
      savedAt: new Date(savedAt).toISOString(),
      toolCalls: [],
      repair: null,
    };
    return { record, damage };
  }
}

/** How damage is written on a record; null for an error that is none. */
function damageIn(error: unknown): string | null {
  if (error instanceof CheckpointCorruptError) return `CORRUPT: ${error.message}`;
  if (error instanceof FormatUnsupportedError) return `FORMAT_UNSUPPORTED: ${error.message}`;
  return null;
}

/** In the order of the answer that asked for them. */
function parseCalls(calls: readonly string[], asked: readonly ToolCallSummary[]): OpenToolCall[] {
  const place = new Map(asked.map(({ id }, index) => [id, index]));
  return calls
    .map((call): OpenToolCall => JSON.parse(call))
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

function turnOf(messages: readonly Message[]): LatestTurn | null {
  const at = messages.findLastIndex((message) => message.role === 'assistant');
  const answer = messages[at];
  return answer?.role === 'assistant' ? { answer, after: messages.slice(at + 1) } : null;
}
