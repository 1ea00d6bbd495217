import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/store/messages.ts';
import { type FakeModelServer, startFakeModelServer } from '../../support/fake-model-server.ts';
import { ask, OPENING, REMOTE_MODELS, remoteModel, resultsFor } from '../../support/models.ts';

let server: FakeModelServer;

beforeEach(async () => {
  server = await startFakeModelServer({
    turns: [
      {
        do: 'answer',
        reasoning: 'The user wants to see two files.',
        text: 'I look at both.',
        toolCalls: [
          { name: 'read_file', arguments: { path: 'a.txt' } },
          { name: 'read_file', arguments: { path: 'b.txt' } },
        ],
        usage: { input: 50, output: 30, reasoning: 10, cached: 5 },
      },
      { do: 'answer', reasoning: 'Both are there.', text: 'They say a and b.' },
      { do: 'answer', text: 'Done.' },
    ],
  });
});
afterEach(() => server.stop());

/** Two turns with tools, and a third after the user spoke again; the results of the first in the wrong order. */
async function threeTurns(id: string): Promise<Message[]> {
  const first = await ask(remoteModel(id, server.url));
  const messages: Message[] = [...OPENING, first.message, ...resultsFor(first.message, [1, 0])];
  // As they come back from a checkpoint.
  const stored = JSON.parse(JSON.stringify(messages)) as Message[];
  const second = await ask(remoteModel(id, server.url), { messages: stored });
  stored.push(second.message, { role: 'user', text: 'Thanks. Sure?' });
  const third = await ask(remoteModel(id, server.url), { messages: stored });
  return [...stored, third.message];
}

describe.each(REMOTE_MODELS)('%s', (id) => {
  it('is never refused over three turns with reasoning and tools', async () => {
    const messages = await threeTurns(id);
    expect(server.refusals()).toEqual([]);
    expect(server.requests.map(({ turn }) => turn)).toEqual([1, 2, 3]);
    expect(messages.at(-1)).toMatchObject({ parts: [{ type: 'text', text: 'Done.' }] });
  });

  it('gives reasoning, text and calls in order, and what it cost', async () => {
    const { message, usage } = await ask(remoteModel(id, server.url));
    expect(message.parts).toMatchObject([
      { type: 'reasoning', text: 'The user wants to see two files.' },
      { type: 'text', text: 'I look at both.' },
      { type: 'tool-call', toolName: 'read_file', input: { path: 'a.txt' } },
      { type: 'tool-call', toolName: 'read_file', input: { path: 'b.txt' } },
    ]);
    expect(message.model).toBe(id);
    expect(message).not.toHaveProperty('cut');
    expect(usage).toMatchObject({ input: 50, output: 30, cached: 5, total: 80, calls: 1 });
    if (!id.startsWith('anthropic/')) expect(usage.reasoning).toBe(10);
  });

  it('is heard as it speaks', async () => {
    const heard = { TEXT: '', REASONING: '' };
    let deltas = 0;
    await ask(remoteModel(id, server.url), {
      onDelta: ({ kind, text }) => {
        heard[kind] += text;
        deltas += 1;
      },
    });
    expect(heard).toEqual({ TEXT: 'I look at both.', REASONING: 'The user wants to see two files.' });
    expect(deltas).toBeGreaterThan(4);
  });

  it('says when an answer was cut at the output limit', async () => {
    const finishReason =
      { openai: 'max_output_tokens', anthropic: 'max_tokens' }[id.split('/')[0] ?? ''] ?? 'length';
    server.enqueue({ do: 'answer', text: 'There is much to', finishReason });
    const { message } = await ask(remoteModel(id, server.url));
    expect(message).toMatchObject({ cut: true, finishReason });
  });

  it('sends the name of the model and the tools', async () => {
    await ask(remoteModel(id, server.url));
    expect(server.requests[0]?.body.model).toBe(id.slice(id.indexOf('/') + 1));
    expect(JSON.stringify(server.requests[0]?.body.tools)).toContain('Reads a file.');
  });
});

describe('what goes back to the provider', () => {
  type Wire = { [key: string]: unknown };
  const sent = (turn: number, field = 'messages') => server.requestsForTurn(turn)[0]?.body[field] as Wire[];

  it('deepseek: reasoning with every answer, the results in the order of the calls', async () => {
    await threeTurns('deepseek/deepseek-v4-pro');
    expect(sent(2).slice(2)).toMatchObject([
      {
        role: 'assistant',
        reasoning_content: 'The user wants to see two files.',
        content: 'I look at both.',
      },
      { role: 'tool', tool_call_id: 'call_1_0', content: 'content 0' },
      { role: 'tool', tool_call_id: 'call_1_1', content: 'content 1' },
    ]);
    expect(sent(3).filter(({ role }) => role === 'assistant')).toMatchObject([
      { reasoning_content: 'The user wants to see two files.' },
      { reasoning_content: 'Both are there.' },
    ]);
  });

  it('deepseek-reasoner: no reasoning from before the last user message, as it wants it', async () => {
    await threeTurns('deepseek/deepseek-reasoner');
    expect(sent(2).at(2)).toHaveProperty('reasoning_content', 'The user wants to see two files.');
    expect(sent(3).at(2)).not.toHaveProperty('reasoning_content');
  });

  it('openai-compatible: reasoning wherever there was some, and usage is asked for', async () => {
    await threeTurns('openai-compatible/some/model');
    expect(sent(3).filter(({ role }) => role === 'assistant')).toMatchObject([
      { reasoning_content: 'The user wants to see two files.' },
      { reasoning_content: 'Both are there.' },
    ]);
    expect(server.requests[0]?.body.stream_options).toEqual({ include_usage: true });
  });

  it('anthropic: the signed thinking, in front of the calls that it led to', async () => {
    await threeTurns('anthropic/claude-sonnet-4-5');
    expect(sent(2)[1]?.content).toMatchObject([
      {
        type: 'thinking',
        thinking: 'The user wants to see two files.',
        signature: expect.stringMatching(/^seal-/),
      },
      { type: 'text', text: 'I look at both.' },
      { type: 'tool_use', id: 'toolu_1_0', input: { path: 'a.txt' } },
      { type: 'tool_use', id: 'toolu_1_1', input: { path: 'b.txt' } },
    ]);
    expect(sent(2)[2]).toMatchObject({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1_0' },
        { type: 'tool_result', tool_use_id: 'toolu_1_1' },
      ],
    });
  });

  it('openai: the encrypted reasoning, and nothing is stored', async () => {
    await threeTurns('openai/gpt-5');
    const { body } = server.requestsForTurn(2)[0] ?? {};
    expect(body).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] });
    expect(sent(2, 'input').slice(2)).toMatchObject([
      { type: 'reasoning', encrypted_content: expect.stringMatching(/^seal-/) },
      { role: 'assistant' },
      { type: 'function_call', call_id: 'call_1_0', arguments: '{"path":"a.txt"}' },
      { type: 'function_call', call_id: 'call_1_1', arguments: '{"path":"b.txt"}' },
      { type: 'function_call_output', call_id: 'call_1_0', output: 'content 0' },
      { type: 'function_call_output', call_id: 'call_1_1', output: 'content 1' },
    ]);
  });
});

describe('another model goes on', () => {
  const pairs = REMOTE_MODELS.flatMap((from) =>
    REMOTE_MODELS.filter((to) => to !== from).map((to) => [from, to] as const),
  );

  it.each(pairs)('from %s to %s, without a refusal', async (from, to) => {
    const first = await ask(remoteModel(from, server.url));
    const messages: Message[] = [...OPENING, first.message, ...resultsFor(first.message, [0, 1])];
    const second = await ask(remoteModel(to, server.url), { messages });
    expect(server.refusals()).toEqual([]);
    expect(second.message.model).toBe(to);
    expect(JSON.stringify(server.requestsForTurn(2)[0]?.body)).not.toContain('The user wants');
  });
});
