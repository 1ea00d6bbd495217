import { Worker } from 'node:worker_threads';
import type { Jail } from '../jail/walk.ts';
import { ToolError } from './tool-error.ts';

/** How long a scan looks before it answers with what it has found. */
export const SCAN_SOFT_LIMIT_MS = 8_000;
/** When it is ended from outside: a pattern that never comes back. */
const SCAN_HARD_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 512;

export type ScanTask =
  | { kind: 'list'; jail: Jail; path: string; glob: string | undefined }
  | { kind: 'search'; jail: Jail; path: string; glob: string | undefined; pattern: string };

export type ScanAnswer = { output: string } | { error: string };

/**
 * Lists or searches in a thread of its own. Patterns come from a model; one that backtracks without end holds that
 * thread, not this process, and is ended after a time limit or by an abort.
 *
 * @throws ToolError; the signal's reason
 */
export async function scan(task: ScanTask, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./scan-thread.ts', import.meta.url), {
    workerData: task,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<ScanAnswer>();
  const abort = () => reject(signal.reason);
  const timer = setTimeout(() => {
    reject(
      new ToolError(
        `Nothing came back in ${SCAN_HARD_LIMIT_MS / 1000} s and the search was stopped: the pattern backtracks too much; use a simpler one.`,
      ),
    );
  }, SCAN_HARD_LIMIT_MS);
  signal.addEventListener('abort', abort);
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', () =>
    reject(new ToolError('The search ended without an answer; narrow it and try again.')),
  );
  try {
    const answer = await promise;
    if ('error' in answer) throw new ToolError(answer.error);
    return answer.output;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    await thread.terminate();
  }
}
