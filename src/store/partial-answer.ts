import type { OutputPiece, PartialAnswer } from './contract.ts';
import { isoTime } from './iso-time.ts';

/** A call of the model that was cut off. `savedAt` in ms since 1970. */
interface CutCall extends Pick<PartialAnswer, 'turn' | 'attempt' | 'usage'> {
  savedAt: number;
  pieces: readonly OutputPiece[];
}

/** Puts together what was said. */
export function toPartialAnswer({ turn, attempt, usage, savedAt, pieces }: CutCall): PartialAnswer {
  const said = (kind: OutputPiece['kind']) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text)
      .join('');
  const reasoning = said('REASONING') || null;
  return { turn, attempt, text: said('TEXT'), reasoning, usage, savedAt: isoTime(savedAt) };
}
