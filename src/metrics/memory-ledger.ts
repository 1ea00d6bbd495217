import {
  KEPT_SAMPLES,
  type Ledger,
  type LedgerState,
  type Memory,
  type Report,
  type Sample,
} from './ledger.ts';

/** The ledger of one process, for tests. */
export class MemoryLedger implements Ledger {
  readonly #totals = new Map<string, number>();
  readonly #processes = new Map<string, { number: number; subscribers: number }>();
  #samples: Sample[] = [];
  #beganAt: number | null = null;

  async add({ processId, number, counts, subscribers }: Report): Promise<void> {
    if (this.#processes.get(processId)?.number === number) return;
    this.#beganAt ??= Date.now();
    this.#processes.set(processId, { number, subscribers });
    for (const [name, by] of counts) this.#totals.set(name, (this.#totals.get(name) ?? 0) + by);
  }

  async read(): Promise<LedgerState> {
    const subscribers = [...this.#processes.values()].reduce((sum, each) => sum + each.subscribers, 0);
    return { readAt: Date.now(), beganAt: this.#beganAt, totals: new Map(this.#totals), subscribers };
  }

  async keepSample(sample: Sample): Promise<boolean> {
    const latest = this.#samples[0];
    if (latest !== undefined && minuteOf(latest) >= minuteOf(sample)) return false;
    this.#samples = [structuredClone(sample), ...this.#samples].slice(0, KEPT_SAMPLES);
    return true;
  }

  async samples(count: number): Promise<Sample[]> {
    return structuredClone(this.#samples.slice(0, count));
  }

  async memory(): Promise<Memory | null> {
    return null;
  }
}

function minuteOf({ at }: Sample): number {
  return Math.floor(at / 60_000);
}
