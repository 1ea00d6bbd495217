/** Stands in a documented answer for what differs from run to run. */
const ANYTHING = '…';

/** Whether a text is what was documented, where `…` stands for a part of a line, and alone on a line for any lines. */
export function isAlike(documented: string, actual: string): boolean {
  const lines = documented.split('\n').map((line) => {
    if (line === ANYTHING) return '[\\s\\S]*';
    return line.split(ANYTHING).map(escaped).join('.*');
  });
  return new RegExp(`^${lines.join('\n')}$`).test(actual);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * The actual value, with `…` in the places in which the documented one has it; so both are equal when it is as
 * documented. A `…` alone stands for any value, and as the last item of a list for the rest of it.
 */
export function blurred(documented: unknown, actual: unknown): unknown {
  if (documented === ANYTHING) return ANYTHING;
  if (typeof documented === 'string' && typeof actual === 'string') {
    return isAlike(documented, actual) ? documented : actual;
  }
  if (Array.isArray(documented) && Array.isArray(actual)) {
    const isOpen = documented.at(-1) === ANYTHING;
    const items = isOpen ? actual.slice(0, documented.length - 1) : actual;
    return [...items.map((item, at) => blurred(documented[at], item)), ...(isOpen ? [ANYTHING] : [])];
  }
  if (isObject(documented) && isObject(actual)) {
    return Object.fromEntries(
      Object.entries(actual).map(([name, value]) => [name, blurred(documented[name], value)]),
    );
  }
  return actual;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
