import type { LedgerState, Memory } from '../src/metrics/ledger.ts';
import { readInstallation, sampleOf, withTally } from '../src/metrics/sampling.ts';
import { type Period, timelineOf } from '../src/metrics/timeline.ts';
import type { Totals } from '../src/metrics/totals.ts';
import type { StatusCounts } from '../src/store/contract.ts';
import type { Context } from './context.ts';
import type { TimelineInput } from './inputs.ts';

/**
 * What goes on in this installation, in numbers that cost the same however many jobs there are. Each part is read when
 * it is first asked for, and once; parts that are asked for in one turn of the event loop are one round trip.
 *
 * Every method may throw RetomaError STORE_UNAVAILABLE.
 */
export class MetricsReader {
  readonly #context: Context;
  readonly #parts = new Map<string, Promise<unknown>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Jobs, and checkpoints to be loaded, by the status of the job. */
  counts(): Promise<{ jobs: StatusCounts; checkpoints: StatusCounts }> {
    return this.#once('counts', () => this.#context.store.count());
  }

  /** What was counted since counting began: jobs in the step that changed them, the rest up to about a second ago. */
  async totals(): Promise<Totals> {
    const [ledger, tally] = await Promise.all([
      this.ledger(),
      this.#once('tally', () => this.#context.store.tally()),
    ]);
    return withTally(ledger.totals, tally);
  }

  ledger(): Promise<LedgerState> {
    return this.#once('ledger', () => this.#context.ledger.read());
  }

  workers(): Promise<number> {
    return this.#once('workers', async () => (await this.#context.server.workers()).length);
  }

  memory(): Promise<Memory | null> {
    return this.#once('memory', () => this.#context.ledger.memory());
  }

  /** The last minutes, oldest first; the last period is the present one. */
  async timeline({ minutes, step }: TimelineInput): Promise<Period[]> {
    const { store, ledger } = this.#context;
    const [samples, installation] = await Promise.all([
      ledger.samples(minutes + step + 1),
      readInstallation({ store, ledger, workers: () => this.workers() }),
    ]);
    const since = installation.readAt - minutes * 60_000;
    return timelineOf(samples, sampleOf(installation), step).filter(
      ({ startedAt, seconds }) => startedAt + seconds * 1000 > since,
    );
  }

  #once<T>(part: string, read: () => Promise<T>): Promise<T> {
    const known = this.#parts.get(part) ?? read();
    this.#parts.set(part, known);
    return known as Promise<T>;
  }
}
