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

/** `POST /responses`, as OpenAI speaks it, with nothing stored: reasoning comes and goes encrypted. */
export class OpenAIResponses implements Protocol {
  answersIn(body: Json): number {
    const items = records(body.input).map(isAnswer);
    return items.filter((answer, index) => answer && !items[index - 1]).length;
  }

  refuse(body: Json): string | null {
    const items = records(body.input);
    if (body.store !== false) return 'store: this server stores nothing';
    const open = new Set<string>();
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const id = String(item.call_id);
      switch (item.type) {
        case 'item_reference':
          return `Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false.`;
        case 'reasoning': {
          if (item.encrypted_content !== seal(summaryOf(item))) {
            return 'The encrypted content could not be verified.';
          }
          const next = items[index + 1];
          if (next === undefined || !isAnswer(next)) {
            return `Item '${item.id}' of type 'reasoning' was provided without its required following item.`;
          }
          break;
        }
        case 'function_call':
          if (seen.has(id)) return `Duplicate call_id ${id}.`;
          seen.add(id);
          open.add(id);
          break;
        case 'function_call_output':
          if (!open.delete(id)) return `No tool call found for function call output with call_id ${id}.`;
          break;
      }
    }
    return open.size === 0 ? null : `No tool output found for function call ${[...open].join(', ')}.`;
  }

  frames(answer: FakeAnswer, turn: number, body: Json): Frame[] {
    let number = 0;
    const event = (kind: Frame['kind'], data: Json): Frame => ({
      kind,
      text: sse({ ...data, sequence_number: number++ }, String(data.type)),
    });
    const response = { id: `resp_${turn}`, object: 'response', created_at: 1_700_000_000, model: body.model };
    const frames = [
      event('open', { type: 'response.created', response: { ...response, status: 'in_progress' } }),
      event('open', { type: 'response.in_progress', response: { ...response, status: 'in_progress' } }),
    ];
    const items: [item: Json, deltas: Json[]][] = [];
    if (answer.reasoning !== undefined) items.push(reasoningItem(answer.reasoning, turn));
    if (answer.text !== undefined) items.push(textItem(answer.text, turn));
    answer.toolCalls?.forEach((call, index) => {
      items.push(callItem(call, turn, index));
    });
    items.forEach(([item, deltas], index) => {
      const place = { output_index: index };
      frames.push(event('open', { type: 'response.output_item.added', ...place, item: emptied(item) }));
      for (const delta of deltas) frames.push(event('delta', { ...delta, ...place, item_id: item.id }));
      frames.push(event('delta', { type: 'response.output_item.done', ...place, item }));
    });
    const { input, output, reasoning, cached } = usageOf(answer);
    const reason = answer.finishReason;
    const status = reason === undefined ? 'completed' : 'incomplete';
    frames.push(
      event('finish', {
        type: `response.${status}`,
        response: {
          ...response,
          status,
          incomplete_details: reason === undefined ? null : { reason },
          usage: {
            input_tokens: input,
            input_tokens_details: { cached_tokens: cached },
            output_tokens: output,
            output_tokens_details: { reasoning_tokens: reasoning },
          },
        },
      }),
    );
    return frames;
  }

  whole(): Json {
    throw new Error('The fake responses API only streams.');
  }

  errorBody(error: ErrorBody): Json {
    return { error: { type: null, param: null, code: null, ...error } };
  }

  errorFrame(error: ErrorBody): string {
    const data = {
      type: 'error',
      sequence_number: 99,
      error: { type: 'server_error', code: null, param: null, ...error },
    };
    return sse(data, 'error');
  }
}

function isAnswer(item: Json): boolean {
  return item.type === 'reasoning' || item.type === 'function_call' || item.role === 'assistant';
}

function summaryOf(item: Json): string {
  return records(item.summary)
    .map(({ text }) => String(text))
    .join('');
}

function reasoningItem(text: string, turn: number): [Json, Json[]] {
  const item = {
    type: 'reasoning',
    id: `rs_${turn}`,
    encrypted_content: seal(text),
    summary: [{ type: 'summary_text', text }],
  };
  const summary = { summary_index: 0 };
  return [
    item,
    [
      { type: 'response.reasoning_summary_part.added', ...summary, part: { type: 'summary_text', text: '' } },
      ...pieces(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...summary, delta })),
      { type: 'response.reasoning_summary_part.done', ...summary, part: { type: 'summary_text', text } },
    ],
  ];
}

function textItem(text: string, turn: number): [Json, Json[]] {
  const content = [{ type: 'output_text', text, annotations: [] }];
  const item = { type: 'message', id: `msg_${turn}`, role: 'assistant', status: 'completed', content };
  return [
    item,
    pieces(text).map((delta) => ({
      type: 'response.output_text.delta',
      content_index: 0,
      delta,
      logprobs: [],
    })),
  ];
}

function callItem(
  call: NonNullable<FakeAnswer['toolCalls']>[number],
  turn: number,
  index: number,
): [Json, Json[]] {
  const text = argumentsText(call.arguments);
  const item = {
    type: 'function_call',
    id: `fc_${turn}_${index}`,
    call_id: call.id ?? `call_${turn}_${index}`,
    name: call.name,
    arguments: text,
    status: 'completed',
  };
  return [
    item,
    [
      ...pieces(text).map((delta) => ({ type: 'response.function_call_arguments.delta', delta })),
      { type: 'response.function_call_arguments.done', arguments: text },
    ],
  ];
}

/** The item as it is when it begins. */
function emptied(item: Json): Json {
  if (item.type === 'reasoning') return { ...item, summary: [], encrypted_content: null };
  return item.type === 'message' ? { ...item, content: [] } : { ...item, arguments: '' };
}
