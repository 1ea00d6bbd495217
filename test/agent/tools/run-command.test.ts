import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../support/wait.ts';
import { call, toolContext } from './support.ts';

describe('run_command', () => {
  it('runs in the workspace and shows what was written', async () => {
    const context = await toolContext();
    const result = await call('run_command', { command: 'echo one > file; cat file; echo two >&2' }, context);
    expect(result).toEqual({ output: 'one\ntwo', isError: false });
    expect(readFileSync(join(context.workspace.path, 'file'), 'utf8')).toBe('one\n');
    expect(await call('run_command', { command: 'true' }, context)).toEqual({
      output: '(no output)',
      isError: false,
    });
  });

  it('shows the exit code of a failure, with the output', async () => {
    const result = await call('run_command', { command: 'echo why; exit 3' }, await toolContext());
    expect(result).toEqual({ output: 'why\n[Exit code 3]', isError: true });
  });

  it('says that the time was over', async () => {
    const input = { command: 'echo begun; sleep 60', timeoutSeconds: 0.3 };
    const result = await call('run_command', input, await toolContext());
    expect(result).toEqual({ output: 'begun\n[Killed: it was still running after 0.3 s.]', isError: true });
  });

  it('keeps beginning and end of too much output', async () => {
    const { output } = await call('run_command', { command: 'seq 1 100000' }, await toolContext());
    expect(output).toMatch(/^1\n2\n[\s\S]*\n\[… \d+ bytes of output left out …\]\n[\s\S]*\n100000$/);
    expect(Buffer.byteLength(output)).toBeLessThan(66_000);
  });

  it('rejects with the reason of an abort', async () => {
    const abort = new AbortController();
    const context = await toolContext({ signal: abort.signal });
    const running = call('run_command', { command: 'echo > up; sleep 60' }, context);
    await until(() => existsSync(join(context.workspace.path, 'up')), { what: 'the command is up' });
    const reason = new Error('stop');
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});
