import { oneLine, paint, windowWidth } from '../test/scripts/terminal.ts';
import type { TestRun } from './project.ts';

/** Writes a line for the person who watches. Text of others must be made safe by the caller. */
export function say(...words: string[]): void {
  console.log(words.length === 0 ? '' : `  ${words.join(' ')}`);
}

export function heading(text: string): void {
  const rule = '─'.repeat(Math.max(0, windowWidth() - text.length - 4));
  console.log(`\n${paint(['cyan', 'bold'], `── ${text}`)} ${paint('dim', rule)}\n`);
}

export function sayTests(when: string, run: TestRun): void {
  const verdict = run.green
    ? paint('green', `✓ ${run.passed} tests pass`)
    : paint('red', `✗ ${run.failed} of ${run.passed + run.failed} tests fail`);
  say(`${when}: ${verdict}`);
  for (const name of run.failing) say(paint('red', `    ${oneLine(name)}`));
}
