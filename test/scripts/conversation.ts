import type { CallFactsFragment, MessageFactsFragment, ResumeAction } from '../gql/graphql.ts';
import { block, cut, oneLine, paint, plain, windowWidth } from './terminal.ts';
import { ago, between, callMark, callStyle, counted, number } from './words.ts';

/** A history of messages, written for a person to read. */

/** Lines of a long text that are shown from its beginning and from its end. */
const HEAD_LINES = 14;
const TAIL_LINES = 6;
/** So that a text without line feeds cannot fill the window either. */
const MAX_LINE = 2000;

export type Message = MessageFactsFragment;
export type Answer = Extract<Message, { __typename: 'AssistantMessage' }>;
export type ToolCall = CallFactsFragment;

/** Prints the messages; `full` leaves nothing out. */
export function printConversation(messages: Iterable<Message>, full: boolean): void {
  let turn = 0;
  for (const message of messages) {
    switch (message.__typename) {
      case 'SystemMessage':
      case 'UserMessage':
        title(message.role === 'SYSTEM' ? 'System' : 'Task', 'magenta');
        console.log(block(shorten(message.text, full), '  '));
        break;
      case 'AssistantMessage':
        turn += 1;
        title(`Turn ${turn}`, 'cyan');
        printAnswer(message, full);
        break;
      case 'ToolMessage':
        // Shown with the call that asked for it.
        break;
    }
  }
  console.log();
}

function title(text: string, style: 'magenta' | 'cyan'): void {
  const line = '─'.repeat(Math.max(0, windowWidth() - text.length - 4));
  console.log(`\n${paint([style, 'bold'], `── ${text}`)} ${paint('dim', line)}`);
}

function printAnswer(message: Answer, full: boolean): void {
  printWords(message, full);
  for (const call of message.toolCalls) printCall(call, full);
}

/** What a model thought, and what it said. */
export function printWords({ reasoning, text }: Pick<Answer, 'reasoning' | 'text'>, full: boolean): void {
  if (reasoning !== null && reasoning !== '') {
    console.log(block(shorten(reasoning, full), paint('dim', '  ┆ '), 'dim'));
  }
  if (text !== '') console.log(block(shorten(text, full), '  '));
}

function printCall(call: ToolCall, full: boolean): void {
  const facts = [call.state, call.policy, tookOf(call)].filter((fact) => fact !== '').join(' · ');
  const style = callStyle(call.state);
  console.log(
    `\n  ${paint(style, callMark(call.state))} ${paint('bold', oneLine(call.name))}  ${paint(style, facts)}`,
  );
  for (const [name, value] of argumentsList(call.arguments)) printArgument(name, value, full);
  if (call.result === null) return;
  console.log(block(shorten(call.result, full), paint('dim', '  │ ')));
}

function argumentsList(value: unknown): [name: string, value: unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  return [['arguments', value]];
}

function printArgument(name: string, value: unknown, full: boolean): void {
  const label = `${oneLine(name)}: `;
  const text = plain(typeof value === 'string' ? value : JSON.stringify(value));
  const isShort = !text.includes('\n') && text.length <= windowWidth() - label.length - 4;
  if (isShort) console.log(`    ${paint('dim', label)}${text}`);
  else console.log(`    ${paint('dim', label.trimEnd())}\n${block(shorten(text, full), '      ')}`);
}

/** Safe text; a long one loses its middle, and says how much. */
function shorten(text: string, full: boolean): string {
  const safe = plain(text).replace(/\n+$/, '');
  if (full) return safe;
  const lines = safe.split('\n').map((line) => cutLine(line));
  if (lines.length <= HEAD_LINES + TAIL_LINES + 1) return lines.join('\n');
  const left = lines.length - HEAD_LINES - TAIL_LINES;
  const note = `… ${counted(left, 'line')} left out, --full shows all …`;
  return [...lines.slice(0, HEAD_LINES), note, ...lines.slice(-TAIL_LINES)].join('\n');
}

function cutLine(line: string): string {
  if (line.length <= MAX_LINE) return line;
  // Not in the middle of a pair of surrogates.
  const kept = line.slice(0, MAX_LINE).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… ${number(line.length - kept.length)} characters left out, --full shows all`;
}

/** How long the call ran. Of one that was cut off nobody knows. */
export function tookOf(call: Pick<ToolCall, 'state' | 'startedAt' | 'finishedAt'>): string {
  return call.state === 'INTERRUPTED' ? '' : between(call.startedAt, call.finishedAt);
}

/** The arguments that say most, on one line: the path, the command, the pattern. */
export function argumentsOf(call: Pick<ToolCall, 'arguments'>, width: number): string {
  const given = call.arguments;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return cut(oneLine(JSON.stringify(given)), width);
  }
  const values = new Map(Object.entries(given));
  const telling = ['command', 'path', 'pattern', 'glob']
    .map((name) => values.get(name))
    .find((value) => typeof value === 'string');
  const text = telling === undefined ? JSON.stringify(given) : String(telling);
  return cut(oneLine(text === '{}' ? '' : text), width);
}

/** The first sentence or so of what an answer says, on one line; its reasoning when it says nothing. */
export function gistOf(answer: Pick<Answer, 'text' | 'reasoning'>, width: number): string {
  const text = oneLine(answer.text);
  const words = text === '' ? oneLine(answer.reasoning ?? '') : text;
  return cut(words, width);
}

const ON_RESUME: Record<ResumeAction, string> = {
  RUN_AGAIN: 'it is run again',
  VERIFY: 'it is looked whether it was done, and run only if not',
  REPORT: 'it is not run again, and the model is told',
  FAIL: 'the job fails',
  PAUSE: 'the job waits for a person to decide',
};

/** A call that was cut off, and what a resume does about it. */
export function describeInterrupted(call: ToolCall): string {
  const what = `${oneLine(call.name)} ${argumentsOf(call, 60)}`.trim();
  const next = call.onResume === null ? '' : ` On resume ${ON_RESUME[call.onResume]}.`;
  return block(`Cut off in the middle: ${what}.${next}`, '  ');
}

/** A call that waits or runs, on one line. */
export function describeOpen(call: ToolCall): string {
  const style = callStyle(call.state);
  const since = call.startedAt === null ? '' : `began ${ago(call.startedAt)}`;
  const facts = [call.state, call.policy, since].filter((fact) => fact !== '').join(' · ');
  const name = oneLine(call.name);
  const room = windowWidth() - name.length - facts.length - 8;
  return `  ${paint(style, callMark(call.state))} ${paint('bold', name)} ${argumentsOf(call, Math.max(12, room))}  ${paint(style, facts)}`;
}
