import type { WorkerOnRoster } from '../src/jobs/liveness/roster.ts';
import type { Durability } from '../src/redis/durability.ts';
import type { Context } from './context.ts';

export interface ServerState {
  /** What an acknowledged save survives. */
  durability: Durability;
  /** Those that have beaten lately, in the order of their start. */
  workers: readonly WorkerOnRoster[];
}

/** What this server runs on: how safe its Redis keeps what was saved, and who works. @throws RetomaError STORE_UNAVAILABLE */
export async function readServer({ server }: Context): Promise<ServerState> {
  return { durability: server.durability(), workers: await server.workers() };
}
