import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../support/temp-dir.ts';
import { call, toolContext } from './support.ts';

async function contextWith(files: Record<string, string | Buffer>) {
  const context = await toolContext();
  for (const [path, content] of Object.entries(files)) {
    const whole = join(context.workspace.path, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content);
  }
  return context;
}

const PROJECT = {
  'README.md': 'Hello\n',
  'src/a.ts': 'const one = 1;\nconst two = 2;\n',
  'src/deep/b.ts': 'let three = 3;\r\n',
  'src/deep/c.txt': 'one\n',
  '.env.example': 'ONE=1\n',
  '.git/config': 'const hidden = 1;\n',
  'node_modules/x/index.js': 'const one = 1;\n',
  'pkg/node_modules/y.js': 'const one = 1;\n',
};

async function outputOf(name: string, input: object, files: Record<string, string | Buffer> = PROJECT) {
  return (await call(name, input, await contextWith(files))).output;
}

describe('list_files', () => {
  it('lists everything, sorted, but what is in .git and node_modules', async () => {
    expect(await outputOf('list_files', {})).toBe(
      [
        '.env.example',
        '.git/ (not listed)',
        'README.md',
        'node_modules/ (not listed)',
        'pkg/',
        'pkg/node_modules/ (not listed)',
        'src/',
        'src/a.ts',
        'src/deep/',
        'src/deep/b.ts',
        'src/deep/c.txt',
      ].join('\n'),
    );
  });

  it.each([
    [{ path: 'src/deep' }, 'src/deep/b.ts\nsrc/deep/c.txt'],
    [{ path: './src/deep/' }, 'src/deep/b.ts\nsrc/deep/c.txt'],
    [{ path: 'node_modules' }, 'node_modules/x/\nnode_modules/x/index.js'],
    [{ glob: '*.ts' }, 'src/a.ts\nsrc/deep/b.ts'],
    [{ glob: 'src/*.ts' }, 'src/a.ts'],
    [{ glob: '**/*.{md,txt}' }, 'README.md\nsrc/deep/c.txt'],
    [{ path: 'src', glob: 'deep/*' }, 'src/deep/b.ts\nsrc/deep/c.txt'],
    [{ glob: '*.example' }, '.env.example'],
    [{ glob: '*.py' }, 'No file matches.'],
  ])('lists %j', async (input, expected) => {
    expect(await outputOf('list_files', input)).toBe(expected);
  });

  it('says what is no file and does not follow links', async () => {
    const context = await contextWith({ 'dir/file': '' });
    symlinkSync(tempDir(), join(context.workspace.path, 'out'));
    symlinkSync('dir', join(context.workspace.path, 'in'));
    execFileSync('mkfifo', [join(context.workspace.path, 'fifo')]);
    const { output } = await call('list_files', {}, context);
    expect(output).toBe(
      ['dir/', 'dir/file', 'fifo (not a regular file)', 'in (symbolic link)', 'out (symbolic link)'].join(
        '\n',
      ),
    );
    expect((await call('list_files', { path: 'in' }, context)).output).toBe('in/file');
    await expect(call('list_files', { path: 'out' }, context)).rejects.toThrow('outside the workspace');
    await expect(call('list_files', { path: '..' }, context)).rejects.toThrow('outside the workspace');
    await expect(call('list_files', { path: 'none' }, context)).rejects.toThrow('"none" does not exist.');
    await expect(call('list_files', { path: 'dir/file' }, context)).rejects.toThrow('not a folder');
  });

  it('lists what is nearest to the top when there is too much, and says so', async () => {
    const files = Object.fromEntries(Array.from({ length: 1_200 }, (_, i) => [`deep/file-${i}`, '']));
    const lines = (await outputOf('list_files', {}, { ...files, 'z-top': '' })).split('\n');
    expect(lines).toHaveLength(1_001);
    expect(lines).toContain('z-top');
    expect(lines.at(-1)).toContain('more than can be listed');
  });

  it('keeps a name on one line whatever is in it', async () => {
    expect(await outputOf('list_files', {}, { 'a\nb': '' })).toBe('"a\\nb"');
  });

  it('says that a folder is empty', async () => {
    expect(await outputOf('list_files', {}, {})).toBe('The folder is empty.');
  });
});

describe('a folder that cannot be opened', () => {
  it.each([
    ['list_files', {}, ['a/', 'a/file', 'd\ufffdp/', 'z/', 'z/file']],
    ['search_files', { pattern: 'needle' }, ['a/file:1: needle', 'z/file:1: needle']],
  ])('is left out by %s, which says so and goes on', async (name, input, found) => {
    const context = await contextWith({ 'a/file': 'needle', 'z/file': 'needle' });
    const folder = Buffer.concat([
      Buffer.from(`${context.workspace.path}/d`),
      Buffer.from([0xe9]),
      Buffer.from('p'),
    ]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from('/file')]), 'needle');
    const lines = (await call(name, input, context)).output.split('\n');
    expect(lines.at(-1)).toMatch(/^\[1 folder\(s\) could not be opened and were left out/);
    expect(lines.slice(0, -1)).toEqual(found);
  });
});

describe('search_files', () => {
  it.each([
    [{ pattern: 'one' }, 'src/a.ts:1: const one = 1;\nsrc/deep/c.txt:1: one'],
    [{ pattern: 'ONE' }, '.env.example:1: ONE=1'],
    [{ pattern: '(?i)^one', glob: '*.txt' }, 'src/deep/c.txt:1: one'],
    [{ pattern: '\\d;$', path: 'src/a.ts' }, 'src/a.ts:1: const one = 1;\nsrc/a.ts:2: const two = 2;'],
    [{ pattern: 'three', path: 'src' }, 'src/deep/b.ts:1: let three = 3;'],
    [{ pattern: 'const', path: 'node_modules/x' }, 'node_modules/x/index.js:1: const one = 1;'],
    [{ pattern: 'nowhere' }, 'No line matches.'],
    [{ pattern: '\\-|two' }, 'src/a.ts:2: const two = 2;'],
  ])('finds %j', async (input, expected) => {
    const lines = (await outputOf('search_files', input)).split('\n').sort();
    expect(lines).toEqual(expected.split('\n').sort());
  });

  it('says what is wrong with a pattern', async () => {
    await expect(outputOf('search_files', { pattern: '(' })).rejects.toThrow('Invalid regular expression');
  });

  it('neither reads links, hard links and FIFOs nor binary and big files', async () => {
    const context = await contextWith({
      text: 'needle\n',
      binary: Buffer.from('needle\0'),
      big: `needle\n${'x'.repeat(5 * 1024 * 1024)}`,
    });
    const outside = tempDir();
    writeFileSync(join(outside, 'secret'), 'needle\n');
    symlinkSync(join(outside, 'secret'), join(context.workspace.path, 'link'));
    symlinkSync(outside, join(context.workspace.path, 'dir'));
    linkSync(join(outside, 'secret'), join(context.workspace.path, 'hard'));
    execFileSync('mkfifo', [join(context.workspace.path, 'fifo')]);
    const { output } = await call('search_files', { pattern: 'needle' }, context);
    expect(output.split('\n')).toEqual([
      'text:1: needle',
      expect.stringContaining('2 file(s) were not searched'),
    ]);
  });

  it('cuts the lines and their number', async () => {
    const wide = `${'a'.repeat(5_000)}needle${'b'.repeat(4_000)}`;
    const one = await outputOf('search_files', { pattern: 'needle' }, { wide });
    expect(one).toMatch(/^wide:1: …a+needleb+…$/);
    expect(one.length).toBeLessThan(330);
    const many = await outputOf('search_files', { pattern: 'x' }, { many: 'x\n'.repeat(1_000) });
    expect(many.split('\n')).toHaveLength(201);
    expect(many).toContain('There are more matches');
  });

  const CATASTROPHE = { pattern: '^(a+)+$', files: { file: `${'a'.repeat(100)}b\n` } };

  it('ends a pattern that never comes back, while this process goes on', async () => {
    const context = await contextWith(CATASTROPHE.files);
    let beats = 0;
    const heart = setInterval(() => beats++, 100);
    const searching = call('search_files', { pattern: CATASTROPHE.pattern }, context);
    await expect(searching).rejects.toThrow('the pattern backtracks too much');
    clearInterval(heart);
    expect(beats).toBeGreaterThan(20);
  });

  it('ends it at once when it is aborted', async () => {
    const abort = new AbortController();
    const context = { ...(await contextWith(CATASTROPHE.files)), signal: abort.signal };
    const searching = call('search_files', { pattern: CATASTROPHE.pattern }, context);
    const reason = new Error('stop');
    setTimeout(() => abort.abort(reason), 300);
    await expect(searching).rejects.toBe(reason);
  });

  it('is not held up by a glob that backtracks', async () => {
    const context = await contextWith({ ['a'.repeat(200)]: '' });
    const abort = new AbortController();
    const listing = call(
      'list_files',
      { glob: `${'*a'.repeat(40)}*b` },
      { ...context, signal: abort.signal },
    );
    setTimeout(() => abort.abort(new Error('stop')), 300);
    await expect(listing).rejects.toThrow('stop');
  });
});
