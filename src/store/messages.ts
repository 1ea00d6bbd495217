/**
 * What a history is made of. A history is append-only and kept in the order in which things were committed; whoever
 * sends it to a model puts the tool results into the order of the calls (see `agent/model/prompt.ts`).
 *
 * Everything here is plain JSON. Values that came from outside are normalised when they are captured (one trip through
 * JSON), so that a run that was resumed holds the very same values as one that was never disturbed.
 */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Opaque data that a provider wants back with the part it came with (signatures of thinking blocks, item ids). */
export type ProviderOptions = { [provider: string]: { [key: string]: JsonValue } };

export interface SystemMessage {
  role: 'system';
  text: string;
}

export interface UserMessage {
  role: 'user';
  text: string;
}

export interface TextPart {
  type: 'text';
  text: string;
  providerOptions?: ProviderOptions;
}

export interface ReasoningPart {
  type: 'reasoning';
  text: string;
  providerOptions?: ProviderOptions;
}

/** Of the id of a tool call, in UTF-16 units: a person who decides about the call has to name it. */
export const MAX_TOOL_CALL_ID_LENGTH = 1024;

export interface ToolCallPart {
  type: 'tool-call';
  /** Unique within its answer; some providers count from zero again in every turn. */
  toolCallId: string;
  toolName: string;
  /** The arguments, parsed; `{}` when they could not be parsed (then `invalid` says why). */
  input: JsonValue;
  /** Why the call cannot be run as it stands: broken JSON. Unset for a usable call. */
  invalid?: string;
  providerOptions?: ProviderOptions;
}

export type AssistantPart = TextPart | ReasoningPart | ToolCallPart;

export interface AssistantMessage {
  role: 'assistant';
  /** In the order in which the model produced them. */
  parts: AssistantPart[];
  /** `provider/model` that answered. */
  model: string;
  /** The provider's own word for why it stopped: `stop`, `tool_calls`, `end_turn`, `length` … */
  finishReason: string;
  /** The provider stopped it at its output limit; what is there is whole, but there was more to say. */
  cut?: true;
}

export interface ToolMessage {
  role: 'tool';
  toolCallId: string;
  toolName: string;
  output: string;
  isError: boolean;
  /** The call was cut off and this result only says so; it may have had an effect. */
  interrupted?: true;
  /** The model's mistake: the call could not be run as it was written (no such tool, arguments that do not fit). */
  invalid?: true;
  /** ISO 8601. Null when the call never started (unknown tool, bad arguments, skipped, rejected). */
  startedAt: string | null;
  finishedAt: string;
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

export function toolCallsOf(message: AssistantMessage): ToolCallPart[] {
  return message.parts.filter((part) => part.type === 'tool-call');
}

/** The text that the message shows to a person; for an assistant its text parts, without reasoning. */
export function textOf(message: Message): string {
  switch (message.role) {
    case 'system':
    case 'user':
      return message.text;
    case 'assistant':
      return message.parts
        .filter((part) => part.type === 'text')
        .map((part) => part.text)
        .join('');
    case 'tool':
      return message.output;
  }
}

/** The reasoning (thinking) of an answer, or null when it had none. */
export function reasoningOf(message: AssistantMessage): string | null {
  const parts = message.parts.filter((part) => part.type === 'reasoning');
  return parts.length === 0 ? null : parts.map((part) => part.text).join('');
}

export function latestAssistant(messages: readonly Message[]): AssistantMessage | null {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message?.role === 'assistant') return message;
  }
  return null;
}

/** The calls of the latest answer that have no result yet, in the model's order. */
export function unansweredToolCalls(messages: readonly Message[]): ToolCallPart[] {
  const answered = new Set<string>();
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (message?.role === 'tool') answered.add(message.toolCallId);
    if (message?.role === 'assistant') {
      return toolCallsOf(message).filter((call) => !answered.has(call.toolCallId));
    }
  }
  return [];
}
