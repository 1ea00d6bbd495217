import { clearLine, cursorTo } from 'node:readline';
import { cut, paint, windowWidth } from '../scripts/terminal.ts';

const BAR = 24;

/** The last line of a terminal, written anew whenever there is news. */
export class MovingLine {
  #isOpen = false;

  /** False where standard output is no terminal; then nothing is to be shown. */
  get canMove(): boolean {
    return process.stdout.isTTY === true;
  }

  /** Plain texts; `now` is dimmed, and cut where the window ends. */
  show(head: string, now: string): void {
    this.clear();
    process.stdout.write(`${head}  ${paint('dim', cut(now, windowWidth() - head.length - 3))}`);
    this.#isOpen = true;
  }

  /** Before anything else is written. */
  clear(): void {
    if (!this.#isOpen) return;
    clearLine(process.stdout, 0);
    cursorTo(process.stdout, 0);
    this.#isOpen = false;
  }
}

/** @param share from 0 to 1 */
export function barOf(share: number): string {
  const filled = Math.min(BAR, Math.floor(share * BAR));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
}

/** Minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${String(Math.floor(whole / 60)).padStart(2)}:${String(whole % 60).padStart(2, '0')}`;
}
