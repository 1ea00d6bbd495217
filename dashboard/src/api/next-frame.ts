/** A page that is not in sight has no frames; it is kept up to date all the same. */
const WHEN_HIDDEN_MS = 250;

const waiting = new Set<() => void>();

/**
 * Calls it before the next frame is drawn, once, however often it is asked for until then: what comes in several messages
 * is drawn in one go.
 */
export function inNextFrame(callback: () => void): void {
  if (waiting.size === 0) {
    if (document.visibilityState === 'visible') requestAnimationFrame(callAll);
    else setTimeout(callAll, WHEN_HIDDEN_MS);
  }
  waiting.add(callback);
}

function callAll(): void {
  const callbacks = [...waiting];
  waiting.clear();
  for (const callback of callbacks) callback();
}
