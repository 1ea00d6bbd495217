import { CheckpointCorruptError } from './errors.ts';
import { FORMAT_VERSION, FORMATS, type Formats, migrationOf } from './formats.ts';
import { isoTime } from './iso-time.ts';
import type { JsonValue } from './messages.ts';
import {
  CHECKPOINT_STEPS,
  type CheckpointRecord,
  REPLAY_POLICIES,
  TOOL_CALL_STATES,
  type WorkspaceConfig,
} from './records.ts';

/**
 * How a version's record is stored: a JSON array, since the names of the fields would be three quarters of it.
 *
 *   [savedAt in ms, messageCount, sizeBytes, storedBytes, model, formatVersion,
 *    version, step, turns, usage, epoch, toolCalls, repair]
 *
 * with step, policies and states as their places in the lists of `records.ts`, which therefore only ever grow at the end.
 * The first five are put in by whoever applies the commit, who alone knows them (a script of Redis, see
 * `withTotals`); the first six stand in these places in every format. Job id and workspace are the job's and not
 * repeated in its versions.
 */

/** What the writer of a version knows about it. */
export type RecordDraft = Pick<
  CheckpointRecord,
  'version' | 'step' | 'turns' | 'usage' | 'epoch' | 'toolCalls' | 'repair'
>;

/** What only the store knows when it applies the commit. `savedAt` in ms since 1970. */
export interface RecordTotals {
  savedAt: number;
  messageCount: number;
  sizeBytes: number;
  storedBytes: number;
  model: string;
}

/** Whose record it is, and which version it is expected to be. */
export interface RecordOf {
  jobId: string;
  workspace: WorkspaceConfig;
  version: number;
}

/** The part of a stored record that follows the totals, as a JSON array of its own. */
export function encodeRecord(draft: RecordDraft): string {
  const { usage } = draft;
  return JSON.stringify([
    FORMAT_VERSION,
    draft.version,
    CHECKPOINT_STEPS.indexOf(draft.step),
    draft.turns,
    [usage.input, usage.output, usage.reasoning, usage.cached, usage.total, usage.calls],
    draft.epoch,
    draft.toolCalls.map(({ id, name, policy, state }) => [
      id,
      name,
      REPLAY_POLICIES.indexOf(policy),
      TOOL_CALL_STATES.indexOf(state),
    ]),
    draft.repair,
  ]);
}

/** The stored record. In Lua: `'[' .. table.concat(totals, ',') .. ',' .. string.sub(draft, 2)`, the model as JSON. */
export function withTotals(encodedDraft: string, totals: RecordTotals): string {
  const { savedAt, messageCount, sizeBytes, storedBytes, model } = totals;
  const head = JSON.stringify([savedAt, messageCount, sizeBytes, storedBytes, model]);
  return `${head.slice(0, -1)},${encodedDraft.slice(1)}`;
}

/** @throws CheckpointCorruptError when it is no record of that version; FormatUnsupportedError when it is of a newer format. */
export function decodeRecord(text: string, of: RecordOf, formats: Formats = FORMATS): CheckpointRecord {
  let stored = parse(text);
  const formatVersion = Array.isArray(stored) ? stored[FORMAT_PLACE] : undefined;
  if (!isCount(formatVersion)) throw damaged(of);
  const migrate = migrationOf('record', formatVersion, of.jobId, formats);
  if (migrate !== null) stored = migrate(stored as JsonValue);
  if (!isStored(stored) || stored[6] !== of.version) throw damaged(of);
  const [savedAt, messageCount, sizeBytes, storedBytes, model, , version, step, turns, usage, epoch] = stored;
  const [input, output, reasoning, cached, total, calls] = usage;
  return {
    jobId: of.jobId,
    version,
    formatVersion,
    step: known(CHECKPOINT_STEPS, step, of),
    turns,
    model,
    workspace: of.workspace,
    messageCount,
    usage: { input, output, reasoning, cached, total, calls },
    sizeBytes,
    storedBytes,
    savedAt: isoTime(savedAt),
    epoch,
    toolCalls: stored[11].map(([id, name, policy, state]) => ({
      id,
      name,
      policy: known(REPLAY_POLICIES, policy, of),
      state: known(TOOL_CALL_STATES, state, of),
    })),
    repair: stored[12],
  };
}

const FORMAT_PLACE = 5;

/** The last instant that a `Date` can be. */
const LATEST_MS = 8.64e15;

type StoredRecord = [
  savedAt: number,
  messageCount: number,
  sizeBytes: number,
  storedBytes: number,
  model: string,
  formatVersion: number,
  version: number,
  step: number,
  turns: number,
  usage: [input: number, output: number, reasoning: number, cached: number, total: number, calls: number],
  epoch: number,
  toolCalls: [id: string, name: string, policy: number, state: number][],
  repair: string | null,
];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it has the shape of a record. Not a full check of every value: nobody but this file writes them. */
function isStored(value: unknown): value is StoredRecord {
  if (!Array.isArray(value) || value.length !== 13) return false;
  const [savedAt, messageCount, sizeBytes, storedBytes, model, , version, , turns, usage, epoch, calls] =
    value;
  return (
    isCount(savedAt) &&
    savedAt <= LATEST_MS &&
    isCount(messageCount) &&
    isCount(sizeBytes) &&
    isCount(storedBytes) &&
    typeof model === 'string' &&
    isCount(version) &&
    isCount(turns) &&
    isCount(epoch) &&
    Array.isArray(usage) &&
    usage.length === 6 &&
    usage.every(isCount) &&
    Array.isArray(calls) &&
    calls.every((call) => Array.isArray(call) && call.length === 4)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function known<T>(list: readonly T[], place: number, of: RecordOf): T {
  const value = list[place];
  if (value === undefined) throw damaged(of);
  return value;
}

function damaged(of: RecordOf): CheckpointCorruptError {
  return new CheckpointCorruptError(of.jobId, of.version, 'its record is broken');
}
