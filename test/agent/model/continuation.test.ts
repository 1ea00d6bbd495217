import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joined } from '../../../src/agent/model/continuation.ts';
import type { AnswerBegun, ModelDelta } from '../../../src/agent/model/model.ts';
import { type AssistantPart, type Message, reasoningOf, textOf } from '../../../src/store/messages.ts';
import type { TokenUsage } from '../../../src/store/records.ts';
import {
  type Behaviour,
  type FakeModelServer,
  failing,
  startFakeModelServer,
} from '../../support/fake-model-server.ts';
import { ask, OPENING, REMOTE_MODELS, remoteModel, resultsFor } from '../../support/models.ts';

let server: FakeModelServer;

const TEXT = 'I look at the file and then at the other one.';
const CUT: Behaviour = {
  do: 'cutMidStream',
  reasoning: 'Let me think about it.',
  text: TEXT,
  afterDeltas: 8,
};
const REST: Behaviour = {
  do: 'answer',
  reasoning: 'Where was I?',
  text: ' … and here it is.',
  toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }],
};
/** Goes on from an unfinished message of its own, which cannot end with white space. */
const PREFILLED = 'anthropic/claude-sonnet-4-5';

beforeEach(async () => {
  server = await startFakeModelServer({ turns: [[CUT, REST], { do: 'answer', text: 'Done.' }] });
});
afterEach(() => server.stop());

/** Asks until the stream breaks; what was heard of the answer. */
async function cutOff(id: string, url = server.url): Promise<AnswerBegun> {
  const heard: ModelDelta[] = [];
  const asked = ask(remoteModel(id, url), { onDelta: (delta) => heard.push(delta) });
  await expect(asked).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  const said = (kind: ModelDelta['kind']) =>
    heard
      .filter((delta) => delta.kind === kind)
      .map(({ text }) => text)
      .join('');
  return { text: said('TEXT'), reasoning: said('REASONING') || null };
}

function lastMessage(): Record<string, unknown> {
  const body = server.requests.at(-1)?.body;
  const messages = (body?.messages ?? body?.input) as Record<string, unknown>[];
  return messages.at(-1) ?? {};
}

describe.each([...REMOTE_MODELS, 'anthropic/claude-opus-4-6'])('%s', (id) => {
  it('goes on with an answer that was cut off, and the whole of it can be sent again', async () => {
    const begun = await cutOff(id);
    expect(TEXT.startsWith(begun.text) && begun.text.length > 5).toBe(true);
    const heard: ModelDelta[] = [];
    const { message } = await ask(remoteModel(id, server.url), {
      begun,
      onDelta: (delta) => heard.push(delta),
    });
    const beginning = id === PREFILLED ? begun.text.trimEnd() : begun.text;
    expect(textOf(message)).toBe(`${beginning} … and here it is.`);
    expect(reasoningOf(message)).toBe(`${begun.reasoning ?? ''}Where was I?`);
    expect(heard.map(({ text }) => text).join('')).toBe('Where was I? … and here it is.');

    const history: Message[] = [...OPENING, message, ...resultsFor(message, [0])];
    const next = await ask(remoteModel(id, server.url), { messages: history });
    expect(next.message.parts).toMatchObject([{ text: 'Done.' }]);
    expect(server.refusals()).toEqual([]);
    expect(server.requests.map(({ turn }) => turn)).toEqual([1, 1, 2]);
  });

  it('is given what was said in the way that its provider takes', async () => {
    const begun = await cutOff(id);
    await ask(remoteModel(id, server.url), { begun });
    const last = JSON.stringify(lastMessage());
    expect(last).toContain(JSON.stringify(begun.text.trimEnd()).slice(1, -1));
    expect(lastMessage().role).toBe(id === PREFILLED ? 'assistant' : 'user');
  });

  it('is told what it had thought when it had said nothing yet', async () => {
    server.enqueue({ do: 'answer', text: 'I know.' });
    const { message } = await ask(remoteModel(id, server.url), { begun: { text: '', reasoning: 'So far.' } });
    expect(message.parts).toMatchObject([
      { type: 'reasoning', text: 'So far.' },
      { type: 'text', text: 'I know.' },
    ]);
    expect(lastMessage().role).toBe('user');
    expect(JSON.stringify(lastMessage())).toContain('So far.');
  });
});

it('DeepSeek completes the prefix at the address of its beta, thought included', async () => {
  const beta = server.url.replace(/v1$/, 'beta');
  const begun = await cutOff('deepseek/deepseek-v4-pro', beta);
  const { message } = await ask(remoteModel('deepseek/deepseek-v4-pro', beta), { begun });
  expect(lastMessage()).toMatchObject({
    role: 'assistant',
    prefix: true,
    content: begun.text.trimEnd(),
    reasoning_content: begun.reasoning,
  });
  expect(textOf(message)).toBe(`${begun.text.trimEnd()} … and here it is.`);
  expect(server.refusals()).toEqual([]);
});

it('a model that takes no unfinished message after all is given a quotation', async () => {
  const begun = { text: 'One, ', reasoning: null };
  server.enqueue(failing(400), { do: 'answer', text: 'two.' });
  const { message } = await ask(remoteModel(PREFILLED, server.url), { begun });
  expect(message.parts).toEqual([{ type: 'text', text: 'One, two.' }]);
  expect(server.requests).toHaveLength(2);
  expect(lastMessage().role).toBe('user');
});

it('an answer to which nothing is left to say is whole', async () => {
  server.enqueue({ do: 'answer' });
  const begun = { text: 'All said.', reasoning: null };
  const { message } = await ask(remoteModel('openai-compatible/m', server.url), { begun });
  expect(message.parts).toEqual([{ type: 'text', text: 'All said.' }]);
});

it('Anthropic tells at once what it has read, the others only at the end', async () => {
  const heard: TokenUsage[] = [];
  for (const id of REMOTE_MODELS) {
    server.enqueue({ do: 'cutMidStream', text: 'I say', usage: { input: 50, output: 30, cached: 20 } });
    await ask(remoteModel(id, server.url), { onUsage: (usage) => heard.push(usage) }).catch(() => null);
  }
  expect(heard).toEqual([{ input: 50, output: 1, reasoning: 0, cached: 20, total: 51, calls: 0 }]);
});

describe('joined', () => {
  const call: AssistantPart = { type: 'tool-call', toolCallId: 'a', toolName: 'read_file', input: {} };
  const begun = { text: 'One', reasoning: 'Hm' };

  it('keeps what follows in its order, and the opaque data with what it came with', () => {
    const sealed = { providerOptions: { openai: { itemId: 'rs_1' } } };
    const rest: AssistantPart[] = [
      { type: 'reasoning', text: 'so', ...sealed },
      { type: 'text', text: ' two', ...sealed },
      call,
      { type: 'text', text: '!' },
    ];
    expect(joined(begun, rest)).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'reasoning', text: 'so', ...sealed },
      { type: 'text', text: 'One two', ...sealed },
      call,
      { type: 'text', text: '!' },
    ]);
  });

  it('puts the text in front of calls alone', () => {
    expect(joined(begun, [call])).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: 'One' },
      call,
    ]);
    expect(joined({ text: '', reasoning: null }, [call])).toEqual([call]);
  });
});
