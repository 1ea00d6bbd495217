import { isDeepStrictEqual } from 'node:util';
import { type Message, reasoningOf, textOf, toolCallsOf } from '../../src/store/messages.ts';
import { type Call, COMMANDS_FILE, isReported, promptOf, type Task, toolCallOf } from './task.ts';

/** What became of one call that was cut off: null, it had no effect; else it had one. */
export type Interruptions = ReadonlyMap<string, { effect: boolean }>;

/** A history and a workspace as they must be. Written by the kit alone, from the task: nothing of it comes from the product. */
export interface Replay {
  messages: PlainMessage[];
  files: Map<string, string>;
}

/** A message without what differs from run to run: times, ids of the provider, the model's name. */
export type PlainMessage =
  | { role: 'system' | 'user'; text: string }
  | {
      role: 'assistant';
      reasoning: string;
      text: string;
      calls: { id: string; name: string; input: unknown }[];
    }
  | { role: 'tool'; id: string; name: string; output: string | null; isError: boolean; interrupted: boolean };

/**
 * The undisturbed run of a task, up to and with the answer of turn `turns` and its results, given which calls were cut
 * off and what those had done. The result of a call that was cut off is a report in words that are the product's own:
 * its output is null here and matches any.
 *
 * @param systemPrompt the product's
 * @param turns @default all
 */
export function replay(
  task: Task,
  systemPrompt: string,
  interruptions: Interruptions,
  turns = task.turns.length,
): Replay {
  const files = new Map<string, string>();
  const messages: PlainMessage[] = [
    { role: 'system', text: systemPrompt },
    { role: 'user', text: promptOf(task) },
  ];
  for (const turn of task.turns.slice(0, turns)) {
    const calls = turn.calls.map((call) => ({ call, asked: toolCallOf(task, call) }));
    messages.push({
      role: 'assistant',
      reasoning: turn.reasoning,
      text: turn.text,
      calls: calls.map(({ call, asked }) => ({ id: call.id, name: asked.name, input: asked.arguments })),
    });
    for (const { call, asked } of calls) {
      const cut = interruptions.get(call.id);
      const output = cut !== undefined && !cut.effect ? null : carryOut(call, files);
      const result = { role: 'tool' as const, id: call.id, name: asked.name };
      messages.push(
        cut === undefined
          ? { ...result, output, isError: false, interrupted: false }
          : { ...result, output: null, isError: true, interrupted: true },
      );
    }
  }
  return { messages, files };
}

/** Does to `files` what the call does, and answers what its tool says. */
function carryOut({ id, does }: Call, files: Map<string, string>): string {
  switch (does.kind) {
    case 'WRITE':
      files.set(does.path, does.content);
      return `Wrote "${does.path}" (${Buffer.byteLength(does.content)} bytes).`;
    case 'EDIT': {
      files.set(does.path, (files.get(does.path) ?? '').replace(does.oldText, does.newText));
      const [old, now] = [does.oldText, does.newText].map((text) => text.split('\n').length);
      return `Edited "${does.path}": replaced ${old} line(s) by ${now}.`;
    }
    case 'READ': {
      const text = files.get(does.path) ?? '';
      const lines = text.split('\n').length - 1;
      return `"${does.path}", lines 1-${lines} of ${lines}:\n${text}`;
    }
    case 'COMMAND': {
      const noted = `${files.get(COMMANDS_FILE) ?? ''}${id}\n`;
      files.set(COMMANDS_FILE, noted);
      return noted.replace(/\n$/, '');
    }
    case 'LEDGER':
      return ledgerAnswer(id);
  }
}

/** What the kit's own tool answers. */
export function ledgerAnswer(callId: string): string {
  return `Noted ${callId}.`;
}

/** Messages as they are stored, in the form of a replay. */
export function plainMessages(messages: readonly Message[]): PlainMessage[] {
  return messages.map(plainMessage);
}

function plainMessage(message: Message): PlainMessage {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, text: message.text };
    case 'assistant':
      return {
        role: 'assistant',
        reasoning: reasoningOf(message) ?? '',
        text: textOf(message),
        calls: toolCallsOf(message).map(({ toolCallId, toolName, input }) => ({
          id: toolCallId,
          name: toolName,
          input,
        })),
      };
    case 'tool':
      return {
        role: 'tool',
        id: message.toolCallId,
        name: message.toolName,
        output: message.output,
        isError: message.isError,
        interrupted: message.interrupted === true,
      };
  }
}

/**
 * The results of a turn in the order of its calls. They are stored as they came in, which for tools that ran side by
 * side is another order each time.
 */
export function inModelsOrder(messages: readonly PlainMessage[]): PlainMessage[] {
  const ordered: PlainMessage[] = [];
  for (const message of messages) {
    if (message.role !== 'tool') {
      ordered.push(message);
      continue;
    }
    const from = ordered.findLastIndex(({ role }) => role === 'assistant');
    const answer = ordered[from];
    const places = answer?.role === 'assistant' ? answer.calls.map(({ id }) => id) : [];
    const place = (one: PlainMessage | undefined) => (one?.role === 'tool' ? places.indexOf(one.id) : -1);
    let at = ordered.length;
    while (at - 1 > from && place(ordered[at - 1]) > place(message)) at--;
    ordered.splice(at, 0, message);
  }
  return ordered;
}

/** The calls of a task that a cut may leave in doubt, in the order in which they are made. */
export function doubtfulCalls(task: Task): Call[] {
  return task.turns.flatMap((turn) => turn.calls.filter((call) => isReported(call.does)));
}

/** The first place where a history is not the one that it must be; null: nowhere. `output: null` matches any. */
export function firstDifference(
  actual: readonly PlainMessage[],
  expected: readonly PlainMessage[],
): string | null {
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const [is, must] = [actual[i], expected[i]];
    if (is === undefined) return `message ${i} is missing: ${JSON.stringify(must)}`;
    if (must === undefined) return `message ${i} should not be there: ${JSON.stringify(is)}`;
    const comparable = must.role === 'tool' && must.output === null && is.role === 'tool';
    const seen = comparable ? { ...is, output: null } : is;
    if (!isDeepStrictEqual(seen, must)) {
      return `message ${i} is ${JSON.stringify(is)}, not ${JSON.stringify(must)}`;
    }
  }
  return null;
}
