import { depthExceeds, MAX_JSON_DEPTH } from '../../json-depth.ts';
import type { JsonValue } from '../../store/messages.ts';

/** What the arguments of a tool call turned out to be. `invalid` is one sentence for the model. */
export interface ToolArguments {
  input: { [key: string]: JsonValue };
  invalid?: string;
}

/**
 * Reads the arguments that a model wrote for a tool call: a JSON object, at most 64 levels deep. Anything else is `{}`
 * with `invalid`: templates of many servers break on arguments that are no object when the history comes back to them.
 * An empty text is a call without arguments.
 */
export function parseToolArguments(text: string): ToolArguments {
  if (text.trim() === '') return { input: {} };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { input: {}, invalid: 'The arguments are not valid JSON. Send the call again, whole.' };
  }
  if (depthExceeds(parsed, MAX_JSON_DEPTH)) {
    return { input: {}, invalid: `The arguments are nested more than ${MAX_JSON_DEPTH} levels deep.` };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return { input: {}, invalid: 'The arguments must be a JSON object.' };
  }
  return { input: normalised(parsed) as { [key: string]: JsonValue } };
}

/** The value as it is after it was stored: JSON reads `-0` and `1e999`, but does not write them. */
export function normalised(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
