import {
  type AssistantMessage,
  type JsonValue,
  type Message,
  type ToolCallPart,
  type ToolMessage,
  textOf,
  toolCallsOf,
} from '../../store/messages.ts';
import { providerOf } from './model-id.ts';

/** What a provider would refuse a history for. `index` is the place of the message in the history. */
export interface HistoryFault {
  kind: HistoryFaultKind;
  index: number;
  /** The call that it is about; null for an empty answer and for broken text. */
  toolCallId: string | null;
}

export type HistoryFaultKind =
  /** A call that nothing answers. */
  | 'MISSING_RESULT'
  /** A second result of one call. */
  | 'DUPLICATE_RESULT'
  /** A result of a call that is nowhere in the history. */
  | 'STRAY_RESULT'
  /** A result that does not stand directly behind its answer: before it, or with something in between. */
  | 'MISPLACED_RESULT'
  /** A call with the id of another call of the same answer. */
  | 'REPEATED_CALL'
  /** An answer with neither text nor calls. */
  | 'EMPTY_ANSWER'
  /** Text with half of a surrogate pair: JSON that many providers do not read. */
  | 'BROKEN_TEXT';

export interface HistoryRepair {
  /** The whole history as it can be sent. Messages that were sound are the very same objects. */
  messages: Message[];
  /** One sentence for a person: what was done. */
  description: string;
}

/** Everything that a provider would refuse in this history, in its order. Empty: it can be sent as it is. */
export function checkHistory(messages: readonly Message[]): HistoryFault[] {
  return examine(messages).faults;
}

/**
 * A history that the provider of `model` accepts, or null when this one already is. The stored history is left as it
 * is: the same faults are repaired in the same way whenever it is read. `now` is the time that made-up results carry.
 */
export function repairHistory(
  messages: readonly Message[],
  { model, now = new Date() }: { model: string; now?: Date },
): HistoryRepair | null {
  const { faults, turns } = examine(messages);
  const told = [...tellFaults(faults), ...tellLeftBehind(messages, providerOf(model))];
  if (told.length === 0) return null;
  const repaired = faults.length === 0 ? [...messages] : mend(messages, turns, now);
  return { messages: repaired, description: sentenceOf(told) };
}

function mend(messages: readonly Message[], turns: ReadonlyMap<number, Turn>, now: Date): Message[] {
  const repaired: Message[] = [];
  messages.forEach((message, index) => {
    if (message.role === 'tool') return;
    if (message.role !== 'assistant') {
      repaired.push(wellFormed(message));
      return;
    }
    const turn = turns.get(index);
    if (turn === undefined || isEmpty(message)) return;
    repaired.push(wellFormed(turn.repeats ? withoutRepeats(message) : message));
    for (const { part, result } of turn.calls.values()) {
      repaired.push(wellFormed(result ?? missingResult(part, now)));
    }
  });
  return repaired;
}

interface Turn {
  index: number;
  /** By id, in the model's order. */
  calls: Map<string, { part: ToolCallPart; result: ToolMessage | null }>;
  repeats: boolean;
}

function examine(messages: readonly Message[]): { faults: HistoryFault[]; turns: Map<number, Turn> } {
  const faults: HistoryFault[] = [];
  const turns = new Map<number, Turn>();
  /** The latest answer so far that has a call of this id: some providers use the same ids in every turn. */
  const owners = new Map<string, Turn>();
  const unowned: { message: ToolMessage; index: number }[] = [];
  /** The answer that results may stand directly behind at this place. */
  let open: Turn | null = null;

  messages.forEach((message, index) => {
    if (!isWellFormed(message)) faults.push({ kind: 'BROKEN_TEXT', index, toolCallId: null });
    if (message.role === 'assistant') {
      open = turnOf(message, index, faults);
      turns.set(index, open);
      for (const id of open.calls.keys()) owners.set(id, open);
      return;
    }
    if (message.role !== 'tool') {
      open = null;
      return;
    }
    const owner = owners.get(message.toolCallId);
    if (owner === undefined) {
      unowned.push({ message, index });
      return;
    }
    const call = owner.calls.get(message.toolCallId);
    if (call === undefined) return;
    if (call.result !== null) {
      faults.push({ kind: 'DUPLICATE_RESULT', index, toolCallId: message.toolCallId });
      return;
    }
    call.result = message;
    if (owner !== open) faults.push({ kind: 'MISPLACED_RESULT', index, toolCallId: message.toolCallId });
  });

  for (const { message, index } of unowned) {
    const call = owners.get(message.toolCallId)?.calls.get(message.toolCallId);
    const early = call !== undefined && call.result === null;
    if (early) call.result = message;
    faults.push({
      kind: early ? 'MISPLACED_RESULT' : 'STRAY_RESULT',
      index,
      toolCallId: message.toolCallId,
    });
  }
  for (const turn of turns.values()) {
    for (const [toolCallId, call] of turn.calls) {
      if (call.result === null) faults.push({ kind: 'MISSING_RESULT', index: turn.index, toolCallId });
    }
  }
  faults.sort((a, b) => a.index - b.index);
  return { faults, turns };
}

function turnOf(message: AssistantMessage, index: number, faults: HistoryFault[]): Turn {
  const turn: Turn = { index, calls: new Map(), repeats: false };
  for (const part of toolCallsOf(message)) {
    if (turn.calls.has(part.toolCallId)) {
      turn.repeats = true;
      faults.push({ kind: 'REPEATED_CALL', index, toolCallId: part.toolCallId });
    } else {
      turn.calls.set(part.toolCallId, { part, result: null });
    }
  }
  if (isEmpty(message)) faults.push({ kind: 'EMPTY_ANSWER', index, toolCallId: null });
  return turn;
}

function isEmpty(message: AssistantMessage): boolean {
  return toolCallsOf(message).length === 0 && textOf(message).trim() === '';
}

function withoutRepeats(message: AssistantMessage): AssistantMessage {
  const seen = new Set<string>();
  const parts = message.parts.filter((part) => {
    if (part.type !== 'tool-call') return true;
    if (seen.has(part.toolCallId)) return false;
    seen.add(part.toolCallId);
    return true;
  });
  return { ...message, parts };
}

function missingResult(call: ToolCallPart, now: Date): ToolMessage {
  return {
    role: 'tool',
    toolCallId: call.toolCallId,
    toolName: call.toolName,
    output:
      'No result of this call was recorded. It may have had all, part or none of its effect; look before you repeat it.',
    isError: true,
    interrupted: true,
    startedAt: null,
    finishedAt: now.toISOString(),
  };
}

const DESCRIPTIONS: Record<HistoryFaultKind, [one: string, many: string]> = {
  MISSING_RESULT: [
    'a tool call without a result was answered as interrupted',
    'tool calls without a result were answered as interrupted',
  ],
  DUPLICATE_RESULT: ['a second result of a tool call was left out', 'second results were left out'],
  STRAY_RESULT: ['a result without its tool call was left out', 'results without their call were left out'],
  MISPLACED_RESULT: ['a tool result was put behind its call', 'tool results were put behind their calls'],
  REPEATED_CALL: [
    'a tool call with a repeated id was left out',
    'tool calls with repeated ids were left out',
  ],
  EMPTY_ANSWER: ['an empty answer was left out', 'empty answers were left out'],
  BROKEN_TEXT: ['half a character in a message was replaced', 'messages had halves of characters replaced'],
};

function tellFaults(faults: readonly HistoryFault[]): string[] {
  const counts = new Map<HistoryFaultKind, number>();
  for (const { kind } of faults) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => {
    const [one, many] = DESCRIPTIONS[kind];
    return count === 1 ? one : `${count} ${many}`;
  });
}

/**
 * Reasoning goes back only to the provider that it came from (`toPrompt` sees to it). Told once, with the first answer
 * of the new provider; from then on it goes without saying.
 */
function tellLeftBehind(messages: readonly Message[], provider: string): string[] {
  const answers = messages.filter((message) => message.role === 'assistant');
  const latest = answers.at(-1);
  if (latest === undefined || providerOf(latest.model) === provider) return [];
  const foreign = answers.filter(
    ({ model, parts }) => providerOf(model) !== provider && parts.some(({ type }) => type === 'reasoning'),
  );
  if (foreign.length === 0) return [];
  const from = [...new Set(foreign.map(({ model }) => providerOf(model)))].join(', ');
  const what = foreign.length === 1 ? 'one answer' : `${foreign.length} answers`;
  return [`the reasoning of ${what} of ${from} was left out, which no other provider takes`];
}

function sentenceOf(told: readonly string[]): string {
  const sentence = `${told.join('; ')}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Whether each text of it has whole characters only. Asked of every message before each call, so only of what may have not. */
function isWellFormed(message: Message): boolean {
  switch (message.role) {
    case 'system':
    case 'user':
      return message.text.isWellFormed();
    case 'tool':
      return message.output.isWellFormed();
    case 'assistant':
      return message.parts.every((part) =>
        part.type === 'tool-call' ? hasWholeCharacters(part.input) : part.text.isWellFormed(),
      );
  }
}

function hasWholeCharacters(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasWholeCharacters);
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed() || !hasWholeCharacters(value[key] ?? null)) return false;
  }
  return true;
}

/** The very same message where there is nothing to replace. */
function wellFormed<M extends Message>(message: M): M {
  return isWellFormed(message) ? message : (replaceHalves(message) as M);
}

function replaceHalves(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(replaceHalves);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toWellFormed(), replaceHalves(inner)]),
  );
}
