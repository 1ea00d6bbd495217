/**
 * Waits until `condition` answers something truthy and returns that. An error that it throws counts as "not yet".
 * It waits long, since a machine may have much else to do; that costs only a test that fails.
 *
 * @throws Error that names `what` and the last error, when the deadline passes first
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: { timeoutMs?: number; what: string },
): Promise<NonNullable<T>> {
  const { timeoutMs = 60_000, what } = options;
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<T>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`, { cause: lastError });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
