import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, toolContext } from './support.ts';

async function contextWith(content: string | Buffer) {
  const context = await toolContext();
  writeFileSync(join(context.workspace.path, 'file'), content);
  return context;
}

async function read(content: string | Buffer, range: { startLine?: number; endLine?: number } = {}) {
  const { output } = await call('read_file', { path: 'file', ...range }, await contextWith(content));
  return output;
}

describe('read_file', () => {
  it('shows the whole text under a line that says so', async () => {
    expect(await read('one\ntwo\n\n')).toBe('"file", lines 1-3 of 3:\none\ntwo\n\n');
    expect(await read('no end')).toBe('"file", lines 1-1 of 1:\nno end');
    expect(await read('')).toBe('"file" is empty.');
  });

  it('shows the lines asked for', async () => {
    const text = Array.from({ length: 10 }, (_, i) => `line ${i + 1}\n`).join('');
    expect(await read(text, { startLine: 3, endLine: 4 })).toBe('"file", lines 3-4 of 10:\nline 3\nline 4\n');
    expect(await read(text, { startLine: 10 })).toBe('"file", lines 10-10 of 10:\nline 10\n');
    expect(await read(text, { endLine: 99 })).toMatch(/^"file", lines 1-10 of 10:/);
    await expect(read(text, { startLine: 11 })).rejects.toThrow('has 10 lines; line 11 is beyond its end');
    await expect(read(text, { startLine: 5, endLine: 4 })).rejects.toThrow('endLine is before startLine');
  });

  it('shows a long file in pieces that join to the whole', async () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `${i} €\n`).join('');
    const context = await contextWith(text);
    let joined = '';
    let pieces = 0;
    for (let startLine: number | undefined = 1; startLine !== undefined; pieces++) {
      const { output } = await call('read_file', { path: 'file', startLine }, context);
      expect(Buffer.byteLength(output)).toBeLessThan(66_000);
      const next = /\n\[More follows: read on with startLine (\d+)\.\]$/.exec(output);
      joined += output.slice(output.indexOf('\n') + 1, next === null ? undefined : next.index + 1);
      startLine = next === null ? undefined : Number(next[1]);
    }
    expect(pieces).toBeGreaterThan(4);
    expect(joined).toBe(text);
  });

  it('cuts a line that is too long for any answer, and only that one', async () => {
    const output = await read(`short\n${'x'.repeat(100_000)}\nlast\n`);
    expect(output).toBe('"file", lines 1-1 of 3:\nshort\n[More follows: read on with startLine 2.]');
    const second = await read(`short\n${'x'.repeat(100_000)}\nlast\n`, { startLine: 2 });
    expect(second).toMatch(
      /^"file", lines 2-2 of 3:\nx{65536}\n\[Line 2 is too long: .*\]\n\[More follows: .* 3\.\]$/,
    );
  });

  it('replaces invalid UTF-8 and refuses binary files', async () => {
    const output = await read(Buffer.from([0x61, 0xff, 0x62, 0x0a]));
    expect(output).toBe('"file", lines 1-1 of 1:\na\ufffdb\n');
    await expect(read(Buffer.from([1, 0, 2]))).rejects.toThrow('"file" is not a text file (3 bytes)');
  });

  it('rejects with the reason of an abort', async () => {
    const reason = new Error('stop');
    const context = { ...(await contextWith('text')), signal: AbortSignal.abort(reason) };
    await expect(call('read_file', { path: 'file' }, context)).rejects.toBe(reason);
  });

  it('does not leave the workspace', async () => {
    const context = await contextWith('text');
    for (const path of ['../x', '/etc/passwd', '/proc/self/environ']) {
      await expect(call('read_file', { path }, context)).rejects.toThrow('outside the workspace');
    }
  });
});
