import { setImmediate as turn } from 'node:timers/promises';
import { type Failpoint, installFailpoints } from '../../../src/failpoints.ts';
import { appendTrace } from '../trace.ts';
import { claimStop, type Instructions, untilLetGo } from './stops.ts';

/** How long a command that was written to a local socket takes, at most, to be carried out by Redis. */
const CARRIED_OUT_MS = 5;

/** Installs a handler that ends or freezes this process where it was told to. */
export function stopAsInstructed(instructions: Instructions): void {
  /** By job, how often each point was come to in its present run. */
  const visits = new Map<string, Map<Failpoint, number>>();

  installFailpoints((point, jobId) => {
    if (point === 'taken') visits.delete(jobId);
    const ofJob = visits.get(jobId) ?? new Map<Failpoint, number>();
    visits.set(jobId, ofJob);
    const nth = (ofJob.get(point) ?? 0) + 1;
    ofJob.set(point, nth);
    if (point === 'taken') appendTrace(instructions.traceFile, { event: 'TAKEN', jobId });

    const stop = claimStop(instructions, { point, jobId, nth });
    if (stop === null) return;
    const strike = (): Promise<void> | void => {
      appendTrace(instructions.traceFile, { event: 'STRUCK', stop: stop.id, point, jobId });
      if (stop.action === 'HOLD') return untilLetGo(instructions, stop.id);
      process.kill(process.pid, stop.action === 'DIE' ? 'SIGKILL' : 'SIGSTOP');
    };
    if (point !== 'commit-sent') return strike();
    return onceSent().then(strike);
  });
}

/**
 * Lets the command leave this process, and then blocks the event loop, so that Redis carries it out and its reply
 * arrives at a process that does not read any more.
 */
async function onceSent(): Promise<void> {
  await turn();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, CARRIED_OUT_MS);
}
