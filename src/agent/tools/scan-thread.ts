import { parentPort, workerData } from 'node:worker_threads';
import { JailError } from '../jail/errors.ts';
import { SCAN_SOFT_LIMIT_MS, type ScanAnswer, type ScanTask } from './scan.ts';
import { list } from './scan-list.ts';
import { search } from './scan-search.ts';
import { ToolError } from './tool-error.ts';

/** Entry of the thread that `scan` starts: does the one task that it was given, and answers once. */

async function answer(task: ScanTask): Promise<ScanAnswer> {
  const deadline = performance.now() + SCAN_SOFT_LIMIT_MS;
  try {
    return { output: task.kind === 'list' ? await list(task, deadline) : await search(task, deadline) };
  } catch (error) {
    if (error instanceof JailError || error instanceof ToolError) return { error: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer(workerData));
