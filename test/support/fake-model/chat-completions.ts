import type { ErrorBody, FakeAnswer } from './behaviour.ts';
import {
  argumentsText,
  type Frame,
  type Json,
  type Protocol,
  pieces,
  records,
  sse,
  usageOf,
} from './protocol.ts';

/** `POST /chat/completions`, as DeepSeek and the servers that are compatible with OpenAI's speak it. */
export class ChatCompletions implements Protocol {
  /** Reasoning that was sent with each tool call: DeepSeek V4 wants to see it again, unchanged. */
  readonly #reasoning = new Map<string, string>();

  answersIn(body: Json): number {
    return records(body.messages).filter(({ role, prefix }) => role === 'assistant' && prefix !== true)
      .length;
  }

  refuse(body: Json): string | null {
    const messages = records(body.messages);
    let open: string[] = [];
    for (const [index, message] of messages.entries()) {
      if (message.role === 'tool') {
        const expected = open.shift();
        if (expected === undefined) {
          return `messages[${index}]: Messages with role 'tool' must be a response to a preceding message with 'tool_calls'`;
        }
        if (message.tool_call_id !== expected) {
          return `messages[${index}]: expected the result of ${expected}, found ${message.tool_call_id}`;
        }
        if (typeof message.content !== 'string') return `messages[${index}]: content must be a string`;
        continue;
      }
      if (open.length > 0) return missingResults(open);
      if (message.role === 'assistant') {
        const refusal = this.#refuseAnswer(message, body.model);
        if (refusal !== null) return `messages[${index}]: ${refusal}`;
        open = records(message.tool_calls).map(({ id }) => String(id));
      } else if (typeof message.content !== 'string' || message.content === '') {
        return `messages[${index}]: content must not be empty`;
      }
    }
    return open.length > 0 ? missingResults(open) : null;
  }

  #refuseAnswer(message: Json, model: unknown): string | null {
    const calls = records(message.tool_calls);
    if (!message.content && calls.length === 0) return "'content' or 'tool_calls' must be set";
    for (const { id, function: called } of calls) {
      const { name, arguments: text } = called as Json;
      if (typeof id !== 'string' || id === '') return 'a tool call needs an id';
      if (typeof name !== 'string' || name === '') return `tool call ${id} needs a name`;
      if (!isObject(text)) return `the arguments of tool call ${id} must be a JSON object`;
    }
    if (!thinksInV4(model)) return null;
    if (typeof message.reasoning_content !== 'string') {
      return 'The `reasoning_content` in the thinking mode must be passed back to the API.';
    }
    for (const { id } of calls) {
      const sent = this.#reasoning.get(String(id));
      // Where an answer was gone on with, what was thought before stands in front. Halves of characters never come back.
      if (sent !== undefined && !message.reasoning_content.endsWith(sent.toWellFormed())) {
        return 'The `reasoning_content` is not the one that was sent.';
      }
    }
    return null;
  }

  frames(answer: FakeAnswer, turn: number, body: Json): Frame[] {
    const chunk = (kind: Frame['kind'], delta: Json, finish: string | null = null): Frame => ({
      kind,
      text: sse({
        ...head(body, turn, 'chat.completion.chunk'),
        choices: [{ index: 0, delta, finish_reason: finish }],
      }),
    });
    const frames = [chunk('open', { role: 'assistant', content: '' })];
    for (const text of pieces(answer.reasoning ?? ''))
      frames.push(chunk('delta', { reasoning_content: text }));
    for (const text of pieces(answer.text ?? '')) frames.push(chunk('delta', { content: text }));
    this.#calls(answer, turn, body).forEach((call, index) => {
      const { name, arguments: text } = call.function;
      const opening = { index, id: call.id, type: 'function', function: { name, arguments: '' } };
      frames.push(chunk('delta', { tool_calls: [opening] }));
      for (const piece of pieces(text)) {
        frames.push(chunk('delta', { tool_calls: [{ index, function: { arguments: piece } }] }));
      }
    });
    frames.push(chunk('finish', {}, finishOf(answer)));
    const usage = sse({
      ...head(body, turn, 'chat.completion.chunk'),
      choices: [],
      usage: wireUsage(answer),
    });
    const wanted = (body.stream_options as Json | undefined)?.include_usage === true;
    frames.push({ kind: 'finish', text: `${wanted ? usage : ''}${sse('[DONE]')}` });
    return frames;
  }

  whole(answer: FakeAnswer, turn: number, body: Json): Json {
    const calls = this.#calls(answer, turn, body);
    return {
      ...head(body, turn, 'chat.completion'),
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: answer.text ?? null,
            ...(answer.reasoning !== undefined && { reasoning_content: answer.reasoning }),
            ...(calls.length > 0 && { tool_calls: calls }),
          },
          finish_reason: finishOf(answer),
        },
      ],
      usage: wireUsage(answer),
    };
  }

  #calls(answer: FakeAnswer, turn: number, body: Json) {
    return (answer.toolCalls ?? []).map((call, index) => {
      const id = call.id ?? `call_${turn}_${index}`;
      if (thinksInV4(body.model)) this.#reasoning.set(id, answer.reasoning ?? '');
      return {
        id,
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call.arguments) },
      };
    });
  }

  errorBody(error: ErrorBody): Json {
    return { error: { type: null, param: null, code: null, ...error } };
  }

  errorFrame(error: ErrorBody): string {
    return sse(this.errorBody(error));
  }
}

function thinksInV4(model: unknown): boolean {
  return String(model).startsWith('deepseek-v4');
}

function missingResults(ids: readonly string[]): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(', ')}`;
}

function isObject(text: unknown): boolean {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function head(body: Json, turn: number, object: string): Json {
  return { id: `chat-${turn}`, object, created: 1_700_000_000, model: body.model };
}

function finishOf(answer: FakeAnswer): string {
  return answer.finishReason ?? (answer.toolCalls?.length ? 'tool_calls' : 'stop');
}

function wireUsage(answer: FakeAnswer): Json {
  const { input, output, reasoning, cached } = usageOf(answer);
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_cache_hit_tokens: cached,
    prompt_cache_miss_tokens: input - cached,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}
