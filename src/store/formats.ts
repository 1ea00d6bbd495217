import { FormatUnsupportedError } from './errors.ts';
import type { JsonValue } from './messages.ts';

/**
 * The format that this Retoma writes. History of the format (one line per version, and one step in `FORMAT_STEPS`):
 *
 * - 1: the first one.
 */
export const FORMAT_VERSION = 1;

/** What leads from one format to the next. A part that did not change has no function. */
export interface FormatStep {
  /** The format that it reads; it gives `from + 1`. */
  from: number;
  /** One stored version record, as parsed JSON (see `record-codec.ts`). */
  record?: (stored: JsonValue) => JsonValue;
  /** One stored message, as parsed JSON. */
  message?: (stored: JsonValue) => JsonValue;
}

/** The formats that a reader understands: it reads `current` and, through the steps, every earlier one. */
export interface Formats {
  current: number;
  /** One for each format before the current one, oldest first. */
  steps: readonly FormatStep[];
}

const FORMAT_STEPS: readonly FormatStep[] = [];

export const FORMATS: Formats = { current: FORMAT_VERSION, steps: FORMAT_STEPS };

type Migration = (stored: JsonValue) => JsonValue;

/**
 * The way from a stored format to the current one, or null when there is nothing to do.
 *
 * @throws FormatUnsupportedError when the format is newer than what is understood, or none that ever was.
 */
export function migrationOf(
  part: 'record' | 'message',
  formatVersion: number,
  jobId: string,
  formats: Formats = FORMATS,
): Migration | null {
  if (formatVersion === formats.current) return null;
  const steps = formats.steps.filter((step) => step.from >= formatVersion);
  const complete = formatVersion < formats.current && steps.length === formats.current - formatVersion;
  if (!complete) throw new FormatUnsupportedError(jobId, formatVersion, formats.current);
  const functions = steps.flatMap((step) => step[part] ?? []);
  return (stored) => functions.reduce((value, migrate) => migrate(value), stored);
}
