import type { ErrorBody, FakeAnswer } from './behaviour.ts';
import {
  argumentsText,
  type Frame,
  type Json,
  type Protocol,
  pieces,
  records,
  seal,
  sse,
  usageOf,
} from './protocol.ts';

/** `POST /messages`, as Anthropic speaks it. Thinking carries a signature that only this server can make. */
export class AnthropicMessages implements Protocol {
  answersIn(body: Json): number {
    const messages = records(body.messages);
    return messages.filter(({ role }) => role === 'assistant').length - (isPrefilled(messages) ? 1 : 0);
  }

  refuse(body: Json): string | null {
    const messages = records(body.messages);
    if (typeof body.max_tokens !== 'number') return 'max_tokens: Field required';
    if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
    if (isPrefilled(messages)) {
      if (/-4-(6|7|8|9)|-5/.test(String(body.model)) && !/-4-5/.test(String(body.model))) {
        return 'This model does not support assistant message prefill. The conversation must end with a user message.';
      }
      const text = String(records(messages.at(-1)?.content).at(-1)?.text ?? '');
      if (text.trimEnd() !== text)
        return 'messages: final assistant content cannot end with trailing whitespace';
    }
    const ids = new Set<string>();
    for (const [index, message] of messages.entries()) {
      const content = records(message.content);
      if (content.length === 0) return `messages.${index}: content must not be empty`;
      const refusal = content.map(refuseBlock).find((found) => found !== null);
      if (refusal) return `messages.${index}: ${refusal}`;
      const calls = content.filter(({ type }) => type === 'tool_use').map(({ id }) => String(id));
      for (const id of calls) {
        if (ids.has(id)) return 'messages: `tool_use` ids must be unique';
        if (!/^[a-zA-Z0-9_-]+$/.test(id))
          return `messages.${index}: tool_use.id: String should match pattern`;
        ids.add(id);
      }
      const results = resultsIn(messages[index + 1]);
      const missing = calls.filter((id) => !results.includes(id));
      if (missing.length > 0) {
        return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}`;
      }
      if (
        message.role === 'assistant' &&
        (results.length !== calls.length || results.join() !== calls.join())
      ) {
        return `messages.${index + 1}: each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message, once and in order`;
      }
    }
    return null;
  }

  frames(answer: FakeAnswer, turn: number, body: Json): Frame[] {
    const { input, output, cached } = usageOf(answer);
    const event = (kind: Frame['kind'], data: Json): Frame => ({ kind, text: sse(data, String(data.type)) });
    const usage = {
      input_tokens: input - cached,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: 0,
      output_tokens: 1,
    };
    const message = { id: `msg_${turn}`, type: 'message', role: 'assistant', model: body.model, content: [] };
    const frames = [
      event('open', { type: 'message_start', message: { ...message, stop_reason: null, usage } }),
      event('open', { type: 'ping' }),
    ];
    blocksOf(answer, turn).forEach(({ start, deltas }, index) => {
      frames.push(event('open', { type: 'content_block_start', index, content_block: start }));
      for (const delta of deltas) frames.push(event('delta', { type: 'content_block_delta', index, delta }));
      frames.push(event('delta', { type: 'content_block_stop', index }));
    });
    const delta = { stop_reason: stopOf(answer), stop_sequence: null };
    frames.push(
      event('finish', { type: 'message_delta', delta, usage: { output_tokens: output } }),
      event('finish', { type: 'message_stop' }),
    );
    return frames;
  }

  whole(): Json {
    throw new Error('The fake Anthropic only streams.');
  }

  errorBody(error: ErrorBody): Json {
    return { type: 'error', error: { type: error.type ?? 'api_error', message: error.message } };
  }

  errorFrame(error: ErrorBody): string {
    return sse(this.errorBody(error), 'error');
  }
}

/** The last message is the beginning of the answer that is asked for. */
function isPrefilled(messages: readonly Json[]): boolean {
  return messages.at(-1)?.role === 'assistant';
}

function resultsIn(message: Json | undefined): string[] {
  return records(message?.content)
    .filter(({ type }) => type === 'tool_result')
    .map(({ tool_use_id: id }) => String(id));
}

function refuseBlock(block: Json): string | null {
  if (block.type === 'text' && String(block.text).trim() === '') {
    return 'text content blocks must contain non-whitespace text';
  }
  if (block.type === 'thinking' && block.signature !== seal(String(block.thinking))) {
    return 'Invalid `signature` in `thinking` block';
  }
  const input = block.input;
  if (block.type === 'tool_use' && (typeof input !== 'object' || input === null || Array.isArray(input))) {
    return 'tool_use.input: Input should be a valid dictionary';
  }
  return null;
}

function blocksOf(answer: FakeAnswer, turn: number): { start: Json; deltas: Json[] }[] {
  const blocks: { start: Json; deltas: Json[] }[] = [];
  if (answer.reasoning !== undefined) {
    blocks.push({
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...pieces(answer.reasoning).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: seal(answer.reasoning) },
      ],
    });
  }
  if (answer.text !== undefined) {
    blocks.push({
      start: { type: 'text', text: '' },
      deltas: pieces(answer.text).map((text) => ({ type: 'text_delta', text })),
    });
  }
  answer.toolCalls?.forEach((call, index) => {
    const id = call.id ?? `toolu_${turn}_${index}`;
    blocks.push({
      start: { type: 'tool_use', id, name: call.name, input: {} },
      deltas: pieces(argumentsText(call.arguments)).map((text) => ({
        type: 'input_json_delta',
        partial_json: text,
      })),
    });
  });
  return blocks;
}

function stopOf(answer: FakeAnswer): string {
  return answer.finishReason ?? (answer.toolCalls?.length ? 'tool_use' : 'end_turn');
}
