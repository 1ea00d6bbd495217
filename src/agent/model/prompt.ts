import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import {
  type AssistantMessage,
  type AssistantPart,
  type Message,
  type ToolMessage,
  toolCallsOf,
} from '../../store/messages.ts';
import { providerOf } from './model-id.ts';

/** The history cannot be sent as it is: a fault of the caller, who has not repaired it (see `repair.ts`). */
export class UnsendableHistoryError extends Error {
  constructor(index: number, why: string) {
    super(`Message ${index} of the history ${why}.`);
    this.name = 'UnsendableHistoryError';
  }
}

/**
 * Our history in the form of the provider interface: behind each answer with calls one `tool` message, with exactly
 * one result per call in the order of the calls.
 *
 * Reasoning and the opaque data of a provider go back to the provider that they came from and to no other: signatures
 * and encrypted reasoning are refused elsewhere. (A DeepSeek V4 model wants `reasoning_content` on every answer; the
 * SDK sends an empty one where there is none.)
 *
 * @param provider the one that it is for: `deepseek`, `openai` …
 * @throws UnsendableHistoryError
 */
export function toPrompt(messages: readonly Message[], provider: string): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [];
  const ids = NEEDS_UNIQUE_IDS.has(provider) ? new UniqueIds() : null;
  /** Messages before this one are in the prompt. */
  let next = 0;
  for (const [index, message] of messages.entries()) {
    if (index < next) continue;
    next = index + 1;
    switch (message.role) {
      case 'system':
        prompt.push({ role: 'system', content: message.text });
        break;
      case 'user':
        prompt.push({ role: 'user', content: [{ type: 'text', text: message.text }] });
        break;
      case 'tool':
        throw new UnsendableHistoryError(index, 'is a tool result that stands behind no tool call');
      case 'assistant': {
        const results = resultsBehind(messages, index);
        prompt.push(...turnOf(message, results, index, provider, ids));
        next += results.length;
        break;
      }
    }
  }
  return prompt;
}

function resultsBehind(messages: readonly Message[], index: number): ToolMessage[] {
  const results: ToolMessage[] = [];
  for (let i = index + 1; i < messages.length; i++) {
    const message = messages[i];
    if (message?.role !== 'tool') break;
    results.push(message);
  }
  return results;
}

function turnOf(
  message: AssistantMessage,
  results: readonly ToolMessage[],
  index: number,
  provider: string,
  ids: UniqueIds | null,
): LanguageModelV4Message[] {
  const calls = toolCallsOf(message);
  const byId = new Map(results.map((result) => [result.toolCallId, result]));
  if (calls.length !== results.length) {
    throw new UnsendableHistoryError(
      index,
      `has ${calls.length} tool calls and ${results.length} results behind it`,
    );
  }
  const idOf = new Map(calls.map(({ toolCallId }) => [toolCallId, ids?.of(toolCallId) ?? toolCallId]));
  const content = contentOf(message, provider, idOf);
  if (content.length === 0) throw new UnsendableHistoryError(index, 'is an empty answer');
  const answer: LanguageModelV4Message = { role: 'assistant', content };
  if (calls.length === 0) return [answer];

  return [
    answer,
    {
      role: 'tool',
      content: calls.map(({ toolCallId, toolName }) => {
        const result = byId.get(toolCallId);
        if (result === undefined) {
          throw new UnsendableHistoryError(index, `has a call without a result: ${toolCallId}`);
        }
        return {
          type: 'tool-result',
          toolCallId: idOf.get(toolCallId) ?? toolCallId,
          toolName,
          output: { type: result.isError ? 'error-text' : 'text', value: result.output },
        };
      }),
    },
  ];
}

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

function contentOf(
  message: AssistantMessage,
  provider: string,
  idOf: ReadonlyMap<string, string>,
): AssistantContent {
  const own = providerOf(message.model) === provider;
  const sealed = provider === 'openai' ? sealedReasoning(message.parts) : null;
  const content: AssistantContent = [];
  for (const part of message.parts) {
    const options = own && part.providerOptions ? { providerOptions: part.providerOptions } : {};
    switch (part.type) {
      case 'text':
        // Anthropic refuses text that is only white space; nobody misses it.
        if (part.text.trim() !== '') content.push({ type: 'text', text: part.text, ...options });
        break;
      case 'reasoning':
        if (own && (sealed === null || sealed.has(itemIdOf(part)))) {
          content.push({ type: 'reasoning', text: part.text, ...options });
        }
        break;
      case 'tool-call':
        content.push({
          type: 'tool-call',
          toolCallId: idOf.get(part.toolCallId) ?? part.toolCallId,
          toolName: part.toolName,
          input: part.input,
          ...options,
        });
        break;
    }
  }
  return content;
}

/**
 * Ids of the reasoning items that came with their encrypted content. Without it, and with nothing stored at OpenAI, an
 * item is only a reference to something that does not exist, and the request is refused.
 */
function sealedReasoning(parts: readonly AssistantPart[]): Set<unknown> {
  const sealed = new Set<unknown>();
  for (const part of parts) {
    const content = part.providerOptions?.openai?.reasoningEncryptedContent;
    if (part.type === 'reasoning' && typeof content === 'string') sealed.add(itemIdOf(part));
  }
  return sealed;
}

function itemIdOf(part: AssistantPart): unknown {
  return part.providerOptions?.openai?.itemId;
}

/** These refuse an id that comes twice in a request, or that has other characters than their own ids have. */
const NEEDS_UNIQUE_IDS: ReadonlySet<string> = new Set(['anthropic', 'openai']);

class UniqueIds {
  readonly #given = new Set<string>();

  /** The id to send for the next call: its own where that can be. The same history gives the same ids. */
  of(toolCallId: string): string {
    let id = toolCallId;
    let number = this.#given.size;
    while (!/^[A-Za-z0-9_-]{1,64}$/.test(id) || this.#given.has(id)) id = `call_${number++}`;
    this.#given.add(id);
    return id;
  }
}
