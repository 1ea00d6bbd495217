import type { Redis } from 'ioredis';
import type { Wakeup } from '../store/contract.ts';
import { jobChannel } from '../store/keys.ts';
import type { WakeupSource } from './control.ts';

/** The wake-ups of single jobs, over a connection of role `subscriber` that is given up to this. */
export function subscribeWakeups(connection: Redis, tenant: string): WakeupSource {
  const listeners = new Map<string, (wakeup: Wakeup) => void>();
  connection.on('message', (channel: string, message: string) => {
    const wakeup = parseWakeup(message);
    if (wakeup !== null) listeners.get(channel)?.(wakeup);
  });
  return {
    async subscribe(jobId, onWakeup) {
      const channel = jobChannel(tenant, jobId);
      listeners.set(channel, onWakeup);
      await connection.subscribe(channel);
    },
    async unsubscribe(jobId) {
      const channel = jobChannel(tenant, jobId);
      listeners.delete(channel);
      await connection.unsubscribe(channel);
    },
  };
}

/** Null for what is no wake-up: a channel is open to whoever can reach Redis. */
function parseWakeup(message: string): Wakeup | null {
  try {
    const value = JSON.parse(message) as Wakeup | null;
    return typeof value?.jobId === 'string' ? value : null;
  } catch {
    return null;
  }
}
