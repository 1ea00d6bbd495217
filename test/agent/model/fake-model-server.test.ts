import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeModelServer, startFakeModelServer } from '../../support/fake-model-server.ts';

/** The fake is only worth something while it refuses what the real ones refuse. */
let server: FakeModelServer;

beforeEach(async () => {
  server = await startFakeModelServer({ respond: () => ({ do: 'answer', text: 'Yes.' }) });
});
afterEach(() => server.stop());

async function post(path: string, body: unknown) {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

const user = { role: 'user', content: 'Hello.' };
const called = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const calls = (...ids: string[]) => ({ role: 'assistant', content: null, tool_calls: ids.map(called) });
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'r' });

describe('chat completions', () => {
  const status = async (messages: unknown[], model = 'm') =>
    (await post('/chat/completions', { model, stream: true, messages })).status;

  it('answers without a stream, too', async () => {
    const { text } = await post('/chat/completions', { model: 'm', messages: [user] });
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }],
      usage: { total_tokens: 120 },
    });
  });

  it('takes a sound history', async () => {
    expect(await status([user, calls('a', 'b'), result('a'), result('b'), user])).toBe(200);
    expect(server.refusals()).toEqual([]);
  });

  it.each([
    ['a call without a result', [user, calls('a')]],
    ['a call without a result in the middle', [user, calls('a'), user]],
    ['one result too few', [user, calls('a', 'b'), result('a'), user]],
    ['a stray result', [user, result('a')]],
    ['a second result', [user, calls('a'), result('a'), result('a')]],
    ['results in the wrong order', [user, calls('a', 'b'), result('b'), result('a')]],
    ['an empty answer', [user, { role: 'assistant', content: '' }]],
    [
      'arguments that are no object',
      [
        user,
        { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '"{}"' } }] },
        result('a'),
      ],
    ],
  ])('refuses %s', async (_name, messages) => {
    expect(await status(messages)).toBe(400);
    expect(server.refusals()).toHaveLength(1);
  });

  it('refuses DeepSeek V4 an answer without its reasoning, or with another', async () => {
    const turn = [user, calls('a'), result('a')];
    expect(await status(turn, 'deepseek-v4-pro')).toBe(400);
    expect(await status(turn, 'deepseek-reasoner')).toBe(200);
    server.enqueue({ do: 'answer', reasoning: 'Hm.', toolCalls: [{ id: 'a', name: 'f', arguments: {} }] });
    expect(await status([user], 'deepseek-v4-pro')).toBe(200);
    const back = (reasoning: string) => [user, { ...calls('a'), reasoning_content: reasoning }, result('a')];
    expect(await status(back(''), 'deepseek-v4-pro')).toBe(400);
    expect(await status(back('Hm.'), 'deepseek-v4-pro')).toBe(200);
  });
});

describe('Anthropic', () => {
  const use = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} });
  const results = (...ids: string[]) => ({
    role: 'user',
    content: ids.map((id) => ({ type: 'tool_result', tool_use_id: id })),
  });
  const say = { role: 'user', content: [{ type: 'text', text: 'Hello.' }] };
  const answer = (...content: unknown[]) => ({ role: 'assistant', content });
  const status = async (messages: unknown[]) =>
    (await post('/messages', { model: 'm', max_tokens: 9, stream: true, messages })).status;

  it('takes a sound history', async () => {
    expect(await status([say, answer(use('a'), use('b')), results('a', 'b')])).toBe(200);
  });

  it.each([
    ['a call without a result', [say, answer(use('a'))]],
    ['a stray result', [say, answer({ type: 'text', text: 'Yes.' }), results('a')]],
    ['an id that comes again', [say, answer(use('a')), results('a'), answer(use('a')), results('a')]],
    ['an id of other characters', [say, answer(use('f:0')), results('f:0')]],
    ['thinking without its signature', [say, answer({ type: 'thinking', thinking: 'Hm.', signature: 'x' })]],
    ['text of white space', [say, answer({ type: 'text', text: ' ' })]],
  ])('refuses %s', async (_name, messages) => {
    expect(await status(messages)).toBe(400);
  });
});

describe('OpenAI responses', () => {
  const item = (call_id: string) => ({ type: 'function_call', call_id, name: 'f', arguments: '{}' });
  const output = (call_id: string) => ({ type: 'function_call_output', call_id, output: 'r' });
  const status = async (input: unknown[], store = false) =>
    (await post('/responses', { model: 'm', stream: true, store, input })).status;

  it('takes a sound history', async () => {
    expect(await status([user, item('a'), item('b'), output('a'), output('b')])).toBe(200);
  });

  it.each([
    ['a call without a result', [user, item('a')]],
    ['a stray result', [user, output('a')]],
    ['a reference to what was never stored', [user, { type: 'item_reference', id: 'rs_1' }]],
    [
      'reasoning that it did not seal',
      [user, { type: 'reasoning', id: 'rs_1', encrypted_content: null, summary: [] }, item('a'), output('a')],
    ],
  ])('refuses %s', async (_name, input) => {
    expect(await status(input)).toBe(400);
  });

  it('refuses to store', async () => {
    expect(await status([user], true)).toBe(400);
  });
});

describe('the script', () => {
  it('goes by turn, and within a turn by request; the queue comes first', async () => {
    await server.stop();
    server = await startFakeModelServer({
      turns: [
        [
          { do: 'status', status: 500 },
          { do: 'answer', text: 'One.' },
        ],
        { do: 'answer', text: 'Two.' },
      ],
    });
    const ask = async (...messages: unknown[]) =>
      (await post('/chat/completions', { model: 'm', messages })).text;
    const said = { role: 'assistant', content: 'One.' };
    expect(await ask(user)).toBe('');
    expect(await ask(user)).toContain('One.');
    expect(await ask(user, said, user)).toContain('Two.');
    expect(await ask(user)).toContain('One.');
    server.enqueue({ do: 'answer', text: 'Queued.' });
    expect(await ask(user)).toContain('Queued.');
    expect(await ask(user, said, user, said, user)).toContain('nothing to say in turn 3');
    expect(server.requestsForTurn(1)).toHaveLength(4);
    expect((await server.nextRequest()).turn).toBe(1);
  });
});
