import type {
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import {
  type AssistantPart,
  MAX_TOOL_CALL_ID_LENGTH,
  type ProviderOptions,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
} from '../../store/messages.ts';
import type { TokenUsage } from '../../store/records.ts';
import type { ModelRequest } from './model.ts';
import { normalised, parseToolArguments } from './tool-arguments.ts';

/** Leaves room for the number that makes an id unique. */
const MAX_GIVEN_ID_LENGTH = MAX_TOOL_CALL_ID_LENGTH - 24;

type Hearing = Pick<ModelRequest, 'onDelta' | 'onUsage'>;

/**
 * What one answer may hold: text, reasoning, arguments and all that is kept beside them, in characters. No model's
 * output limit comes near it; what goes on for longer would in the end fit into no version and no page of jobs.
 */
export const MAX_ANSWER_CHARS = 8 * 1024 * 1024;

/** What a part of an answer takes beside its text. */
const PART_CHARS = 100;

/** The stream said more than `MAX_ANSWER_CHARS`. */
export class AnswerTooLargeError extends Error {}

/** Puts an answer together from the parts of its stream. */
export class AnswerCollector {
  readonly #hearing: Hearing;
  readonly #parts: AssistantPart[] = [];
  /** Blocks that may still grow, by kind and stream id. Providers use an id again once its block has ended. */
  readonly #blocks = new Map<string, TextPart | ReasoningPart>();
  /** The ids that are taken, each with the latest number that was put behind it. */
  readonly #callIds = new Map<string, number>();
  /** Characters of arguments that came piece by piece, by the stream's id of their call. */
  readonly #pieces = new Map<string, number>();
  #held = 0;
  #spoke = false;
  #finish: { reason: LanguageModelV4FinishReason; usage: LanguageModelV4Usage } | null = null;

  constructor(hearing: Hearing = {}) {
    this.#hearing = hearing;
  }

  /** Whether anything came that only a provider sends; a web page with status 200 has none of it. */
  get spoke(): boolean {
    return this.#spoke;
  }

  get finish(): { reason: LanguageModelV4FinishReason; usage: LanguageModelV4Usage } | null {
    return this.#finish;
  }

  /** In the order in which they began. */
  get parts(): AssistantPart[] {
    return this.#parts.filter(
      (part) =>
        part.type === 'tool-call' ||
        part.text !== '' ||
        (part.type === 'reasoning' && part.providerOptions !== undefined),
    );
  }

  /**
   * Error parts are the caller's business.
   * @throws AnswerTooLargeError before it holds, or tells of, more than an answer may hold
   */
  take(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'stream-start':
      case 'error':
      case 'raw':
        return;
      case 'finish':
        this.#finish = { reason: part.finishReason, usage: part.usage };
        return;
      case 'text-start':
      case 'reasoning-start':
        this.#begin(part.type === 'text-start' ? 'text' : 'reasoning', part.id, part.providerMetadata);
        break;
      case 'text-delta':
      case 'reasoning-delta':
        this.#grow(part.type === 'text-delta' ? 'text' : 'reasoning', part);
        break;
      case 'text-end':
      case 'reasoning-end':
        this.#grow(part.type === 'text-end' ? 'text' : 'reasoning', { ...part, delta: '' });
        break;
      case 'custom': {
        const usage = usageSoFar(part);
        if (usage !== null) this.#hearing.onUsage?.(usage);
        break;
      }
      case 'tool-input-delta':
        this.#hold(part.delta.length);
        this.#pieces.set(part.id, (this.#pieces.get(part.id) ?? 0) + part.delta.length);
        break;
      case 'tool-call':
        // What a provider runs itself needs no result of ours. We offer no such tools.
        if (!part.providerExecuted) this.#call(part);
        break;
    }
    this.#spoke = true;
  }

  #begin(
    kind: 'text' | 'reasoning',
    id: string,
    metadata?: SharedV4ProviderMetadata,
  ): TextPart | ReasoningPart {
    this.#hold(PART_CHARS);
    const block: TextPart | ReasoningPart = { type: kind, text: '' };
    this.#describe(block, metadata);
    this.#parts.push(block);
    this.#blocks.set(`${kind} ${id}`, block);
    return block;
  }

  #grow(
    kind: 'text' | 'reasoning',
    part: { id: string; delta: string; providerMetadata?: SharedV4ProviderMetadata },
  ): void {
    const block = this.#blocks.get(`${kind} ${part.id}`) ?? this.#begin(kind, part.id);
    this.#hold(part.delta.length);
    block.text += part.delta;
    this.#describe(block, part.providerMetadata);
    if (part.delta !== '') {
      this.#hearing.onDelta?.({ kind: kind === 'text' ? 'TEXT' : 'REASONING', text: part.delta });
    }
  }

  /** The latest counts: Anthropic sends its signature, OpenAI the encrypted reasoning, with the end of the block. */
  #describe(block: TextPart | ReasoningPart, metadata: SharedV4ProviderMetadata | undefined): void {
    if (metadata === undefined) return;
    const { providerOptions } = optionsOf(metadata);
    this.#hold(lengthOf(providerOptions) - lengthOf(block.providerOptions));
    Object.assign(block, { providerOptions });
  }

  #call(part: Extract<LanguageModelV4StreamPart, { type: 'tool-call' }>): void {
    const { toolCallId, toolName, input, providerMetadata } = part;
    const options = optionsOf(providerMetadata);
    const told = this.#pieces.get(toolCallId) ?? 0;
    this.#pieces.delete(toolCallId);
    this.#hold(PART_CHARS + toolCallId.length + toolName.length + lengthOf(options.providerOptions));
    this.#hold(Math.max(0, input.length - told));
    const call: ToolCallPart = {
      type: 'tool-call',
      toolCallId: this.#uniqueCallId(toolCallId),
      toolName,
      ...parseToolArguments(input),
      ...options,
    };
    this.#parts.push(call);
  }

  #hold(chars: number): void {
    this.#held += chars;
    if (this.#held > MAX_ANSWER_CHARS) throw new AnswerTooLargeError();
  }

  /** An id that cannot be kept is replaced, not cut: call and result only have to name the same. */
  #uniqueCallId(given: string): string {
    const base = given.trim() === '' || given.length > MAX_GIVEN_ID_LENGTH ? 'call' : given;
    let id = base;
    let number = this.#callIds.get(base) ?? 1;
    while (this.#callIds.has(id)) id = `${base}-${++number}`;
    this.#callIds.set(base, number).set(id, 1);
    return id;
  }
}

function optionsOf(metadata: SharedV4ProviderMetadata | undefined): { providerOptions?: ProviderOptions } {
  return metadata === undefined ? {} : { providerOptions: normalised(metadata) as ProviderOptions };
}

function lengthOf(options: ProviderOptions | undefined): number {
  return options === undefined ? 0 : JSON.stringify(options).length;
}

/** What the provider did not say counts as nothing. */
export function usageOf(usage: LanguageModelV4Usage): TokenUsage {
  const input = count(usage.inputTokens.total);
  const output = count(usage.outputTokens.total);
  return {
    input,
    output,
    reasoning: count(usage.outputTokens.reasoning),
    cached: count(usage.inputTokens.cacheRead),
    total: input + output,
    calls: 1,
  };
}

/** Anthropic tells with the first event what it has read; the others tell nothing before the end. */
function usageSoFar(part: Extract<LanguageModelV4StreamPart, { type: 'custom' }>): TokenUsage | null {
  if (part.kind !== 'anthropic.message_start') return null;
  const told = new Map<string, unknown>(Object.entries(part.providerMetadata?.anthropic?.usage ?? {}));
  const tokens = (name: string) => count(Number(told.get(name) ?? 0));
  const cached = tokens('cache_read_input_tokens');
  const input = tokens('input_tokens') + tokens('cache_creation_input_tokens') + cached;
  const output = tokens('output_tokens');
  return { input, output, reasoning: 0, cached, total: input + output, calls: 0 };
}

function count(tokens: number | undefined): number {
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens > 0 ? tokens : 0;
}
