import { parentPort, workerData } from 'node:worker_threads';
import { Queue } from 'bullmq';
import { QUEUE_NAME, QUEUE_PREFIX } from '../queue-name.ts';
import { LivenessConnection } from './connection.ts';
import { LockKeeper } from './locks.ts';
import { Peers } from './peers.ts';
import type { FromThread, LivenessSettings, ToThread } from './protocol.ts';
import type { AboutWorker } from './roster.ts';

const RENEW_MS = 1_000;

if (parentPort === null) throw new Error('This module runs as a worker thread only.');
const port = parentPort;
const settings = workerData as LivenessSettings;
const tell = (message: FromThread) => port.postMessage(message);

const connection = new LivenessConnection(settings.redisUrl, {
  onError: () => undefined,
  onClose: () => peers.onDisconnected(),
});
const queue = new Queue(QUEUE_NAME, {
  connection: connection.redis,
  prefix: QUEUE_PREFIX,
  skipMetasUpdate: true,
  skipVersionCheck: true,
});
queue.on('error', () => undefined);

const locks = new LockKeeper(queue, settings.lockDurationMs, (runId) => tell({ kind: 'LOST', runId }));
const peers = new Peers({
  connection,
  queue,
  workerId: settings.workerId,
  heartbeatTtlMs: settings.heartbeatTtlMs,
  onBeat: (askedAt) => Atomics.store(new BigInt64Array(settings.beatenAt), 0, askedAt),
  onDeclaredDead: () => {
    stopSweeping();
    stopRenewing();
    tell({ kind: 'DECLARED_DEAD' });
  },
  onBuried: (dead) => tell({ kind: 'BURIED', ...dead }),
  onTrouble: trouble,
});

function trouble(what: string, error: unknown): void {
  tell({ kind: 'TROUBLE', what, error: error instanceof Error ? error.message : String(error) });
}

/**
 * Runs a round every so often, one at a time, for as long as Redis can be reached. A round that fails is reported once
 * until one succeeds again.
 */
function every(periodMs: number, what: string, round: () => Promise<void>): () => void {
  let running = false;
  let failing = false;
  const timer = setInterval(() => {
    if (running || !connection.ready) return;
    running = true;
    round()
      .then(() => {
        failing = false;
      })
      .catch((error: unknown) => {
        if (!failing && connection.ready) trouble(what, error);
        failing = true;
      })
      .finally(() => {
        running = false;
      });
  }, periodMs);
  return () => clearInterval(timer);
}

let about: AboutWorker | null = null;

/** Again whenever the connection comes back: a Redis that lost its data has forgotten who works. */
function introduce(): void {
  if (about === null || !connection.ready) return;
  connection.introduce(settings.workerId, about).catch((error: unknown) => {
    if (connection.ready) trouble('this worker could not say what it is', error);
  });
}
connection.redis.on('ready', introduce);

let beating = false;
const stopSweeping = every(peers.sweepMs, 'a sweep for dead workers failed', async () => {
  await peers.sweep();
  if (!beating) tell({ kind: 'BEATING' });
  beating = true;
});
const stopRenewing = every(RENEW_MS, "the queue's locks could not be renewed", () => locks.renew());

async function leave(): Promise<void> {
  stopSweeping();
  stopRenewing();
  if (connection.ready) await connection.leave(settings.workerId, '').catch(() => undefined);
  connection.redis.disconnect();
  port.close();
}

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'WATCH':
      return locks.watch(message.run);
    case 'UNWATCH':
      return locks.unwatch(message.runId);
    case 'INTRODUCE':
      about = message.about;
      return introduce();
    case 'LEAVE':
      void leave();
  }
});
