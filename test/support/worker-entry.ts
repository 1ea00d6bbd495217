import { installFailpoints } from '../../src/failpoints.ts';
import type { FromEntry, StopAt, ToEntry } from './worker-process.ts';

/**
 * What a worker process of a test runs: the real `src/jobs/main.ts`, with a handler at every failpoint that tells the
 * test where the process is, and waits or dies there when it was asked to.
 */

const stops: StopAt[] = JSON.parse(process.env.RETOMA_TEST_STOPS ?? '[]');
/** How often each point was reached, by all jobs and by each. */
const visits = new Map<string, number>();
const held = new Map<number, () => void>();
let lastHold = 0;

function tell(message: FromEntry): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => resolve());
  });
}

function visit(key: string): number {
  const visited = (visits.get(key) ?? 0) + 1;
  visits.set(key, visited);
  return visited;
}

installFailpoints(async (point, jobId) => {
  const overall = visit(point);
  const ofJob = visit(`${point} ${jobId}`);
  const stop = stops.find(
    (each) =>
      each.point === point &&
      (each.jobId === undefined
        ? (each.nth ?? 1) === overall
        : each.jobId === jobId && (each.nth ?? 1) === ofJob),
  );
  if (stop === undefined) return tell({ kind: 'REACHED', point, jobId, hold: null });
  if (stop.action === 'DIE') {
    await tell({ kind: 'REACHED', point, jobId, hold: null });
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  }
  const hold = ++lastHold;
  const released = new Promise<void>((resolve) => held.set(hold, resolve));
  await tell({ kind: 'REACHED', point, jobId, hold });
  return released;
});

process.on('message', (message: ToEntry) => {
  switch (message.kind) {
    case 'GO':
      held.get(message.hold)?.();
      held.delete(message.hold);
      return;
    case 'BLOCK':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.ms);
      void tell({ kind: 'UNBLOCKED' });
  }
});
// A test that dies must leave no worker behind.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

await import('../../src/jobs/main.ts');
