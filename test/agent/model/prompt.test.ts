import { describe, expect, it } from 'vitest';
import { toPrompt, UnsendableHistoryError } from '../../../src/agent/model/prompt.ts';
import type { AssistantPart, Message } from '../../../src/store/messages.ts';
import { answerOf, OPENING, resultOf } from '../../support/models.ts';

const call = (toolCallId: string, more: Partial<AssistantPart> = {}): AssistantPart =>
  ({
    type: 'tool-call',
    toolCallId,
    toolName: 'read_file',
    input: { path: toolCallId },
    ...more,
  }) as AssistantPart;
const text = (words: string): AssistantPart => ({ type: 'text', text: words });

describe('toPrompt', () => {
  it('puts system and user messages into their form', () => {
    expect(toPrompt(OPENING, 'deepseek')).toEqual([
      { role: 'system', content: 'You are an agent.' },
      { role: 'user', content: [{ type: 'text', text: 'What is in a.txt?' }] },
    ]);
  });

  it('puts the results into one message, in the order of the calls, whatever order they ended in', () => {
    const history: Message[] = [
      answerOf('deepseek/m', text('Look.'), call('a'), call('b'), call('c')),
      resultOf('c', 'C'),
      resultOf('a', 'A', { isError: true }),
      resultOf('b', 'B'),
      answerOf('deepseek/m', text('Done.')),
    ];
    expect(toPrompt(history, 'deepseek').slice(1)).toEqual([
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'a',
            toolName: 'read_file',
            output: { type: 'error-text', value: 'A' },
          },
          {
            type: 'tool-result',
            toolCallId: 'b',
            toolName: 'read_file',
            output: { type: 'text', value: 'B' },
          },
          {
            type: 'tool-result',
            toolCallId: 'c',
            toolName: 'read_file',
            output: { type: 'text', value: 'C' },
          },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
    ]);
  });

  it('keeps ids that are the same in every turn apart by their place', () => {
    const history: Message[] = [
      answerOf('deepseek/m', call('0')),
      resultOf('0', 'first'),
      answerOf('deepseek/m', call('0')),
      resultOf('0', 'second'),
    ];
    const results = toPrompt(history, 'deepseek').filter(({ role }) => role === 'tool');
    expect(results).toMatchObject([
      { content: [{ toolCallId: '0', output: { value: 'first' } }] },
      { content: [{ toolCallId: '0', output: { value: 'second' } }] },
    ]);
  });

  it.each(['anthropic', 'openai'])(
    'makes ids unique and plain for %s, the call and its result alike',
    (provider) => {
      const history: Message[] = [
        answerOf('openai-compatible/m', call('0'), call('functions.read:1')),
        resultOf('functions.read:1', 'one'),
        resultOf('0', 'zero'),
        answerOf('openai-compatible/m', call('0'), call('x'.repeat(65)), call('call_3')),
        resultOf('0', 'again'),
        resultOf('x'.repeat(65), 'long'),
        resultOf('call_3', 'three'),
      ];
      const prompt = toPrompt(history, provider);
      const ids = prompt.flatMap(({ content }) =>
        typeof content === 'string'
          ? []
          : content.flatMap((part) => ('toolCallId' in part ? [part.toolCallId] : [])),
      );
      const [a, b, resultA, resultB, c, d, e, ...rest] = ids;
      expect([resultA, resultB, ...rest]).toEqual([a, b, c, d, e]);
      expect(new Set([a, b, c, d, e]).size).toBe(5);
      expect(a).toBe('0');
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(prompt).toEqual(toPrompt(history, provider));
      expect(toPrompt(history, 'openai-compatible')[0]).toMatchObject({
        content: [{}, { toolCallId: 'functions.read:1' }],
      });
    },
  );

  it('leaves out text of white space only', () => {
    const [answer] = toPrompt(
      [answerOf('deepseek/m', text('\n\n'), call('a')), resultOf('a', 'A')],
      'deepseek',
    );
    expect(answer?.content).toMatchObject([{ type: 'tool-call' }]);
  });

  it('gives reasoning and opaque data back to their own provider, of whichever model, and to no other', () => {
    const signed = { providerOptions: { anthropic: { signature: 's' } } };
    const history: Message[] = [
      answerOf('anthropic/one', { type: 'reasoning', text: 'Hm.', ...signed }, { ...call('a'), ...signed }),
      resultOf('a', 'A'),
    ];
    const own = toPrompt(history, 'anthropic')[0]?.content;
    expect(own).toMatchObject([
      { type: 'reasoning', text: 'Hm.', ...signed },
      { type: 'tool-call', ...signed },
    ]);
    const other = toPrompt(history, 'deepseek')[0]?.content;
    expect(other).toHaveLength(1);
    expect(JSON.stringify(other)).not.toContain('signature');
  });

  it('sends OpenAI no reasoning that came without its encrypted content', () => {
    const reasoning = (itemId: string, reasoningEncryptedContent: string | null): AssistantPart => ({
      type: 'reasoning',
      text: itemId,
      providerOptions: { openai: { itemId, reasoningEncryptedContent } },
    });
    const history: Message[] = [
      answerOf(
        'openai/m',
        reasoning('rs_1', null),
        reasoning('rs_2', null),
        reasoning('rs_2', 'sealed'),
        text('Yes.'),
      ),
    ];
    expect(toPrompt(history, 'openai')[0]?.content).toMatchObject([
      { text: 'rs_2' },
      { text: 'rs_2' },
      { text: 'Yes.' },
    ]);
  });

  it.each<[string, Message[]]>([
    ['a call without a result', [answerOf('m/m', call('a'))]],
    ['one result too few', [answerOf('m/m', call('a'), call('b')), resultOf('a', 'A')]],
    ['one too many', [answerOf('m/m', call('a')), resultOf('a', 'A'), resultOf('b', 'B')]],
    ['two for one call', [answerOf('m/m', call('a')), resultOf('a', 'A'), resultOf('a', 'A')]],
    ['another for the call', [answerOf('m/m', call('a')), resultOf('b', 'B')]],
    ['a result behind no call', [...OPENING, resultOf('a', 'A')]],
    ['a result too late', [answerOf('m/m', call('a')), ...OPENING, resultOf('a', 'A')]],
    ['an empty answer', [answerOf('m/m', text(' '))]],
  ])('does not send %s', (_name, history) => {
    expect(() => toPrompt(history, 'deepseek')).toThrow(UnsendableHistoryError);
  });
});
