import type { LanguageModelV4Message, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { AssistantPart } from '../../store/messages.ts';
import type { AnswerBegun } from './model.ts';

/** What is put behind the history so that a model goes on with an answer, and the beginning that it then goes on from. */
export interface Continuation {
  message: LanguageModelV4Message;
  begun: AnswerBegun;
}

/**
 * The beginning as a message of the model's own that is not finished, where a provider takes that: the model goes on at
 * the very next character. Null when it had said no text yet. White space at the end is refused, so it is left out.
 */
export function prefill(begun: AnswerBegun, providerOptions: SharedV4ProviderOptions): Continuation | null {
  const text = begun.text.trimEnd();
  if (text === '') return null;
  const content: Extract<LanguageModelV4Message, { role: 'assistant' }>['content'] = [];
  // Elsewhere than at DeepSeek, thought is refused that does not bear the provider's signature.
  if (providerOptions.deepseek !== undefined && begun.reasoning !== null) {
    content.push({ type: 'reasoning', text: begun.reasoning });
  }
  content.push({ type: 'text', text });
  return { message: { role: 'assistant', content, providerOptions }, begun: { ...begun, text } };
}

/** The beginning as a quotation, which every model can go on from. */
export function quotation(begun: AnswerBegun): Continuation {
  const quoted = [
    ...(begun.reasoning === null ? [] : [`<thought>\n${begun.reasoning}\n</thought>`]),
    ...(begun.text === '' ? [] : [`<said>\n${begun.text}\n</said>`]),
  ];
  const text = `${ASK_TO_GO_ON}\n\n${quoted.join('\n')}`;
  return { message: { role: 'user', content: [{ type: 'text', text }] }, begun };
}

const ASK_TO_GO_ON =
  'Your answer was cut off by a fault of the connection. What you had thought and said of it is quoted below. Go on exactly where it stops: say only what follows, repeat nothing, and do not mention the interruption. Calls of tools that you had begun to write were lost; make them again.';

/** The whole answer. */
export function joined(begun: AnswerBegun, rest: readonly AssistantPart[]): AssistantPart[] {
  const thought: AssistantPart[] =
    begun.reasoning === null ? [] : [{ type: 'reasoning', text: begun.reasoning }];
  if (begun.text === '') return [...thought, ...rest];
  const first = rest.findIndex(({ type }) => type === 'text');
  if (first === -1) return [...thought, { type: 'text', text: begun.text }, ...rest];
  return [
    ...thought,
    ...rest.map((part, index) =>
      index === first && part.type === 'text' ? { ...part, text: begun.text + part.text } : part,
    ),
  ];
}
