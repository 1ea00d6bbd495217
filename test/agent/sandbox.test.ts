import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HeadAndTail } from '../../src/agent/sandbox/output.ts';
import { TIERS, type Tier } from '../../src/agent/sandbox/tiers.ts';
import {
  type CommandRequest,
  configureSandbox,
  describeSandbox,
  isUsable,
  runCommand,
  runWith,
} from '../../src/agent/sandbox.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

// Which there are depends on the machine; the last one, which needs only a shell, is everywhere.
const usable: { tier: Tier; index: number; label: string }[] = [];
for (const [index, tier] of TIERS.entries()) {
  if (await isUsable(tier)) usable.push({ tier, index, label: `${tier.name} (${index})` });
}

/** Every process with this word among its arguments, wherever it is. */
function processesOf(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** A number of seconds that no other process sleeps for: the mark by which the processes of one test are known. */
function uniqueSleep(): string {
  return `300.${randomInt(1e9)}1`;
}

/** A descendant in a session of its own, two forks away from its parent, that holds no pipe and refuses to end. */
function daemon(sleep: string): string {
  return `(setsid sh -c "trap '' TERM; sleep ${sleep}; sleep ${sleep}" </dev/null >/dev/null 2>&1 &)`;
}

function request(command: string, more: Partial<CommandRequest> = {}): CommandRequest {
  return {
    command,
    cwd: tempDir(),
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    maxOutputBytes: 64 * 1024,
    whenMayAct: async (act) => act(),
    ...more,
  };
}

describe('the sandbox in force', () => {
  it('is the strongest that works here', async () => {
    const { tier, detail } = await describeSandbox();
    expect(tier).toBe(usable[0]?.tier.name);
    expect(detail).toBe(usable[0]?.tier.detail);
    expect(usable.map((each) => each.tier.name)).toContain('process-group');
    expect((await runCommand(request('echo here'))).output).toBe('here\n');
  });
});

describe.each(usable)('a command in $label', ({ tier, index }) => {
  it('runs in its folder and answers with output and exit code', async () => {
    const cwd = tempDir();
    const result = await runWith(tier, request('pwd; echo out > made; echo oops >&2; exit 7', { cwd }));
    expect(result).toEqual({ exitCode: 7, output: `${cwd}\noops\n`, truncated: false, timedOut: false });
    expect(readFileSync(join(cwd, 'made'), 'utf8')).toBe('out\n');
  });

  it('is told of a signal as a shell tells it', async () => {
    expect((await runWith(tier, request('sh -c "kill -9 \\$\\$"; exit $?'))).exitCode).toBe(137);
    expect((await runWith(tier, request('kill -9 $$'))).exitCode).toBe(137);
  });

  it('sees nothing of the environment of the server, and no standard input', async () => {
    process.env.RETOMA_TEST_SECRET = 'in-the-environment';
    onTestFinished(() => void delete process.env.RETOMA_TEST_SECRET);
    const { output } = await runWith(tier, request('env; cat; echo "$HOME $CI $LANG"; ls -A "$HOME"'));
    expect(output).not.toContain('in-the-environment');
    const names = output.split('\n').flatMap((line) => line.match(/^(\w+)=/)?.[1] ?? []);
    const known = ['PATH', 'HOME', 'LANG', 'TERM', 'CI', 'PWD', 'OLDPWD', 'SHLVL', '_', 'RETOMA_COMMAND'];
    expect(names).toContain('PATH');
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect(output).toMatch(/^\/\S+ 1 C\.UTF-8$/m);
  });

  it('can open /dev/stderr and write to /dev/null', async () => {
    const { output } = await runWith(
      tier,
      request('echo a > /dev/stderr; echo b > /dev/stdout; echo c > /dev/null'),
    );
    expect(output).toBe('a\nb\n');
  });

  it('has its output cut to a beginning and an end, however much it writes', async () => {
    const command = 'echo first; head -c 100000000 /dev/zero | tr "\\0" x; echo; echo last';
    const { output, truncated, exitCode } = await runWith(tier, request(command, { maxOutputBytes: 1_000 }));
    expect(exitCode).toBe(0);
    expect(truncated).toBe(true);
    expect(output.length).toBeLessThan(1_100);
    expect(output).toMatch(/^first\nx+\n\[… 99999012 bytes of output left out …\]\nx+\nlast\n$/);
  });

  it('has invalid UTF-8 replaced', async () => {
    const { output } = await runWith(tier, request("printf 'a\\377b\\300'"));
    expect(output).toBe('a\ufffdb\ufffd');
    expect(output.isWellFormed()).toBe(true);
  });

  it('is killed at its time limit with everything it started, and keeps its output', async () => {
    const sleep = uniqueSleep();
    const result = await runWith(
      tier,
      request(
        `${daemon(sleep)}; echo before; sleep ${sleep} & trap '' TERM; sleep ${sleep}; sleep ${sleep}`,
        {
          timeoutMs: 500,
        },
      ),
    );
    expect(result).toEqual({ exitCode: null, output: 'before\n', truncated: false, timedOut: true });
    expect(processesOf(sleep)).toEqual([]);
  });

  it('gets the chance to end by itself when it is stopped', async () => {
    const cwd = tempDir();
    // `wait` is left at once for the trap; after a command in the foreground it would have to wait for that.
    const command = `trap 'echo ended > ended; exit' TERM; sleep 60 & echo up > up; wait`;
    const abort = new AbortController();
    const running = runWith(tier, request(command, { cwd, signal: abort.signal }));
    await until(() => existsSync(join(cwd, 'up')), { what: 'the command is up' });
    abort.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    expect(existsSync(join(cwd, 'ended'))).toBe(true);
  });

  it('is gone with all its processes when an abort has rejected', async () => {
    const cwd = tempDir();
    const sleep = uniqueSleep();
    const abort = new AbortController();
    const reason = new Error('cancelled');
    const command = `${daemon(sleep)}; trap '' TERM; echo up > up; sleep ${sleep}; sleep ${sleep}`;
    const running = runWith(tier, request(command, { cwd, signal: abort.signal }));
    await until(() => existsSync(join(cwd, 'up')) && processesOf(sleep).length >= 2, { what: 'both run' });
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(processesOf(sleep)).toEqual([]);
  });

  it('leaves nothing in the background when it ends', async () => {
    const cwd = tempDir();
    const sleep = uniqueSleep();
    const command = `${daemon(sleep)}; sleep ${sleep} & while [ ! -e end ]; do sleep 0.01; done`;
    const running = runWith(tier, request(command, { cwd }));
    await until(() => processesOf(sleep).length >= 2, { what: 'both run' });
    writeFileSync(join(cwd, 'end'), '');
    expect((await running).exitCode).toBe(0);
    expect(processesOf(sleep)).toEqual([]);
  });

  it('does not start when it was aborted before, or when the right to act is lost', async () => {
    const cwd = tempDir();
    const reason = new Error('lost');
    const lost = request('echo > ran', {
      cwd,
      whenMayAct: () => Promise.reject(reason),
    });
    await expect(runWith(tier, lost)).rejects.toBe(reason);
    const aborted = request('echo > ran', { cwd, signal: AbortSignal.abort(reason) });
    await expect(runWith(tier, aborted)).rejects.toBe(reason);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('dies with its worker when that is killed, with all its descendants', async () => {
    const cwd = tempDir();
    const sleep = uniqueSleep();
    const command = `${daemon(sleep)}; nohup sleep ${sleep} >/dev/null 2>&1 & echo up > up; sleep ${sleep}`;
    const entry = new URL('../support/command-process.ts', import.meta.url).pathname;
    const env = { ...process.env, TMPDIR: tempDir() };
    const worker = spawn(process.execPath, [entry, String(index), cwd, command], { stdio: 'ignore', env });
    onTestFinished(() => void worker.kill('SIGKILL'));
    await until(() => existsSync(join(cwd, 'up')) && processesOf(sleep).length >= 3, { what: 'all run' });
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    await until(() => processesOf(sleep).length === 0, { what: 'none is left' });
    await until(() => readdirSync(env.TMPDIR).length === 0, { what: 'its files are gone' });
  });
});

const sandboxed = usable.filter(({ tier }) => tier.namespaced);

describe.runIf(sandboxed.length > 0).each(sandboxed)('a sandboxed command in $label', ({ tier }) => {
  it('can write its folder, /tmp and nothing else', async () => {
    // Not in /tmp, of which it has one of its own.
    const outside = mkdtempSync('/var/tmp/retoma-test-');
    onTestFinished(() => rmSync(outside, { recursive: true }));
    const cwd = tempDir();
    const command = `for path in ok /tmp/ok ${outside}/no /no /etc/no /usr/no /sys/no /proc/sys/kernel/sysrq; do
      (: >> $path) 2>/dev/null && echo $path; done; true`;
    const { output } = await runWith(tier, request(command, { cwd }));
    expect(output).toBe('ok\n/tmp/ok\n');
    expect(readdirSync(cwd)).toEqual(['ok']);
  });

  it.runIf(!tier.detail.includes('nothing limits'))(
    'can fill no more than 1 GiB of memory with files, twice',
    async () => {
      const command = 'df --block-size=1 --output=size /tmp /dev/shm; touch /tmp/a /dev/shm/a && echo made';
      const { output } = await runWith(tier, request(command));
      expect(output.split('\n').slice(1)).toEqual(['1073741824', '1073741824', 'made', '']);
    },
  );

  it('cannot see the processes of the server, nor signal them', async () => {
    const neighbour = spawn('sleep', ['60'], { env: { ...process.env, RETOMA_TEST_IN_SERVER: '1' } });
    onTestFinished(() => void neighbour.kill('SIGKILL'));
    const command = `ls /proc | grep -c '^[0-9]'; cat /proc/*/environ 2>/dev/null | grep -c RETOMA_TEST_IN_SERVER
      kill -0 ${process.pid} && echo reached; kill -0 ${neighbour.pid} && echo reached`;
    const { output } = await runWith(tier, request(command));
    const [processes, found] = output.split('\n').map(Number);
    expect(processes).toBeLessThan(12);
    expect(found).toBe(0);
    expect(output).not.toContain('reached');
  });

  it('cannot see what is hidden, nor uncover it', async () => {
    const root = tempDir();
    const cwd = join(root, 'workspaces/one');
    const data = tempDir();
    mkdirSync(cwd, { recursive: true });
    mkdirSync(join(root, 'workspaces/two'));
    writeFileSync(join(root, 'workspaces/two/file'), 'SECRET');
    writeFileSync(join(data, '.env'), 'KEY=SECRET');
    writeFileSync(join(cwd, 'mine'), 'mine');
    const files = `${root}/workspaces/two/file ${data}/.env`;
    const command = `cat mine; cat ${files}; umount ${root}/workspaces; umount ${data}/.env; cat ${files};
      unshare --user --map-root-user --mount sh -c 'umount ${data}/.env; umount ${root}/workspaces; cat ${files}'; true`;
    const hidden = [join(root, 'workspaces'), join(data, '.env'), join(data, 'none')];
    const { output } = await runWith(tier, request(command, { cwd, hidden }));
    expect(output).toMatch(/^mine/);
    expect(output).not.toContain('SECRET');
  });

  it('has no device of the machine and no right to make one', async () => {
    const { output } = await runWith(
      tier,
      request('find /dev -type b; mknod node b 7 0 && echo made; grep NoNewPrivs /proc/self/status'),
    );
    expect(output).not.toContain('/dev/');
    expect(output).not.toContain('made');
    expect(output).toMatch(/NoNewPrivs:\s+1/);
  });
});

describe('what is hidden', () => {
  it.runIf(sandboxed.length > 0)('is what was configured, and the credentials of the home', async () => {
    const data = tempDir();
    writeFileSync(join(data, 'redis.sock'), 'SECRET');
    configureSandbox({ hidden: [data] });
    onTestFinished(() => configureSandbox({ hidden: ['.env'] }));
    const { output } = await runCommand(
      request(`ls -A ${data} ${homedir()}/.ssh 2>/dev/null | grep -v ':$'; echo end`),
    );
    expect(output.trim()).toBe('end');
  });
});

describe('beginning and end', () => {
  it('keeps everything up to the limit', () => {
    const kept = new HeadAndTail(10);
    for (const byte of 'abcdefghij') kept.add(Buffer.from(byte));
    expect(kept.text()).toBe('abcdefghij');
    expect(kept.truncated).toBe(false);
    kept.add(Buffer.from('k'));
    expect(kept.text()).toBe('abcde\n[… 1 bytes of output left out …]\nghijk');
    expect(kept.truncated).toBe(true);
  });

  it('does not show halves of a character at the cut', () => {
    const kept = new HeadAndTail(10);
    kept.add(Buffer.from('€'.repeat(10)));
    expect(kept.text()).toBe('€\n[… 20 bytes of output left out …]\n€');
  });
});
