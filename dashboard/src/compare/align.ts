import { diffArrays } from 'diff';
import type { LogMessage } from '../job/messages.ts';

/** A stretch of two histories: messages that both have, or those that stand against each other. */
export interface Stretch {
  kind: 'SAME' | 'DIFFERENT';
  left: readonly LogMessage[];
  right: readonly LogMessage[];
}

/**
 * Two histories set against each other. Messages are the same when they say and ask for the same; how far their tool
 * calls have come is told by the results behind them, which are messages of their own.
 */
export function align(left: readonly LogMessage[], right: readonly LogMessage[]): Stretch[] {
  const stretches: Stretch[] = [];
  let [atLeft, atRight] = [0, 0];
  for (const { count, added, removed } of diffArrays(left.map(keyOf), right.map(keyOf))) {
    const fromLeft = added ? [] : left.slice(atLeft, atLeft + count);
    const fromRight = removed ? [] : right.slice(atRight, atRight + count);
    atLeft += fromLeft.length;
    atRight += fromRight.length;
    const last = stretches.at(-1);
    if (!added && !removed) stretches.push({ kind: 'SAME', left: fromLeft, right: fromRight });
    else if (last?.kind === 'DIFFERENT') {
      last.left = [...last.left, ...fromLeft];
      last.right = [...last.right, ...fromRight];
    } else stretches.push({ kind: 'DIFFERENT', left: fromLeft, right: fromRight });
  }
  return stretches;
}

function keyOf(message: LogMessage): string {
  switch (message.role) {
    case 'TOOL': {
      const { toolCallId, state, text } = message.result;
      return JSON.stringify(['TOOL', toolCallId, state, text]);
    }
    case 'ASSISTANT': {
      const calls = message.toolCalls.map(({ id, name, argumentsExcerpt }) => [
        id,
        name,
        argumentsExcerpt.arguments,
      ]);
      return JSON.stringify(['ASSISTANT', message.text, message.reasoning, calls]);
    }
    default:
      return JSON.stringify([message.role, message.text]);
  }
}
