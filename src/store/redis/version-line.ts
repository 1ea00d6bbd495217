import { CheckpointCorruptError } from '../errors.ts';
import { decodeRecord, type RecordOf } from '../record-codec.ts';
import type { CheckpointRecord } from '../records.ts';

/**
 * How one version is kept in the list of versions: `base,end,answerAt` and then its record (see `record-codec.ts`),
 * which is an array. The state of the version is what the log holds from `base`, where its generation begins, up to
 * `end`, exclusive; its latest answer is at `answerAt`.
 */
export interface VersionLine {
  base: number;
  end: number;
  answerAt: number;
  record: CheckpointRecord;
}

const PLACES = /^(\d+),(\d+),(\d+)\[/;

/** @throws CheckpointCorruptError, FormatUnsupportedError */
export function parseVersionLine(line: string, of: RecordOf): VersionLine {
  const [, base, end, answerAt] = PLACES.exec(line) ?? [];
  if (answerAt === undefined) {
    throw new CheckpointCorruptError(of.jobId, of.version, 'its record is broken');
  }
  return { base: Number(base), end: Number(end), answerAt: Number(answerAt), record: recordOfLine(line, of) };
}

/** The record alone, for lists of them. @throws CheckpointCorruptError, FormatUnsupportedError */
export function recordOfLine(line: string, of: RecordOf): CheckpointRecord {
  return decodeRecord(line.slice(line.indexOf('[')), of);
}
