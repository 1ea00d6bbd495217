import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the main module of a process that `npm start` started: when the parent is gone, by whatever signal,
 * the process ends as it would at SIGTERM. It would run on unseen otherwise, since Ctrl-C does not reach it.
 */
if (isMainThread) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
