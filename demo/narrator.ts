import { paint } from '../test/scripts/terminal.ts';
import { callMark, callStyle } from '../test/scripts/words.ts';
import type { Entry } from './ledger.ts';

/** Tells, a line at a time, what an agent does. */
export class Narrator {
  /** Calls whose result was told of already, by turn and id. */
  readonly #told = new Set<string>();
  readonly #savesWord: string;

  /** @param savesWord what becomes of each step: `saved as v3`, or nothing at all */
  constructor(options: { saves: boolean }) {
    this.#savesWord = options.saves ? 'saved as version' : '';
  }

  tell(entry: Entry): void {
    if (entry.event === 'TOOL_STARTED' && entry.name === 'run_command') {
      this.#line(' ', `${paint('blue', callMark('RUNNING'))} ${entry.name} runs …`, '');
    }
    if (entry.event !== 'SAVED') return;
    const saved = this.#savesWord === '' ? '' : `${this.#savesWord} ${entry.version}`;
    if (entry.step === 'MODEL_RESPONSE') {
      const asked = entry.toolCalls.map(({ name }) => name).join(', ');
      const words = asked === '' ? 'the model sums up' : `the model asks for ${asked}`;
      this.#line(`turn ${entry.turns}`, `${paint('cyan', '●')} ${words}`, saved);
      return;
    }
    for (const call of entry.toolCalls) {
      const key = `${entry.turns} ${call.id}`;
      if (call.state === 'PENDING' || call.state === 'RUNNING' || this.#told.has(key)) continue;
      this.#told.add(key);
      const what = `${paint(callStyle(call.state), callMark(call.state))} ${call.name} ${call.state.toLowerCase()}`;
      this.#line('', what, saved);
    }
  }

  #line(place: string, what: string, saved: string): void {
    const end = saved === '' ? '' : `  ${paint('dim', saved)}`;
    console.log(`  ${paint('dim', place.padEnd(8))}${what}${end}`);
  }
}
