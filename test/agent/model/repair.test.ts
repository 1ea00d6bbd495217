import { describe, expect, it } from 'vitest';
import { toPrompt } from '../../../src/agent/model/prompt.ts';
import { checkHistory, type HistoryFaultKind, repairHistory } from '../../../src/agent/model/repair.ts';
import type { AssistantPart, Message } from '../../../src/store/messages.ts';
import { answerOf, OPENING, resultOf } from '../../support/models.ts';

const NOW = new Date('2026-02-03T04:05:06.000Z');
const SAME = { model: 'deepseek/other', now: NOW };
const call = (toolCallId: string): AssistantPart => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'read_file',
  input: {},
});
const text = (words: string): AssistantPart => ({ type: 'text', text: words });
const answer = (...parts: AssistantPart[]): Message => answerOf('deepseek/m', ...parts);
const more: Message = { role: 'user', text: 'And?' };

const SOUND: Message[] = [
  ...OPENING,
  answer(text('Look.'), call('0'), call('1')),
  resultOf('1', 'B'),
  resultOf('0', 'A'),
  answer(call('0')),
  resultOf('0', 'C'),
  answer(text('Done.')),
  more,
];

type Case = [
  name: string,
  history: Message[],
  faults: [HistoryFaultKind, index: number][],
  repaired: string[],
];

/** What stands where after the repair: texts, ids of calls, outputs. */
function outline(messages: readonly Message[]): string[] {
  return messages.map((message) => {
    if (message.role === 'tool') return message.interrupted ? `${message.toolCallId}: cut` : message.output;
    if (message.role !== 'assistant') return message.role;
    return message.parts
      .map((part) => (part.type === 'tool-call' ? `(${part.toolCallId})` : part.text))
      .join('');
  });
}

const CASES: Case[] = [
  [
    'a call at the end without a result',
    [...OPENING, answer(call('a'))],
    [['MISSING_RESULT', 2]],
    ['system', 'user', '(a)', 'a: cut'],
  ],
  [
    'a call in the middle without a result',
    [answer(call('a'), call('b')), resultOf('b', 'B'), more, answer(text('Go on.'))],
    [['MISSING_RESULT', 0]],
    ['(a)(b)', 'a: cut', 'B', 'user', 'Go on.'],
  ],
  [
    'a second result',
    [answer(call('a')), resultOf('a', 'first'), resultOf('a', 'second')],
    [['DUPLICATE_RESULT', 2]],
    ['(a)', 'first'],
  ],
  [
    'a result of no call',
    [...OPENING, resultOf('x', 'X'), more],
    [['STRAY_RESULT', 2]],
    ['system', 'user', 'user'],
  ],
  [
    'a result before its call',
    [...OPENING, resultOf('a', 'A'), answer(call('a')), more],
    [['MISPLACED_RESULT', 2]],
    ['system', 'user', '(a)', 'A', 'user'],
  ],
  [
    'a result before its call, that has another behind it',
    [resultOf('a', 'early'), answer(call('a')), resultOf('a', 'A')],
    [['STRAY_RESULT', 0]],
    ['(a)', 'A'],
  ],
  [
    'a result behind another message',
    [answer(call('a')), more, resultOf('a', 'A')],
    [['MISPLACED_RESULT', 2]],
    ['(a)', 'A', 'user'],
  ],
  [
    'a result behind a later answer',
    [answer(call('a')), answer(call('b')), resultOf('b', 'B'), resultOf('a', 'A')],
    [['MISPLACED_RESULT', 3]],
    ['(a)', 'A', '(b)', 'B'],
  ],
  [
    'an id that is used again, its first call without a result',
    [answer(call('0')), more, answer(call('0')), resultOf('0', 'second')],
    [['MISSING_RESULT', 0]],
    ['(0)', '0: cut', 'user', '(0)', 'second'],
  ],
  [
    'two calls of one id in one answer',
    [answer(call('a'), text('!'), call('a')), resultOf('a', 'A')],
    [['REPEATED_CALL', 0]],
    ['(a)!', 'A'],
  ],
  [
    'an empty answer',
    [...OPENING, answer(text(' \n')), more],
    [['EMPTY_ANSWER', 2]],
    ['system', 'user', 'user'],
  ],
  [
    'half a character, anywhere',
    [
      { role: 'user', text: 'a\ud83d' },
      answer(text('b\ude00'), { ...call('a'), input: { 'k\ud800': ['\udc00', 1, null] } } as AssistantPart),
      resultOf('a', 'c\ud83d'),
    ],
    [
      ['BROKEN_TEXT', 0],
      ['BROKEN_TEXT', 1],
      ['BROKEN_TEXT', 2],
    ],
    ['user', 'b\ufffd(a)', 'c\ufffd'],
  ],
  [
    'an answer of reasoning only',
    [more, answer({ type: 'reasoning', text: 'Hm.' }), more],
    [['EMPTY_ANSWER', 1]],
    ['user', 'user'],
  ],
];

describe('a sound history', () => {
  it('has no faults, with results in any order and ids that come again', () => {
    expect(checkHistory(SOUND)).toEqual([]);
    expect(repairHistory(SOUND, SAME)).toBeNull();
    expect(repairHistory([], SAME)).toBeNull();
  });
});

describe.each(CASES)('%s', (_name, history, faults, repaired) => {
  it('is found where it is', () => {
    expect(checkHistory(history).map(({ kind, index }) => [kind, index])).toEqual(faults);
  });

  it('is repaired, once and for all', () => {
    const before = structuredClone(history);
    const repair = repairHistory(history, SAME);
    expect(outline(repair?.messages ?? [])).toEqual(repaired);
    expect(repair?.description).toMatch(/^[A-Z\d].*\.$/);
    expect(checkHistory(repair?.messages ?? [])).toEqual([]);
    expect(() => toPrompt(repair?.messages ?? [], 'anthropic')).not.toThrow();
    expect(history).toEqual(before);
    expect(repairHistory(history, SAME)).toEqual(repair);
  });

  it('is repaired in the same way when the history has grown', () => {
    const grown = [...history, more, answer(text('Later.'))];
    const alone = repairHistory([...history, more], SAME)?.messages ?? [];
    expect(repairHistory(grown, SAME)?.messages.slice(0, -1)).toEqual(alone);
  });
});

it('a result that was made up says that the call may have had an effect', () => {
  const repair = repairHistory([answer(call('a'))], SAME);
  expect(repair?.messages[1]).toMatchObject({
    role: 'tool',
    toolCallId: 'a',
    toolName: 'read_file',
    isError: true,
    interrupted: true,
    startedAt: null,
    finishedAt: NOW.toISOString(),
  });
});

it('says how often', () => {
  const repair = repairHistory([answer(call('a'), call('b')), resultOf('x', 'X')], SAME);
  expect(repair?.description).toBe(
    '2 tool calls without a result were answered as interrupted; a result without its tool call was left out.',
  );
});

it('leaves every history that it repairs without a fault', () => {
  const kinds: Message[] = [
    answer(call('0')),
    answer(call('0'), call('1')),
    answer(text('t')),
    answer(text('')),
    resultOf('0', 'zero'),
    resultOf('1', 'one'),
    more,
  ];
  const total = kinds.length ** 5;
  for (let number = 0; number < total; number += 3) {
    const history: Message[] = [];
    for (let rest = number, at = 0; at < 5; at++, rest = Math.floor(rest / kinds.length)) {
      history.push(kinds[rest % kinds.length] ?? more);
    }
    const sendable = repairHistory(history, SAME)?.messages ?? history;
    expect(checkHistory(sendable)).toEqual([]);
    toPrompt(sendable, 'openai');
  }
});

describe('another provider', () => {
  const thought = (model: string): Message =>
    answerOf(model, { type: 'reasoning', text: 'Hm.' }, text('So.'));

  it('is not given the reasoning of the earlier one, which is said once', () => {
    const history = [more, thought('deepseek/a'), more, thought('deepseek/b'), more];
    expect(repairHistory(history, { model: 'deepseek/c' })).toBeNull();
    const repair = repairHistory(history, { model: 'anthropic/d' });
    expect(repair).toEqual({
      messages: history,
      description: 'The reasoning of 2 answers of deepseek was left out, which no other provider takes.',
    });
    expect(JSON.stringify(toPrompt(repair?.messages ?? [], 'anthropic'))).not.toContain('Hm.');
    expect(repairHistory([...history, thought('anthropic/d'), more], { model: 'anthropic/d' })).toBeNull();
  });

  it('is told beside what else was repaired', () => {
    const history = [thought('openai/a'), resultOf('x', 'X'), more];
    expect(repairHistory(history, { model: 'deepseek/b' })?.description).toBe(
      'A result without its tool call was left out; the reasoning of one answer of openai was left out, which no other provider takes.',
    );
  });

  it('changes nothing where there was no reasoning', () => {
    expect(repairHistory([more, answerOf('openai/a', text('So.')), more], SAME)).toBeNull();
  });
});

it('keeps whole characters, and `__proto__` as plain data', () => {
  const input = JSON.parse('{"__proto__": {"a": "\\ud83d"}, "b": "👍"}');
  const history = [answer({ type: 'tool-call', toolCallId: 'a', toolName: 't', input }), resultOf('a', '👍')];
  const [repaired, result] = repairHistory(history, SAME)?.messages ?? [];
  const parts = repaired?.role === 'assistant' ? repaired.parts : [];
  expect(JSON.stringify(parts)).toContain('{"__proto__":{"a":"\ufffd"},"b":"👍"}');
  expect(result).toBe(history[1]);
});
