import { setImmediate as nextRound } from 'node:timers/promises';

const SLICE_MS = 8;

/** Lets long work on the event loop give way in time: `if (slice.isUp()) await slice.giveWay()`. */
export class TimeSlice {
  #end = performance.now() + SLICE_MS;

  isUp(): boolean {
    return performance.now() >= this.#end;
  }

  async giveWay(): Promise<void> {
    await nextRound();
    this.#end = performance.now() + SLICE_MS;
  }
}
