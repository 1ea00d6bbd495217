import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JailError } from '../../src/agent/jail/errors.ts';
import type { Jail } from '../../src/agent/jail/walk.ts';
import type { WhenMayAct } from '../../src/agent/may-act.ts';
import {
  copyWorkspace,
  defaultWorkspaceFor,
  openWorkspace,
  parseWorkspacePath,
  type Workspace,
  WorkspaceMissingError,
  workspaceOf,
} from '../../src/agent/workspace.ts';
import { RetomaError } from '../../src/errors.ts';
import { tempDir } from '../support/temp-dir.ts';

const AT_ONCE: WhenMayAct = async (act) => act();

async function fresh(): Promise<{ root: string; outside: string; workspace: Workspace }> {
  const root = tempDir();
  const outside = tempDir();
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  return { root, outside, workspace: await openWorkspace(root, { path: 'job' }, { create: true }) };
}

function read(workspace: Workspace, path: string): Promise<string> {
  return workspace.withFile(path, async ({ handle }) => (await handle.readFile()).toString());
}

describe('the path of a workspace', () => {
  it.each(['a', 'a/b', 'my project', 'ünï', '…', '.hidden', 'a'.repeat(255)])('%j is one', (path) => {
    expect(parseWorkspacePath(path)).toBe(path);
  });

  it.each([
    ['not a string', 7],
    ['empty', ''],
    ['absolute', '/etc'],
    ['above the root', '../other'],
    ['above the root in the middle', 'a/../../b'],
    ['the root itself', '.'],
    ['an empty part', 'a//b'],
    ['a slash at the end', 'a/'],
    ['a backslash', 'a\\b'],
    ['a NUL', 'a\0b'],
    ['a line break', 'a\nb'],
    ['a lone surrogate', 'a\ud800'],
    ['a long part', 'a'.repeat(256)],
    ['long', 'abc/'.repeat(300).slice(0, -1)],
    ['a name that the server makes for itself', '.retoma-copy-1'],
  ])('refuses %s', (_, path) => {
    expect(() => parseWorkspacePath(path)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', name: 'RetomaError' }),
    );
  });

  it('has one form however its accents are written', () => {
    expect(parseWorkspacePath('e\u0301')).toBe('\u00e9');
  });

  it.each(['job', '0199-ab', '../../etc', 'a/b', '…', 'x'.repeat(255)])('is made for the job id %j', (id) => {
    const { path } = defaultWorkspaceFor(id);
    expect(parseWorkspacePath(path)).toBe(path);
    expect(path).not.toContain('/');
    expect(path).toBe(defaultWorkspaceFor(id).path);
  });

  it('differs for ids that read alike', () => {
    expect(defaultWorkspaceFor('a b').path).not.toBe(defaultWorkspaceFor('a-b').path);
    expect(defaultWorkspaceFor('A').path).not.toBe(defaultWorkspaceFor('a').path);
  });
});

describe('opening a workspace', () => {
  it('makes the folder at the first start, the root included', async () => {
    const root = join(tempDir(), 'not', 'there');
    const workspace = await openWorkspace(root, { path: 'a/b' }, { create: true });
    expect(workspace.path).toBe(join(root, 'a/b'));
    expect(statSync(workspace.path).isDirectory()).toBe(true);
  });

  it('says why, and what to do, when the folder of all workspaces has become a file', async () => {
    const root = join(tempDir(), 'root');
    writeFileSync(root, '');
    const opening = openWorkspace(root, { path: 'a' }, { create: true });
    await expect(opening).rejects.toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(
          /WORKSPACE_ROOT\) cannot be used .*: a part of the path is a file\. Mend/,
        ),
      }),
    );
  });

  it('does not go on in an empty folder when the job has begun elsewhere', async () => {
    const root = tempDir();
    const opening = openWorkspace(root, { path: 'a/b' }, { create: false });
    await expect(opening).rejects.toThrow(WorkspaceMissingError);
    await expect(opening).rejects.not.toThrow(root);
    expect(readdirSync(root)).toEqual([]);
  });

  it.each(['job', 'above/job'])('refuses %s when another workspace put a link there', async (path) => {
    const root = tempDir();
    const outside = tempDir();
    mkdirSync(join(outside, 'job'));
    symlinkSync(path === 'job' ? join(outside, 'job') : outside, join(root, path.split('/')[0] ?? ''));
    for (const create of [true, false]) {
      await expect(openWorkspace(root, { path }, { create })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
    }
  });
});

describe.each<Jail['anchoring']>(['descriptor', 'path'])('the jail, by %s', (anchoring) => {
  async function jailed() {
    const { workspace, ...rest } = await fresh();
    return { ...rest, workspace: workspaceOf({ ...workspace.jail, anchoring }) };
  }

  it('reads and writes inside, absolute paths into it included', async () => {
    const { workspace } = await jailed();
    await workspace.replaceFile('a/b/file.txt', Buffer.from('one'), AT_ONCE);
    expect(await read(workspace, 'a/b/../b/./file.txt')).toBe('one');
    expect(await read(workspace, join(workspace.path, 'a/b/file.txt'))).toBe('one');
  });

  it.each([
    '../secret.txt',
    '..',
    'a/../../secret.txt',
    '/etc/passwd',
    '/proc/self/environ',
    '/dev/null',
    '/',
    'a\0b',
    'a\ud800',
    'x/'.repeat(3000),
  ])('refuses %j', async (path) => {
    const { workspace } = await jailed();
    mkdirSync(join(workspace.path, 'a'));
    await expect(read(workspace, path)).rejects.toThrow(JailError);
    await expect(workspace.replaceFile(path, Buffer.from('x'), AT_ONCE)).rejects.toThrow(JailError);
    expect(readdirSync(workspace.path)).toEqual(['a']);
  });

  it('refuses an absolute path that only begins like its own', async () => {
    const { workspace, root } = await jailed();
    mkdirSync(join(root, 'job-2'));
    writeFileSync(join(root, 'job-2/file'), 'other');
    await expect(read(workspace, join(root, 'job-2/file'))).rejects.toThrow('outside the workspace');
  });

  it.each([
    ['absolute', (outside: string) => join(outside, 'secret.txt')],
    ['relative', () => '../../../etc/passwd'],
    ['to /proc', () => '/proc/self/environ'],
  ])('refuses a link out: %s', async (_, target) => {
    const { workspace, outside } = await jailed();
    symlinkSync(target(outside), join(workspace.path, 'link'));
    await expect(read(workspace, 'link')).rejects.toThrow('outside the workspace');
    await expect(workspace.replaceFile('link', Buffer.from('x'), AT_ONCE)).rejects.toThrow(
      'outside the workspace',
    );
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });

  it('refuses a link out in the middle of a path', async () => {
    const { workspace, outside } = await jailed();
    symlinkSync(outside, join(workspace.path, 'dir'));
    await expect(read(workspace, 'dir/secret.txt')).rejects.toThrow('outside the workspace');
    await expect(workspace.replaceFile('dir/new.txt', Buffer.from('x'), AT_ONCE)).rejects.toThrow(JailError);
    await expect(workspace.replaceFile('dir/a/b.txt', Buffer.from('x'), AT_ONCE)).rejects.toThrow(JailError);
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });

  it('follows links that stay inside, and writes to what they lead to', async () => {
    const { workspace } = await jailed();
    mkdirSync(join(workspace.path, 'real/deep'), { recursive: true });
    writeFileSync(join(workspace.path, 'real/file'), 'inside');
    symlinkSync('real', join(workspace.path, 'dir'));
    symlinkSync('../../dir/file', join(workspace.path, 'real/deep/link'));
    expect(await read(workspace, 'dir/deep/link')).toBe('inside');
    await workspace.replaceFile('dir/deep/link', Buffer.from('new'), AT_ONCE);
    expect(readFileSync(join(workspace.path, 'real/file'), 'utf8')).toBe('new');
    expect(readlinkSync(join(workspace.path, 'real/deep/link'))).toBe('../../dir/file');
  });

  it('ends on links that go in circles', async () => {
    const { workspace } = await jailed();
    symlinkSync('b', join(workspace.path, 'a'));
    symlinkSync('a', join(workspace.path, 'b'));
    await expect(read(workspace, 'a')).rejects.toThrow('too many symbolic links');
  });

  it('refuses hard links, for reading and for writing', async () => {
    const { workspace, outside } = await jailed();
    linkSync(join(outside, 'secret.txt'), join(workspace.path, 'hard'));
    await expect(read(workspace, 'hard')).rejects.toThrow('hard link');
    await expect(workspace.replaceFile('hard', Buffer.from('x'), AT_ONCE)).rejects.toThrow('hard link');
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });

  it('refuses a FIFO and a socket without waiting for anybody', async () => {
    const { workspace } = await jailed();
    execFileSync('mkfifo', [join(workspace.path, 'fifo')]);
    const server = createServer().listen(join(workspace.path, 'socket'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    for (const path of ['fifo', 'socket']) {
      await expect(read(workspace, path)).rejects.toThrow('not a regular file');
      await expect(workspace.replaceFile(path, Buffer.from('x'), AT_ONCE)).rejects.toThrow(
        'not a regular file',
      );
    }
  });

  it.runIf(process.getuid?.() === 0)('refuses a device', async () => {
    const { workspace } = await jailed();
    execFileSync('mknod', [join(workspace.path, 'zero'), 'c', '1', '5']);
    await expect(read(workspace, 'zero')).rejects.toThrow('not a regular file');
  });

  it('says nothing of paths of this machine', async () => {
    const { workspace } = await jailed();
    writeFileSync(join(workspace.path, 'file'), '');
    await expect(read(workspace, 'none')).rejects.toThrow(/^"none" does not exist\.$/);
    await expect(read(workspace, 'no/ne')).rejects.toThrow(/^"no\/ne" does not exist\.$/);
    await expect(read(workspace, 'file/x')).rejects.toThrow(/^"file\/x" has a part that is not a folder\.$/);
    await expect(read(workspace, '.')).rejects.toThrow(/^"\." is a folder\.$/);
    await expect(read(workspace, 'n'.repeat(300))).rejects.toThrow(/too long\.$/);
  });
});

describe('a path that is swapped while it is used', () => {
  /** A thread that puts a link out in the place of the folder and the folder back, without pause. */
  async function swapper(real: string, link: string, at: string): Promise<Worker> {
    const source = `
      const { renameSync, rmSync } = require('node:fs');
      const { parentPort, workerData: { real, link, at } } = require('node:worker_threads');
      parentPort.postMessage('going');
      // A write that comes while the place is empty makes a folder there.
      const put = (from, to) => {
        for (;;) {
          try { return renameSync(from, to); } catch {}
          try { rmSync(to, { recursive: true, force: true }); } catch {}
        }
      };
      for (;;) {
        put(at, real); put(link, at);
        put(at, link); put(real, at);
      }`;
    renameSync(real, at);
    const thread = new Worker(source, { eval: true, workerData: { real, link, at } });
    onTestFinished(async () => void (await thread.terminate()));
    await new Promise((resolve) => thread.once('message', resolve));
    return thread;
  }

  it('never leads outside: a folder in the middle', async () => {
    const { workspace, outside, root } = await fresh();
    writeFileSync(join(outside, 'file'), 'outside');
    mkdirSync(join(root, 'real'));
    writeFileSync(join(root, 'real/file'), 'inside');
    symlinkSync(outside, join(root, 'link'));
    await swapper(join(root, 'real'), join(root, 'link'), join(workspace.path, 'dir'));
    const seen = new Set<string>();
    for (let i = 0; i < 2_000; i++) {
      seen.add(await read(workspace, 'dir/file').catch(() => 'refused'));
      if (i % 10 === 0) {
        await workspace.replaceFile(`dir/new-${i}`, Buffer.from('x'), AT_ONCE).catch(() => undefined);
      }
    }
    expect(seen).not.toContain('outside');
    expect(seen).toContain('inside');
    expect(seen).toContain('refused');
    expect(readdirSync(outside).sort()).toEqual(['file', 'secret.txt']);
  });

  it('never leads outside: the file itself', async () => {
    const { workspace, outside, root } = await fresh();
    writeFileSync(join(root, 'real'), 'inside');
    symlinkSync(join(outside, 'secret.txt'), join(root, 'link'));
    await swapper(join(root, 'real'), join(root, 'link'), join(workspace.path, 'file'));
    const seen = new Set<string>();
    for (let i = 0; i < 2_000; i++) seen.add(await read(workspace, 'file').catch(() => 'refused'));
    expect(seen).not.toContain('secret');
    expect(seen).toContain('inside');
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });
});

describe('writing a file', () => {
  it('keeps the mode, and leaves nothing beside the file', async () => {
    const { workspace } = await fresh();
    const path = join(workspace.path, 'run.sh');
    writeFileSync(path, 'old');
    chmodSync(path, 0o750);
    await workspace.replaceFile('run.sh', Buffer.from('new'), AT_ONCE);
    expect(statSync(path).mode & 0o777).toBe(0o750);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(workspace.path)).toEqual(['run.sh']);
  });

  it('is a rename: whoever has the old file open keeps it whole', async () => {
    const { workspace } = await fresh();
    writeFileSync(join(workspace.path, 'file'), 'old');
    await workspace.withFile('file', async ({ handle }) => {
      await workspace.replaceFile('file', Buffer.from('new'), AT_ONCE);
      expect((await handle.readFile()).toString()).toBe('old');
    });
    expect(await read(workspace, 'file')).toBe('new');
  });

  it('changes nothing once the right to act is lost', async () => {
    const { workspace } = await fresh();
    writeFileSync(join(workspace.path, 'file'), 'old');
    const lost = new Error('lost');
    const writing = workspace.replaceFile('file', Buffer.from('new'), () => {
      throw lost;
    });
    await expect(writing).rejects.toBe(lost);
    expect(readFileSync(join(workspace.path, 'file'), 'utf8')).toBe('old');
    expect(readdirSync(workspace.path)).toEqual(['file']);
  });

  it('takes the place of what the same write left behind when its worker was killed', async () => {
    const { workspace } = await fresh();
    let left: string[] = [];
    await workspace.replaceFile('file', Buffer.from('x'), async (act) => {
      left = readdirSync(workspace.path);
      return act();
    });
    expect(left).toHaveLength(1);
    writeFileSync(join(workspace.path, left[0] ?? ''), 'half');
    await workspace.replaceFile('file', Buffer.from('x'), AT_ONCE);
    expect(readdirSync(workspace.path)).toEqual(['file']);
    expect(await read(workspace, 'file')).toBe('x');
  });
});

describe('copying a workspace', () => {
  it('copies files with their modes, folders and links, and nothing that leads outside', async () => {
    const { root, outside, workspace } = await fresh();
    mkdirSync(join(workspace.path, 'src/empty'), { recursive: true });
    writeFileSync(join(workspace.path, 'src/run.sh'), 'echo', { mode: 0o755 });
    symlinkSync(outside, join(workspace.path, 'out'));
    symlinkSync('src', join(workspace.path, 'in'));
    linkSync(join(outside, 'secret.txt'), join(workspace.path, 'hard'));
    execFileSync('mkfifo', [join(workspace.path, 'fifo')]);

    const copied = await copyWorkspace(root, { path: 'job' }, { path: 'forks/one' });

    expect(copied).toEqual({ files: 1, skipped: 2 });
    const copy = join(root, 'forks/one');
    expect(readdirSync(copy).sort()).toEqual(['in', 'out', 'src']);
    expect(readdirSync(join(copy, 'src')).sort()).toEqual(['empty', 'run.sh']);
    expect(statSync(join(copy, 'src/run.sh')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(copy, 'out'))).toBe(outside);
    expect(readdirSync(root).sort()).toEqual(['forks', 'job']);
    writeFileSync(join(copy, 'src/run.sh'), 'changed');
    expect(readFileSync(join(workspace.path, 'src/run.sh'), 'utf8')).toBe('echo');
  });

  it('copies names as they are, also those that are no UTF-8', async () => {
    const { root, workspace } = await fresh();
    const bytes = (text: string) => Buffer.from(text, 'latin1');
    const within = (folder: string, name: string) => Buffer.concat([Buffer.from(`${folder}/`), bytes(name)]);
    mkdirSync(within(workspace.path, 'd\xe9p\xf4t'));
    writeFileSync(within(workspace.path, 'd\xe9p\xf4t/caf\xe9.txt'), 'one');
    symlinkSync(bytes('d\xe9p\xf4t'), within(workspace.path, 'l\xefen'));
    writeFileSync(join(workspace.path, 'größer'), 'two');
    expect(await copyWorkspace(root, { path: 'job' }, { path: 'fork' })).toEqual({ files: 2, skipped: 0 });
    const copy = join(root, 'fork');
    expect(readFileSync(within(copy, 'd\xe9p\xf4t/caf\xe9.txt'), 'utf8')).toBe('one');
    expect(readlinkSync(within(copy, 'l\xefen'), 'buffer')).toEqual(bytes('d\xe9p\xf4t'));
    expect(readFileSync(join(copy, 'größer'), 'utf8')).toBe('two');
  });

  it('says by name why it cannot be copied', async () => {
    const { root, workspace } = await fresh();
    writeFileSync(join(workspace.path, 'file'), 'one');
    writeFileSync(join(root, 'in-the-way'), '');
    await expect(copyWorkspace(root, { path: 'job' }, { path: 'in-the-way/fork' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(readdirSync(root).sort()).toEqual(['in-the-way', 'job']);
  });

  it('does nothing when the copy is there, and removes what a crash left of an earlier try', async () => {
    const { root, workspace } = await fresh();
    writeFileSync(join(workspace.path, 'file'), 'one');
    const tag = createHash('sha256').update('fork').digest('hex').slice(0, 16);
    const left = join(root, `.retoma-copy-${tag}-0123456789ab`);
    mkdirSync(left);
    writeFileSync(join(left, 'file'), 'half');
    await copyWorkspace(root, { path: 'job' }, { path: 'fork' });
    expect(readdirSync(root).sort()).toEqual(['fork', 'job']);
    expect(readFileSync(join(root, 'fork/file'), 'utf8')).toBe('one');
    writeFileSync(join(root, 'fork/file'), 'worked on');
    await copyWorkspace(root, { path: 'job' }, { path: 'fork' });
    expect(readFileSync(join(root, 'fork/file'), 'utf8')).toBe('worked on');
  });

  it('fails when there is nothing to copy', async () => {
    const root = tempDir();
    await expect(copyWorkspace(root, { path: 'none' }, { path: 'fork' })).rejects.toThrow(RetomaError);
    expect(readdirSync(root)).toEqual([]);
  });
});
