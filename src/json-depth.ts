/** Of JSON on the way in. Deeper values serve only to exhaust whoever walks them. */
export const MAX_JSON_DEPTH = 64;

/** Level by level, so that a deep value cannot exhaust the stack of this very check. */
export function depthExceeds(value: unknown, max: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > max) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
