import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { decideToolCallInput } from '../../../resolvers/inputs.ts';
import {
  AnswerCollector,
  AnswerTooLargeError,
  MAX_ANSWER_CHARS,
  usageOf,
} from '../../../src/agent/model/answer.ts';
import type { ModelDelta } from '../../../src/agent/model/model.ts';
import { parseToolArguments } from '../../../src/agent/model/tool-arguments.ts';

function collect(...parts: LanguageModelV4StreamPart[]) {
  const heard: ModelDelta[] = [];
  const collector = new AnswerCollector({ onDelta: (delta) => heard.push(delta) });
  for (const part of parts) collector.take(part);
  return { parts: collector.parts, heard };
}

const call = (toolCallId: string, input = '{}'): LanguageModelV4StreamPart => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'read_file',
  input,
});

describe('AnswerCollector', () => {
  it('keeps blocks in the order in which they began, also when their ids come again', () => {
    const { parts } = collect(
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'one' },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'two' },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'three' },
      { type: 'text-delta', id: '0', delta: '!' },
    );
    expect(parts.map((part) => 'text' in part && part.text)).toEqual(['one', 'two!', 'three']);
  });

  it('keeps the latest opaque data of a block, and a block that is nothing but that', () => {
    const { parts, heard } = collect(
      {
        type: 'reasoning-start',
        id: 'r',
        providerMetadata: { openai: { itemId: 'rs', reasoningEncryptedContent: null } },
      },
      {
        type: 'reasoning-end',
        id: 'r',
        providerMetadata: { openai: { itemId: 'rs', reasoningEncryptedContent: 'x' } },
      },
      { type: 'text-start', id: 't' },
      { type: 'text-end', id: 't' },
    );
    expect(parts).toEqual([
      {
        type: 'reasoning',
        text: '',
        providerOptions: { openai: { itemId: 'rs', reasoningEncryptedContent: 'x' } },
      },
    ]);
    expect(heard).toEqual([]);
  });

  it('makes ids of calls unique within the answer', () => {
    const { parts } = collect(call('0'), call('0'), call(''), call(' '), call('0-2'));
    const ids = parts.map((part) => part.type === 'tool-call' && part.toolCallId);
    expect(ids).toEqual(['0', '0-2', 'call', 'call-2', '0-2-2']);
  });

  it('gives a call whose id is too long to be decided about one of its own', () => {
    const long = 'x'.repeat(1000);
    const { parts } = collect(call(long), call(long), call(`${long}x`), call('y'.repeat(2000)));
    const ids = parts.map((part) => part.type === 'tool-call' && part.toolCallId);
    expect(ids).toEqual([long, `${long}-2`, 'call', 'call-2']);
    for (const toolCallId of ids) {
      expect(decideToolCallInput.safeParse({ jobId: 'j', toolCallId, decision: 'RUN' }).success).toBe(true);
    }
  });

  it('joins what was cut inside a character, and keeps a half that stays alone', () => {
    const [high, low] = ['😀'.charAt(0), '😀'.charAt(1)];
    const { parts } = collect(
      { type: 'text-delta', id: 't', delta: `a${high}` },
      { type: 'text-delta', id: 't', delta: `${low}b${high}` },
      call('0', '{"s":"\\ud83d"}'),
    );
    expect(parts).toMatchObject([{ text: `a😀b${high}` }, { input: { s: high } }]);
    expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
  });

  describe('holds so much and no more', () => {
    const half = 'x'.repeat(MAX_ANSWER_CHARS / 2);
    const text = (delta: string): LanguageModelV4StreamPart => ({ type: 'text-delta', id: 't', delta });
    const thought = (delta: string): LanguageModelV4StreamPart => ({
      type: 'reasoning-delta',
      id: 'r',
      delta,
    });
    const piece = (delta: string): LanguageModelV4StreamPart => ({
      type: 'tool-input-delta',
      id: 'c',
      delta,
    });
    const opaque: LanguageModelV4StreamPart = {
      ...{ type: 'reasoning-end', id: 'r' },
      providerMetadata: { test: { signature: half } },
    };

    it.each<[string, ...LanguageModelV4StreamPart[]]>([
      ['text', text(half), text(half)],
      ['reasoning', thought(half), thought(half)],
      ['arguments that come in pieces', piece(half), piece(half), piece('x')],
      ['arguments that come at once', call('a', half), call('b', half)],
      ['all of it together', text(half), thought(half)],
      ["the provider's own data", text(half), opaque],
    ])('of %s', (_, ...parts) => {
      const last = parts.pop();
      const heard: number[] = [];
      const collector = new AnswerCollector({ onDelta: (delta) => heard.push(delta.text.length) });
      for (const part of parts) collector.take(part);
      const told = heard.length;
      expect(() => last && collector.take(last)).toThrow(AnswerTooLargeError);
      expect(heard.length).toBe(told);
    });

    it('of parts without number', () => {
      const collector = new AnswerCollector();
      const many = () => {
        for (let n = 0; n < MAX_ANSWER_CHARS / 100; n++) collector.take({ type: 'text-start', id: '0' });
      };
      expect(many).toThrow(AnswerTooLargeError);
    });

    it('and counts nothing twice', () => {
      const quarter = half.slice(half.length / 2);
      const input = `{"s":"${half}${quarter}"}`;
      const { parts } = collect(piece(input.slice(0, 9)), piece(input.slice(9)), call('c', input));
      expect(parts).toMatchObject([{ input: { s: half + quarter } }]);
      expect(collect(thought('x'), opaque, opaque, opaque).parts).toHaveLength(1);
    });
  });

  it('counts only what is a number of tokens', () => {
    const none = { inputTokens: { total: undefined, noCache: 1, cacheRead: Number.NaN, cacheWrite: 0 } };
    const odd = { outputTokens: { total: 5, text: 1, reasoning: -3 } };
    expect(usageOf({ ...none, ...odd })).toEqual({
      input: 0,
      output: 5,
      reasoning: 0,
      cached: 0,
      total: 5,
      calls: 1,
    });
  });
});

describe('parseToolArguments', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each(['', ' ', '{}'])('reads %j as no arguments', (given) => {
    expect(parseToolArguments(given)).toEqual({ input: {} });
  });

  it.each([
    '{"a":',
    '{a:1}',
    'null',
    '[1]',
    '"text"',
    '7',
    nested(65),
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ])('does not take %.20s', (given) => {
    const { input, invalid } = parseToolArguments(given);
    expect(input).toEqual({});
    expect(invalid).toMatch(/^The arguments .*\.$/);
  });

  it('takes 64 levels', () => {
    expect(parseToolArguments(nested(64)).invalid).toBeUndefined();
  });

  it('gives what JSON can hold, and nothing that is lost when it is stored', () => {
    const { input } = parseToolArguments('{"__proto__":{"x":1},"minus":-0,"huge":1e999,"twice":1,"twice":2}');
    expect(JSON.stringify(input)).toBe('{"__proto__":{"x":1},"minus":0,"huge":null,"twice":2}');
    expect(Object.is(input.minus, 0)).toBe(true);
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
  });
});
