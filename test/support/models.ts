import type { Model, ModelAnswer, ModelRequest, ToolDefinition } from '../../src/agent/model/model.ts';
import { type ModelSettings, openModel } from '../../src/agent/model/registry.ts';
import {
  type AssistantMessage,
  type Message,
  type ToolMessage,
  toolCallsOf,
} from '../../src/store/messages.ts';

/** Settings under which every provider is found at one address, with a key. */
export function modelSettings(url: string, settings: Partial<ModelSettings> = {}): ModelSettings {
  const access = { apiKey: 'sk-secret-key', baseUrl: url };
  return {
    providers: { deepseek: access, openai: access, anthropic: access, openaiCompatible: access },
    scriptsDir: 'no-such-folder',
    ...settings,
  };
}

/** One model of each provider that is spoken to over HTTP. */
export const REMOTE_MODELS = [
  'deepseek/deepseek-v4-pro',
  'openai/gpt-5',
  'anthropic/claude-sonnet-4-5',
  'openai-compatible/some/model',
] as const;

export const READ_FILE: ToolDefinition = {
  name: 'read_file',
  description: 'Reads a file.',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

export const OPENING: Message[] = [
  { role: 'system', text: 'You are an agent.' },
  { role: 'user', text: 'What is in a.txt?' },
];

export type AskOptions = Partial<Omit<ModelRequest, 'tools'>>;

export function ask(model: Model, options: AskOptions = {}): Promise<ModelAnswer> {
  return model.ask({
    messages: OPENING,
    tools: [READ_FILE],
    signal: new AbortController().signal,
    ...options,
  });
}

export function remoteModel(id: string, url: string, settings?: Partial<ModelSettings>): Model {
  return openModel(id, modelSettings(url, settings));
}

export function answerOf(model: string, ...parts: AssistantMessage['parts']): AssistantMessage {
  return { role: 'assistant', parts, model, finishReason: 'stop' };
}

export function resultOf(toolCallId: string, output: string, more: Partial<ToolMessage> = {}): ToolMessage {
  return {
    role: 'tool',
    toolCallId,
    toolName: 'read_file',
    output,
    isError: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    ...more,
  };
}

/** A result for each call of an answer, in the order given by `order`. */
export function resultsFor(answer: AssistantMessage, order: readonly number[]): ToolMessage[] {
  const calls = toolCallsOf(answer);
  return order.map((index) => resultOf(calls[index]?.toolCallId ?? '', `content ${index}`));
}
