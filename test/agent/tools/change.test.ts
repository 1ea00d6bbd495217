import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ToolContext } from '../../../src/agent/tools/tool.ts';
import { call, tool, toolContext } from './support.ts';

function put(context: ToolContext, path: string, content: string | Buffer): void {
  writeFileSync(join(context.workspace.path, path), content);
}

function get(context: ToolContext, path: string): string {
  return readFileSync(join(context.workspace.path, path), 'utf8');
}

describe('write_file', () => {
  it('makes files and folders, and replaces what was there', async () => {
    const context = await toolContext();
    const first = await call('write_file', { path: 'a/b/c.txt', content: 'one €' }, context);
    expect(first).toEqual({ output: 'Wrote "a/b/c.txt" (7 bytes).', isError: false });
    await call('write_file', { path: 'a/b/c.txt', content: '' }, context);
    expect(get(context, 'a/b/c.txt')).toBe('');
    expect(readdirSync(join(context.workspace.path, 'a/b'))).toEqual(['c.txt']);
  });

  it('does not write over a folder, nor through a file', async () => {
    const context = await toolContext();
    mkdirSync(join(context.workspace.path, 'dir'));
    put(context, 'file', 'x');
    await expect(call('write_file', { path: 'dir', content: '' }, context)).rejects.toThrow('is a folder');
    await expect(call('write_file', { path: 'file/x', content: '' }, context)).rejects.toThrow(
      'not a folder',
    );
  });

  it('changes nothing, folders included, without the right to act', async () => {
    const lost = new Error('lost');
    const context = await toolContext({ whenMayAct: () => Promise.reject(lost) });
    await expect(call('write_file', { path: 'a/b', content: 'x' }, context)).rejects.toBe(lost);
    expect(readdirSync(context.workspace.path)).toEqual([]);
  });

  it('leaves the file as it was, and nothing beside it, when the right to act is lost while it writes', async () => {
    const lost = new Error('lost');
    let asked = 0;
    const context = await toolContext({
      whenMayAct: async (act) => {
        if (++asked > 1) throw lost;
        return act();
      },
    });
    put(context, 'file', 'old');
    await expect(call('write_file', { path: 'file', content: 'new' }, context)).rejects.toBe(lost);
    expect(readdirSync(context.workspace.path)).toEqual(['file']);
    expect(get(context, 'file')).toBe('old');
  });
});

describe('edit_file', () => {
  it('replaces the one occurrence, literally', async () => {
    const context = await toolContext();
    put(context, 'file', '\ufeffa\r\nold\r\nb');
    const result = await call(
      'edit_file',
      { path: 'file', oldText: 'old', newText: "$& $1 $' new" },
      context,
    );
    expect(result).toEqual({ output: 'Edited "file": replaced 1 line(s) by 1.', isError: false });
    expect(get(context, 'file')).toBe("\ufeffa\r\n$& $1 $' new\r\nb");
  });

  it.each([
    ['a a', 'b', 'x', 'oldText occurs 0 times'],
    ['a a', 'a', 'b', 'oldText occurs 2 times'],
    ['aaa', 'aa', 'b', 'oldText occurs 2 times'],
    ['a'.repeat(500), 'a', 'b', 'oldText occurs 100 or more times'],
    ['one\r\ntwo\r\n', 'one\ntwo', 'x', 'its lines end in "\\r\\n"'],
    ['new text', 'old', 'new', 'may have been made already'],
  ])('in %j refuses to replace %j by %j: %s', async (content, oldText, newText, message) => {
    const context = await toolContext();
    put(context, 'file', content);
    await expect(call('edit_file', { path: 'file', oldText, newText }, context)).rejects.toThrow(message);
    expect(get(context, 'file')).toBe(content);
  });

  it('refuses bytes that would not survive it', async () => {
    const context = await toolContext();
    put(context, 'file', Buffer.from([0x61, 0xff]));
    const editing = call('edit_file', { path: 'file', oldText: 'a', newText: 'b' }, context);
    await expect(editing).rejects.toThrow('not valid UTF-8');
    expect([...readFileSync(join(context.workspace.path, 'file'))]).toEqual([0x61, 0xff]);
  });

  it('refuses a file that is not there', async () => {
    const editing = call('edit_file', { path: 'none', oldText: 'a', newText: 'b' }, await toolContext());
    await expect(editing).rejects.toThrow('"none" does not exist.');
  });
});

describe.each([
  ['write_file', { path: 'file', content: 'new' }, 'old'],
  ['write_file', { path: 'file', content: 'new' }, null],
  ['edit_file', { path: 'file', oldText: 'old', newText: 'new' }, 'old'],
])('%s %j, cut off, with %j before', (name, input, before) => {
  async function prepared() {
    const context = await toolContext();
    if (before !== null) put(context, 'file', before);
    const evidence = JSON.parse(JSON.stringify(await tool(name).prepare?.(input, context)));
    return { context, verdict: async () => tool(name).verify?.(input, evidence, context) };
  }

  it('is NOT_DONE before it, and looking changes nothing', async () => {
    const { context, verdict } = await prepared();
    const { mtimeMs } = statSync(context.workspace.path);
    expect(await verdict()).toEqual({ state: 'NOT_DONE' });
    expect(statSync(context.workspace.path).mtimeMs).toBe(mtimeMs);
  });

  it('is DONE after it, with the output of the call itself', async () => {
    const { context, verdict } = await prepared();
    const { output } = await call(name, input, context);
    expect(await verdict()).toEqual({ state: 'DONE', output });
  });

  it('is UNKNOWN when the file is neither, or is no file any more', async () => {
    const { context, verdict } = await prepared();
    put(context, 'file', 'other');
    expect(await verdict()).toEqual({ state: 'UNKNOWN' });
    unlinkSync(join(context.workspace.path, 'file'));
    expect(await verdict()).toEqual({ state: before === null ? 'NOT_DONE' : 'UNKNOWN' });
    symlinkSync('/etc/passwd', join(context.workspace.path, 'file'));
    expect(await verdict()).toEqual({ state: 'UNKNOWN' });
  });

  it('is UNKNOWN when the evidence cannot be read', async () => {
    const { context } = await prepared();
    for (const evidence of [null, {}, { before: 1, after: 2 }]) {
      expect(await tool(name).verify?.(input, evidence, context)).toEqual({ state: 'UNKNOWN' });
    }
  });
});

describe('writing what is there already', () => {
  it('is DONE in any case', async () => {
    const context = await toolContext();
    put(context, 'file', 'same');
    const input = { path: 'file', content: 'same' };
    const evidence = (await tool('write_file').prepare?.(input, context)) ?? null;
    expect(await tool('write_file').verify?.(input, evidence, context)).toMatchObject({ state: 'DONE' });
  });
});
