import { describe, expect, it } from 'vitest';
import { align } from '../../dashboard/src/compare/align.ts';
import { diffRows } from '../../dashboard/src/job/diff-rows.ts';
import type { VersionParts } from '../../dashboard/src/job/fragments.ts';
import { MessageLog } from '../../dashboard/src/job/message-log.ts';
import type { LogEntry, LogMessage } from '../../dashboard/src/job/messages.ts';
import { type Chunk, hear, type Spoken } from '../../dashboard/src/job/spoken.ts';
import { terminalSpans } from '../../dashboard/src/job/terminal-text.ts';
import { addedBy, withVersions } from '../../dashboard/src/job/versions.ts';

const said = (text: string) => ({ text, length: text.length });

function entry(index: number, more: Partial<LogMessage> = {}): LogEntry {
  return {
    cursor: `c${index}`,
    message: { role: 'USER', index, text: said(`m${index}`), ...more } as LogMessage,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => entry(from + at));
const places = (log: MessageLog) => log.entries.map(({ message }) => message.index);

describe('MessageLog', () => {
  it('grows at both ends, each message once', () => {
    const log = new MessageLog(range(4, 7)).with(range(2, 5)).with(range(6, 9));
    expect([places(log), log.start, log.end]).toEqual([[2, 3, 4, 5, 6, 7, 8], 2, 9]);
  });

  it('tells when something is missing in between', () => {
    const log = new MessageLog(range(4, 7));
    expect([range(7, 8), range(3, 4), range(5, 6), []].map((entries) => log.fits(entries))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([range(8, 9), range(1, 3)].map((entries) => log.fits(entries))).toEqual([false, false]);
    expect([range(0, 2), range(2, 3)].map((entries) => new MessageLog().fits(entries))).toEqual([
      true,
      false,
    ]);
  });

  it('puts a result into the latest call of that id', () => {
    const call = { id: 'call', name: 'run_command', state: 'RUNNING', decision: 'RUN', resultExcerpt: null };
    const asked = (index: number) =>
      entry(index, { role: 'ASSISTANT', reasoning: null, toolCalls: [call as never] });
    const result = {
      ...{ toolCallId: 'call', state: 'DONE' as const, isError: false, startedAt: 'a', finishedAt: 'b' },
      text: said('output'),
    };
    const log = new MessageLog([asked(0), asked(1)]).with([entry(2, { role: 'TOOL', result })]);
    const callsOf = (index: number) => {
      const message = log.entries[index]?.message;
      return message?.role === 'ASSISTANT' ? message.toolCalls : [];
    };
    expect(callsOf(1)).toMatchObject([
      { state: 'DONE', decision: null, resultExcerpt: { text: 'output' }, finishedAt: 'b' },
    ]);
    expect(callsOf(0)).toMatchObject([{ state: 'RUNNING', resultExcerpt: null }]);
  });
});

describe('hear', () => {
  const chunk = (offset: number, text: string, more: Partial<Chunk> = {}): Chunk => ({
    ...{ turn: 3, attempt: 1, offset, kind: 'TEXT', text },
    ...more,
  });
  const all = (...chunks: Chunk[]) => chunks.reduce<Spoken | null>(hear, null);

  it('puts reasoning and answer together piece by piece', () => {
    const spoken = all(
      chunk(0, 'Let me', { kind: 'REASONING' }),
      chunk(6, ' see.', { kind: 'REASONING' }),
      chunk(11, 'Done.'),
    );
    expect(spoken).toEqual({ turn: 3, attempt: 1, reasoning: 'Let me see.', text: 'Done.' });
  });

  it('hears nothing twice when the stream begins again after a reconnect', () => {
    const once = all(chunk(0, 'abc'), chunk(3, 'def'));
    expect(hear(once, chunk(0, 'abc'))).toBe(once);
    expect(hear(once, chunk(0, 'abcdef'))).toBe(once);
    expect(hear(once, chunk(3, 'defghi'))?.text).toBe('abcdefghi');
  });

  it('drops what an earlier attempt or turn said', () => {
    const second = all(chunk(0, 'first try'), chunk(0, 'again', { attempt: 2 }));
    expect(second).toMatchObject({ attempt: 2, text: 'again' });
    expect(hear(second, chunk(9, ' late'))).toBe(second);
    expect(hear(second, chunk(0, 'next', { turn: 4 }))).toEqual({
      turn: 4,
      attempt: 1,
      reasoning: '',
      text: 'next',
    });
    expect(hear(second, chunk(0, 'old', { turn: 2, attempt: 5 }))).toBe(second);
  });
});

function version(number: number, more: Partial<VersionParts> = {}): VersionParts {
  return {
    ...{ version: number, epoch: 1, step: 'MODEL_RESPONSE', messageCount: number + 2, toolCalls: [] },
    usage: { total: number * 100 },
    ...more,
  } as VersionParts;
}

describe('versions', () => {
  it('stand in order, each once, whichever way they come', () => {
    const numbers = (versions: readonly VersionParts[]) => versions.map((one) => one.version);
    expect(numbers(withVersions([version(5)], [version(4), version(3)]))).toEqual([3, 4, 5]);
    expect(numbers(withVersions([version(5)], [version(6)]))).toEqual([5, 6]);
    expect(numbers(withVersions([version(4), version(5)], [version(5), version(7), version(6)]))).toEqual([
      4, 5, 6, 7,
    ]);
  });

  it('tell what each added', () => {
    const call = (id: string, name: string, state: string) => ({ id, name, state }) as never;
    const answer = version(3, {
      toolCalls: [call('1', 'read_file', 'PENDING'), call('2', 'run_command', 'PENDING')],
    });
    const result = version(4, {
      ...{ step: 'TOOL_RESULT', epoch: 2 },
      toolCalls: [call('1', 'read_file', 'PENDING'), call('2', 'run_command', 'DONE')],
    });
    const done = version(5, {
      ...{ step: 'TOOLS_DONE', epoch: 2 },
      toolCalls: [call('1', 'read_file', 'FAILED'), call('2', 'run_command', 'DONE')],
    });
    expect(addedBy(answer, version(2))).toEqual({
      messages: 1,
      tokens: 100,
      tools: ['read_file', 'run_command'],
      takenOver: false,
    });
    expect(addedBy(result, answer)).toMatchObject({ tools: ['run_command'], takenOver: true });
    expect(addedBy(done, result)).toMatchObject({ tools: ['read_file'], takenOver: false });
    expect(addedBy(version(1), null)).toMatchObject({ messages: 3, tokens: 100, takenOver: false });
    expect(
      addedBy(version(1, { step: 'RESUMED', toolCalls: [call('1', 'read_file', 'DONE')] }), null).tools,
    ).toEqual([]);
  });
});

describe('align', () => {
  const user = (index: number, text: string): LogMessage => ({ role: 'USER', index, text: said(text) });
  const shape = (left: LogMessage[], right: LogMessage[]) =>
    align(left, right).map((one) => [one.kind, one.left.length, one.right.length]);

  it('finds what two histories have in common, and what stands against each other', () => {
    const common = [user(0, 'a'), user(1, 'b')];
    expect(shape(common, common)).toEqual([['SAME', 2, 2]]);
    expect(shape([...common, user(2, 'x')], [...common, user(2, 'y'), user(3, 'z')])).toEqual([
      ['SAME', 2, 2],
      ['DIFFERENT', 1, 2],
    ]);
    expect(shape(common, [...common, user(2, 'c')])).toEqual([
      ['SAME', 2, 2],
      ['DIFFERENT', 0, 1],
    ]);
    expect(shape([], [])).toEqual([]);
  });

  it('takes an answer for the same however far its calls have come', () => {
    const asked = (state: 'PENDING' | 'DONE', command: string): LogMessage => ({
      ...{ role: 'ASSISTANT', index: 0, text: said(''), reasoning: null },
      toolCalls: [
        { id: '1', name: 'run_command', state, argumentsExcerpt: { arguments: { command } } } as never,
      ],
    });
    expect(shape([asked('PENDING', 'ls')], [asked('DONE', 'ls')])).toEqual([['SAME', 1, 1]]);
    expect(shape([asked('DONE', 'ls')], [asked('DONE', 'cd')])).toEqual([['DIFFERENT', 1, 1]]);
  });
});

describe('diffRows', () => {
  const shown = (before: string, after: string) =>
    diffRows(before, after).map(
      ({ kind, spans }) =>
        `${{ SAME: ' ', REMOVED: '-', ADDED: '+' }[kind]}${spans.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')}`,
    );

  it('sets lines against each other, and marks the words that changed', () => {
    expect(shown('a\nconst x = 1;\nb\n', 'a\nconst x = 2;\nb\n')).toEqual([
      ' a',
      '-const x = [1];',
      '+const x = [2];',
      ' b',
    ]);
  });

  it('shows lines that came, went, or stand against another number of lines', () => {
    expect(shown('a\n', 'a\nb\n')).toEqual([' a', '+b']);
    expect(shown('a\nb\n', 'b\n')).toEqual(['-a', ' b']);
    expect(shown('one\n', 'two\nthree\n')).toEqual(['-one', '+two', '+three']);
    expect(shown('', 'x')).toEqual(['+x']);
  });
});

describe('terminalSpans', () => {
  it('names colours and decorations, and keeps every other character', () => {
    expect(terminalSpans('plain \u001b[1;31mred\u001b[0m <b>&amp;</b>')).toEqual([
      { text: 'plain ', className: '' },
      { text: 'red', className: 'ansi-red ansi-bold' },
      { text: ' <b>&amp;</b>', className: '' },
    ]);
    expect(terminalSpans('\u001b[38;2;1;2;3mexact')).toMatchObject([
      { text: 'exact', style: { color: 'rgb(1, 2, 3)' } },
    ]);
  });

  it('shows a line that was written over as it was last, and moves no cursor', () => {
    const text = (output: string) =>
      terminalSpans(output)
        .map((span) => span.text)
        .join('');
    expect(text('10%\r50%\r100%\nnext\r\n')).toBe('100%\nnext\n');
    expect(text('a\u001b[2K\u001b[1Gb\u001b]0;title\u0007c\u001b[?25l')).toBe('abc');
  });
});
