import { loadavg } from 'node:os';

const LOOK_MS = 5_000;

/** How busy the machine is with a run and with whatever else it does: processes that run or wait to, over the last minute. */
export class LoadWatch {
  /** The work of others, if nothing of the kit ran before. */
  readonly before = lastMinute();
  readonly #looks: number[] = [];
  readonly #timer = setInterval(() => this.#looks.push(lastMinute()), LOOK_MS).unref();

  end(): Load {
    clearInterval(this.#timer);
    const { before } = this;
    const looks = this.#looks.length === 0 ? [before] : this.#looks;
    const mean = looks.reduce((sum, look) => sum + look, 0) / looks.length;
    return { before, mean: toTenths(mean), most: Math.max(...looks) };
  }
}

export interface Load {
  before: number;
  mean: number;
  most: number;
}

function lastMinute(): number {
  return toTenths(loadavg()[0] ?? 0);
}

function toTenths(value: number): number {
  return Math.round(value * 10) / 10;
}
