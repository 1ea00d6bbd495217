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

/** Puts an answer together from the parts of its stream. */
export class AnswerCollector {
  readonly #hearing: Hearing;
  readonly #parts: AssistantPart[] = [];
  /** Blocks that may still grow, by kind and stream id. Providers use an id again once its block has ended. */
  readonly #blocks = new Map<string, TextPart | ReasoningPart>();
  readonly #callIds = new Set<string>();
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

  /** Error parts are the caller's business. */
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
    const block: TextPart | ReasoningPart = { type: kind, text: '', ...optionsOf(metadata) };
    this.#parts.push(block);
    this.#blocks.set(`${kind} ${id}`, block);
    return block;
  }

  #grow(
    kind: 'text' | 'reasoning',
    part: { id: string; delta: string; providerMetadata?: SharedV4ProviderMetadata },
  ): void {
    const block = this.#blocks.get(`${kind} ${part.id}`) ?? this.#begin(kind, part.id);
    block.text += part.delta;
    // The latest counts: Anthropic sends its signature, OpenAI the encrypted reasoning, with the end of the block.
    Object.assign(block, optionsOf(part.providerMetadata));
    if (part.delta !== '') {
      this.#hearing.onDelta?.({ kind: kind === 'text' ? 'TEXT' : 'REASONING', text: part.delta });
    }
  }

  #call(part: Extract<LanguageModelV4StreamPart, { type: 'tool-call' }>): void {
    const call: ToolCallPart = {
      type: 'tool-call',
      toolCallId: this.#uniqueCallId(part.toolCallId),
      toolName: part.toolName,
      ...parseToolArguments(part.input),
      ...optionsOf(part.providerMetadata),
    };
    this.#parts.push(call);
  }

  /** An id that cannot be kept is replaced, not cut: call and result only have to name the same. */
  #uniqueCallId(given: string): string {
    const base = given.trim() === '' || given.length > MAX_GIVEN_ID_LENGTH ? 'call' : given;
    let id = base;
    for (let number = 2; this.#callIds.has(id); number++) id = `${base}-${number}`;
    this.#callIds.add(id);
    return id;
  }
}

function optionsOf(metadata: SharedV4ProviderMetadata | undefined): { providerOptions?: ProviderOptions } {
  return metadata === undefined ? {} : { providerOptions: normalised(metadata) as ProviderOptions };
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
