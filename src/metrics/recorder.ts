import { type HistogramName, stepOf } from './histograms.ts';

/** Counts in this process, until they are brought to the ledger. Costs an entry in a map. See `Totals` for the names. */
export class Recorder {
  #counts = new Map<string, number>();
  #hasNews = false;

  /** @param by A whole number. */
  add(name: string, by = 1): void {
    this.#hasNews = true;
    this.#count(name, by);
  }

  /** The same for what is no reason to report: it goes out with the next report. */
  addQuietly(name: string): void {
    this.#count(name, 1);
  }

  /** @param label Its label, for a histogram that has one. */
  observe(histogram: HistogramName, seconds: number, label?: string): void {
    const name = label === undefined ? histogram : `${histogram} ${label}`;
    this.add(`${name} ${stepOf(histogram, seconds)}`);
    this.add(`${name} us`, Math.round(seconds * 1e6));
  }

  /** Whether there is something to report. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** What was counted since the last time. */
  drain(): ReadonlyMap<string, number> {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#hasNews = false;
    return counts;
  }

  #count(name: string, by: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }
}
