/** A piece of what the model says, as `modelOutput` tells it. */
export interface Chunk {
  turn: number;
  attempt: number;
  /** UTF-16 code units that were said before it in this attempt, of either kind. */
  offset: number;
  kind: 'TEXT' | 'REASONING';
  text: string;
}

/** What the model has said so far in the turn under way. */
export interface Spoken {
  turn: number;
  attempt: number;
  reasoning: string;
  text: string;
}

/**
 * With a further piece. Pieces come again after a reconnect, and of a turn that is over: what is known already is left
 * out, a new attempt or turn begins anew, and a piece of an older one says nothing.
 */
export function hear(said: Spoken | null, chunk: Chunk): Spoken {
  const { turn, attempt, offset, kind, text } = chunk;
  if (said !== null && isOlder(chunk, said)) return said;
  const same = said !== null && said.turn === turn && said.attempt === attempt;
  const { reasoning, text: answer } = same ? said : { reasoning: '', text: '' };
  const known = reasoning.length + answer.length;
  const news = text.slice(Math.max(0, known - offset));
  if (same && news === '') return said;
  return kind === 'REASONING'
    ? { turn, attempt, reasoning: reasoning + news, text: answer }
    : { turn, attempt, reasoning, text: answer + news };
}

function isOlder(chunk: Chunk, said: Spoken): boolean {
  return chunk.turn < said.turn || (chunk.turn === said.turn && chunk.attempt < said.attempt);
}
