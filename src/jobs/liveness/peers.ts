import type { Queue } from 'bullmq';
import type { LivenessConnection, SilentWorker } from './connection.ts';
import { Continuity } from './continuity.ts';
import { endProcess } from './process.ts';
import type { FromThread } from './protocol.ts';
import { releaseJobsOf } from './release.ts';

/** Sweeps in one heartbeat's life. */
const SWEEPS_PER_LIFE = 5;

/** A dead worker whose jobs went back. */
export type Buried = Omit<Extract<FromThread, { kind: 'BURIED' }>, 'kind'>;

export interface PeersOptions {
  connection: LivenessConnection;
  queue: Queue;
  workerId: string;
  heartbeatTtlMs: number;
  /** This worker has beaten: Redis heard from it at this monotonic time, in nanoseconds, or later. */
  onBeat(askedAt: bigint): void;
  /** Others have declared this worker dead. */
  onDeclaredDead(): void;
  onBuried(dead: Buried): void;
  onTrouble(what: string, error: unknown): void;
}

/**
 * How long after its last beat nobody can have declared a worker dead, in milliseconds. Whoever acts for a job must have
 * beaten more lately than that.
 */
export function safeSilenceMs(heartbeatTtlMs: number): number {
  return heartbeatTtlMs / 2;
}

/**
 * Beats for this worker and looks after the others. A worker is dead when it has been silent for a heartbeat's life, or
 * for half of one while its connection is gone. It is declared dead first, so that it cannot come back in the middle;
 * then its process is ended, where that is on this host (it may only sleep); then its jobs go back to the queue.
 */
export class Peers {
  readonly sweepMs: number;
  readonly #options: PeersOptions;
  readonly #continuity: Continuity;
  /** False once the server has refused to list connections: silence alone then tells. */
  #mayListConnections = true;

  constructor(options: PeersOptions) {
    this.#options = options;
    this.sweepMs = Math.max(20, Math.round(options.heartbeatTtlMs / SWEEPS_PER_LIFE));
    this.#continuity = new Continuity(options.heartbeatTtlMs, this.sweepMs);
  }

  /** The connection is gone. */
  onDisconnected(): void {
    this.#continuity.interrupt();
  }

  /** One beat, and one look when it is this worker's turn. Rejects when Redis cannot be reached. */
  async sweep(): Promise<void> {
    const { connection, workerId, heartbeatTtlMs } = this.#options;
    const gateMs = this.#continuity.mayJudge() ? Math.round(this.sweepMs * 0.9) : 0;
    const silentMs = this.#mayListConnections ? safeSilenceMs(heartbeatTtlMs) : heartbeatTtlMs;
    const askedAt = process.hrtime.bigint();
    const silent = await connection.beat(workerId, gateMs, silentMs);
    if (silent === null) return this.#options.onDeclaredDead();
    this.#options.onBeat(askedAt);
    this.#continuity.mark(performance.now());
    const others = silent.filter((worker) => worker.workerId !== workerId);
    // Asked again: an answer that took long shows that Redis or this process stood still, and others with it.
    if (others.length > 0 && this.#continuity.mayJudge()) await this.#judge(others);
  }

  async #judge(silent: readonly SilentWorker[]): Promise<void> {
    const connected = await this.#connected(silent);
    for (const worker of silent) {
      const longSilent = worker.silentMs >= this.#options.heartbeatTtlMs;
      const gone = connected !== null && !connected.has(worker.connectionId);
      if (!longSilent && !gone) continue;
      await this.#bury(worker, longSilent ? 'SILENCE' : 'CONNECTION');
    }
  }

  async #connected(silent: readonly SilentWorker[]): Promise<Set<string> | null> {
    const ids = silent.map((worker) => worker.connectionId).filter((id) => id !== '');
    if (!this.#mayListConnections || ids.length === 0) return null;
    try {
      return await this.#options.connection.connected(ids);
    } catch (error) {
      if (this.#options.connection.ready) {
        this.#mayListConnections = false;
        this.#options.onTrouble('this Redis does not list connections; deaths show by silence alone', error);
      }
      return null;
    }
  }

  async #bury(dead: SilentWorker, by: 'CONNECTION' | 'SILENCE'): Promise<void> {
    const { connection, queue, onBuried } = this.#options;
    const verdict = await connection.bury(dead.workerId, dead.beat);
    if (verdict === 'ALIVE') return;
    if (dead.process !== null) await endProcess(dead.process);
    const jobs = await releaseJobsOf(queue, connection.redis, dead.workerId);
    const struckOff = await connection.leave(dead.workerId, dead.beat);
    if (struckOff || jobs > 0)
      onBuried({ workerId: dead.workerId, jobs, silentMs: dead.silentMs, by, first: verdict === 'FIRST' });
  }
}
