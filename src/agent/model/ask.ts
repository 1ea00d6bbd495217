import type {
  LanguageModelV4,
  LanguageModelV4FinishReason,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { AssistantMessage } from '../../store/messages.ts';
import { AnswerCollector, usageOf } from './answer.ts';
import { type Continuation, joined, prefill, quotation } from './continuation.ts';
import { type Service, streamFailure, toModelCallError } from './failures.ts';
import { type ModelAnswer, ModelCallError, type ModelRequest, type ToolDefinition } from './model.ts';
import { toPrompt, UnsendableHistoryError } from './prompt.ts';
import { exhaustedForMs } from './rate-limits.ts';

/** A model of the AI SDK, with what has to be known about its provider. */
export interface Connection {
  /** `provider/model`. */
  id: string;
  service: Service;
  model: LanguageModelV4;
  providerOptions?: SharedV4ProviderOptions;
  /**
   * What stands for the finish reason where the provider's protocol has none for an ordinary end (OpenAI's responses:
   * the status of the response). Unset: the provider always names one.
   */
  ordinaryEnd?: string;
  /** Where the provider goes on from an unfinished message of the model's own: the options that say so. */
  prefill?: SharedV4ProviderOptions;
}

/** One call through the provider interface: no retries, no steps. See `Model.ask`. */
export async function askOnce(connection: Connection, request: ModelRequest): Promise<ModelAnswer> {
  const { begun } = request;
  if (begun === undefined) return call(connection, request, null);
  const prefilled = connection.prefill === undefined ? null : prefill(begun, connection.prefill);
  if (prefilled !== null) {
    try {
      return await call(connection, request, prefilled);
    } catch (error) {
      // Which models take it changes with every generation; one that does not can still be asked.
      if (!(error instanceof ModelCallError) || error.code !== 'BAD_REQUEST') throw error;
    }
  }
  return call(connection, request, quotation(begun));
}

async function call(
  connection: Connection,
  request: ModelRequest,
  continuation: Continuation | null,
): Promise<ModelAnswer> {
  const { model, service, providerOptions } = connection;
  const { signal } = request;
  const prompt = promptOf(request, service);
  if (continuation !== null) prompt.push(continuation.message);
  const collector = new AnswerCollector(request);
  try {
    const { stream, response } = await model.doStream({
      prompt,
      tools: request.tools.map(functionTool),
      abortSignal: signal,
      ...(providerOptions && { providerOptions }),
    });
    const exhaustedMs = exhaustedForMs(response?.headers);
    if (exhaustedMs !== null) request.onExhausted?.(exhaustedMs);
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      collector.take(part);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // After the provider's finish nothing is missing, whatever became of the connection.
    if (collector.finish === null) throw toModelCallError(error, service, collector.spoke);
  }
  if (collector.finish === null) throw streamFailure('NO_FINISH', service, collector.spoke);

  const { reason, usage } = collector.finish;
  const message: AssistantMessage = {
    role: 'assistant',
    parts: continuation === null ? collector.parts : joined(continuation.begun, collector.parts),
    model: connection.id,
    finishReason: finishWord(reason, connection, collector.spoke),
    ...(reason.unified === 'length' && { cut: true }),
  };
  return { message, usage: usageOf(usage) };
}

function promptOf(request: ModelRequest, service: Service): LanguageModelV4Prompt {
  try {
    return toPrompt(request.messages, service.provider);
  } catch (error) {
    if (!(error instanceof UnsendableHistoryError)) throw error;
    throw new ModelCallError('BAD_REQUEST', `The history cannot be sent to a model: ${error.message}`, {
      provider: service.provider,
    });
  }
}

/** The provider's own word for why it stopped; an answer without one is not an answer. */
function finishWord(
  { unified, raw }: LanguageModelV4FinishReason,
  { service, ordinaryEnd }: Connection,
  spoke: boolean,
): string {
  switch (unified) {
    case 'stop':
    case 'length':
    case 'content-filter':
    case 'tool-calls': {
      const word = raw ?? ordinaryEnd;
      if (word !== undefined) return word;
      throw streamFailure('NO_FINISH', service, spoke);
    }
    case 'error':
      throw streamFailure(raw === undefined ? 'NO_FINISH' : 'GAVE_UP', service, spoke);
    case 'other':
    case 'interrupted':
      throw streamFailure(raw === undefined ? 'NO_FINISH' : 'UNKNOWN_FINISH', service, spoke);
  }
}

function functionTool(tool: ToolDefinition): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name: tool.name,
    description: tool.description,
    inputSchema: tool.parameters,
  };
}
