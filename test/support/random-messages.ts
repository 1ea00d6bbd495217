import type { JsonValue, Message } from '../../src/store/messages.ts';
import type { Random } from './random.ts';

const CHARACTERS = [
  'a',
  'B',
  ' ',
  '"',
  '\\',
  '\n',
  '\r',
  '\u0000',
  '\u2028',
  'é',
  '日',
  '👍',
  '\ud800',
  '\udc00',
  '{',
  '}',
  '/',
];
const KEYS = ['a', '__proto__', 'constructor', 'toJSON', '', '0', 'ключ', 'a b', '"'];

export function randomText(random: Random, longest = 60): string {
  return Array.from({ length: random.int(longest) }, () => random.pick(CHARACTERS)).join('');
}

export function randomJson(random: Random, depth = 4): JsonValue {
  const kind = random.int(depth > 0 ? 7 : 5);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.int(2 ** 31) - 2 ** 30;
    case 3:
      return random.next() * 10 ** random.int(300);
    case 4:
      return randomText(random);
    case 5:
      return Array.from({ length: random.int(4) }, () => randomJson(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.int(4) }, () => [random.pick(KEYS), randomJson(random, depth - 1)]),
      );
  }
}

export function randomMessage(random: Random): Message {
  switch (random.int(3)) {
    case 0:
      return { role: 'user', text: randomText(random) };
    case 1:
      return {
        role: 'tool',
        toolCallId: randomText(random, 8),
        toolName: 'read_file',
        output: randomText(random, random.chance(0.05) ? 50_000 : 200),
        isError: random.chance(0.3),
        startedAt: random.chance(0.5) ? null : '2026-01-02T03:04:05.678Z',
        finishedAt: '2026-01-02T03:04:05.678Z',
      };
    default:
      return {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: randomText(random) },
          { type: 'tool-call', toolCallId: randomText(random, 8), toolName: 'x', input: randomJson(random) },
        ],
        model: 'scripted/x',
        finishReason: 'stop',
      };
  }
}

export function randomMessages(random: Random, most = 4): Message[] {
  return Array.from({ length: random.int(most) }, () => randomMessage(random));
}
