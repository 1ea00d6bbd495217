import type { VersionParts } from './fragments.ts';

/** Versions in order, each once. Older ones come page by page, new ones as they are saved. */
export function withVersions(
  known: readonly VersionParts[],
  more: readonly VersionParts[],
): readonly VersionParts[] {
  const last = known.at(-1);
  if (
    more.length === 1 &&
    more[0] !== undefined &&
    (last === undefined || more[0].version === last.version + 1)
  ) {
    return [...known, more[0]];
  }
  const byVersion = new Map([...known, ...more].map((one) => [one.version, one]));
  return [...byVersion.values()].toSorted((a, b) => a.version - b.version);
}

/** What a version added to the one before it. */
export interface Added {
  messages: number;
  tokens: number;
  /** Names of the tools that it called, or whose results it brought. */
  tools: string[];
  /** Another worker had taken the job over since. */
  takenOver: boolean;
}

/** @param before null for the first version, or where the one before is no longer kept */
export function addedBy(version: VersionParts, before: VersionParts | null): Added {
  const settled = new Set(
    before?.toolCalls.filter(({ state }) => isSettled(state)).map(({ id }) => id) ?? [],
  );
  const tools = version.toolCalls.filter(({ id, state }) =>
    version.step === 'MODEL_RESPONSE' ? true : isSettled(state) && !settled.has(id),
  );
  return {
    messages: version.messageCount - (before?.messageCount ?? 0),
    tokens: version.usage.total - (before?.usage.total ?? 0),
    tools: version.step === 'RESUMED' || version.step === 'FORKED' ? [] : tools.map(({ name }) => name),
    takenOver: before !== null && before.epoch !== version.epoch,
  };
}

function isSettled(state: VersionParts['toolCalls'][number]['state']): boolean {
  return state === 'DONE' || state === 'FAILED' || state === 'INTERRUPTED';
}
