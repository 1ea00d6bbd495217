import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleModels } from '../../../src/agent/model/examples.ts';
import { checkModelId, openModel } from '../../../src/agent/model/registry.ts';
import { type Message, toolCallsOf } from '../../../src/store/messages.ts';
import { ask, modelSettings, OPENING, resultsFor } from '../../support/models.ts';

let home: string;
let scriptsDir: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'retoma-scripts-'));
  scriptsDir = join(home, 'scripts');
  await mkdir(join(scriptsDir, 'deep'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true }));

async function script(name: string, content: unknown): Promise<void> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(scriptsDir, `${name}.json`), text);
}

const open = (name: string) => openModel(`scripted/${name}`, modelSettings('', { scriptsDir }));
const check = (name: string) => checkModelId(`scripted/${name}`, { scriptsDir });

const TWO_TURNS = {
  description: 'Reads a file, then tells.',
  answers: [
    {
      reasoning: 'I have to look.',
      text: 'I look at it.\n',
      toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }, { name: 'list_files' }],
    },
    { text: 'It says hello.', usage: { input: 9, output: 3 } },
  ],
};

describe('exampleModels', () => {
  it('tells the scripts that are there to be tried, by name, and nothing of broken ones', async () => {
    await script('deep/one', TWO_TURNS);
    await script('another', { prompt: 'Say yes.', answers: [{ text: 'Yes.' }] });
    await script('hidden', { ...TWO_TURNS, example: false });
    await script('broken', '{');
    expect(await exampleModels(scriptsDir)).toEqual([
      { model: 'scripted/another', description: null, prompt: 'Say yes.', answers: 1 },
      {
        model: 'scripted/deep/one',
        description: TWO_TURNS.description,
        prompt: 'Do as you are scripted.',
        answers: 2,
      },
    ]);
    expect(await exampleModels(join(home, 'none'))).toEqual([]);
  });
});

describe('a scripted model', () => {
  it('answers by how many answers are in the history, whichever instance is asked', async () => {
    await script('two', TWO_TURNS);
    const first = await ask(open('two'));
    expect(first.message).toEqual({
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'I have to look.' },
        { type: 'text', text: 'I look at it.\n' },
        { type: 'tool-call', toolCallId: 'call_1_1', toolName: 'read_file', input: { path: 'a.txt' } },
        { type: 'tool-call', toolCallId: 'call_1_2', toolName: 'list_files', input: {} },
      ],
      model: 'scripted/two',
      finishReason: 'tool_calls',
    });
    expect((await ask(open('two'))).message).toEqual(first.message);

    const messages: Message[] = [...OPENING, first.message, ...resultsFor(first.message, [0, 1])];
    const second = await ask(open('two'), { messages });
    expect(second.message).toMatchObject({ parts: [{ text: 'It says hello.' }], finishReason: 'stop' });
    expect(second.usage).toEqual({ input: 9, output: 3, reasoning: 0, cached: 0, total: 12, calls: 1 });
  });

  it('uses an id once in a job', async () => {
    await script('same', { answers: [{ toolCalls: [{ name: 'a' }] }, { toolCalls: [{ name: 'a' }] }] });
    const first = await ask(open('same'));
    const second = await ask(open('same'), { messages: [...OPENING, first.message] });
    expect(toolCallsOf(second.message)[0]?.toolCallId).not.toBe(toolCallsOf(first.message)[0]?.toolCallId);
  });

  it('speaks word by word, reasoning first', async () => {
    await script('two', TWO_TURNS);
    const heard: string[] = [];
    await ask(open('two'), { onDelta: ({ kind, text }) => heard.push(`${kind} ${text}`) });
    expect(heard.slice(0, 2)).toEqual(['REASONING I', 'REASONING  have']);
    expect(heard.slice(-3)).toEqual(['TEXT  at', 'TEXT  it.', 'TEXT \n']);
  });

  it('goes on with an answer that was cut off', async () => {
    await script('cut', { answers: [{ reasoning: 'I think.', text: 'One two three.' }] });
    const heard: string[] = [];
    const onDelta = ({ text }: { text: string }) => heard.push(text);
    const begun = { reasoning: 'I think.', text: 'One t' };
    const { message } = await ask(open('cut'), { begun, onDelta });
    expect(message.parts).toMatchObject([{ text: 'I think.' }, { text: 'One two three.' }]);
    expect(heard.join('')).toBe('wo three.');
  });

  it('estimates what it cost where the script does not say', async () => {
    await script('two', TWO_TURNS);
    const { usage } = await ask(open('two'));
    expect(usage).toMatchObject({ reasoning: 4, cached: 0, calls: 1 });
    expect(usage.input).toBeGreaterThan(10);
    expect(usage.output).toBeGreaterThan(usage.reasoning);
    expect(usage.total).toBe(usage.input + usage.output);
  });

  it('takes its time and can be stopped meanwhile, with the reason that was given', async () => {
    await script('slow', { answers: [{ text: 'one two three', delayMs: 3_600_000 }] });
    const controller = new AbortController();
    const reason = new Error('enough');
    const asked = ask(open('slow'), { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(asked).rejects.toBe(reason);
    await expect(ask(open('slow'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('spreads its words over the time', async () => {
    await script('paced', { answers: [{ text: 'a b c', delayMs: 40 }] });
    const begun = performance.now();
    const at: number[] = [];
    await ask(open('paced'), { onDelta: () => at.push(performance.now() - begun) });
    expect(at).toHaveLength(3);
    expect(at[0]).toBeGreaterThan(8);
    expect(performance.now() - begun).toBeGreaterThan(38);
  });

  it('says that it has no more answers', async () => {
    await script('short', { answers: [{ text: 'One.' }] });
    const { message } = await ask(open('short'));
    await expect(ask(open('short'), { messages: [...OPENING, message] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      retryable: false,
      provider: 'scripted',
      message: expect.stringContaining('has only 1 answers, and the job asks for answer 2'),
    });
  });

  it('finds scripts in folders', async () => {
    await script('deep/one', { answers: [{ text: 'Deep.' }] });
    expect((await ask(open('deep/one'))).message.parts).toMatchObject([{ text: 'Deep.' }]);
  });
});

describe('a script that is not there', () => {
  it.each([
    'none',
    '../outside',
    'deep/../../outside',
    '/etc/passwd',
    '..',
    '.hidden',
    'a//b',
    'a\\b',
    'link',
    'folder/outside',
  ])('%s', async (name) => {
    await writeFile(join(home, 'outside.json'), JSON.stringify({ answers: [{ text: 'secret' }] }));
    await symlink(join(home, 'outside.json'), join(scriptsDir, 'link.json'));
    await symlink(home, join(scriptsDir, 'folder'));
    await expect(check(name)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const failed = await ask(open(name)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'BAD_REQUEST', message: expect.not.stringContaining(home) });
  });

  it('says which there are, a few of many, and where when that is in this installation', async () => {
    await expect(check('none')).rejects.toThrow('There is no script "none". SCRIPTS_DIR holds no scripts.');
    await script('deep/one', TWO_TURNS);
    await script('a name that cannot be asked for', TWO_TURNS);
    await script('another', TWO_TURNS);
    await expect(check('none')).rejects.toThrow('SCRIPTS_DIR holds another, deep/one.');
    await Promise.all(Array.from({ length: 12 }, (_, at) => script(`many-${at}`, TWO_TURNS)));
    await expect(check('none')).rejects.toThrow(/many-5 and 4 more\.$/);
    await expect(checkModelId('scripted/none', { scriptsDir: resolve('demo/scripts') })).rejects.toThrow(
      'SCRIPTS_DIR (demo/scripts) holds ',
    );
  });

  it('a link that stays inside is followed', async () => {
    await script('real', { answers: [{ text: 'Here.' }] });
    await symlink('real.json', join(scriptsDir, 'alias.json'));
    await expect(check('alias')).resolves.toBeUndefined();
  });
});

describe('a broken script', () => {
  it.each([
    ['{"answers": [', 'not valid JSON'],
    [{ answers: [] }, 'answers: '],
    [{ answers: [{ text: 7 }] }, 'answers[0].text: '],
    [
      { answers: [{ text: 'a' }, { toolCalls: [{ name: 'x' }, { arguments: {} }] }] },
      'answers[1].toolCalls[1].name: ',
    ],
    [{ answers: [{ toolCalls: [{ name: 'x', arguments: 'text' }] }] }, 'answers[0].toolCalls[0].arguments: '],
    [{ answers: [{ txt: 'a' }] }, 'answers[0]: '],
    [{ answers: [{ delayMs: -1 }] }, 'answers[0].delayMs: '],
    ['[]', 'the whole: '],
  ])('%j says where: %s', async (content, where) => {
    await script('broken', content);
    await expect(check('broken')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(where),
    });
    await expect(ask(open('broken'))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
