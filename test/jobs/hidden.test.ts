import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TIERS } from '../../src/agent/sandbox/tiers.ts';
import { configureSandbox, isUsable, runWith } from '../../src/agent/sandbox.ts';
import { hiddenFromCommands } from '../../src/jobs/hidden.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { parseRedisUrl, socketUrl } from '../../src/redis/address.ts';
import { type OpenRedis, openRedis } from '../../src/redis/open.ts';
import { isTerminal } from '../../src/store/records.ts';
import { RedisStore } from '../../src/store/redis-store.ts';
import { jobSpec } from '../support/agent-run.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const log = pino({ level: 'silent' });

/** Not in `/tmp`, of which a command has one of its own; short, as the path of a socket has to be. */
function outsideOfTmp(): string {
  const folder = mkdtempSync('/var/tmp/retoma-');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const hiddenOf = (socket: string) =>
  hiddenFromCommands({ dataDir: '/data', redisUrl: socketUrl(socket) }).slice(2);

describe('what is hidden from commands', () => {
  it('is the settings, the data, and the folder of the socket that Redis is reached by', () => {
    expect(hiddenFromCommands({ dataDir: '/data', redisUrl: 'redis://127.0.0.1:6379' })).toEqual([
      '.env',
      '/data',
    ]);
    expect(hiddenOf('/none/redis/redis.sock')).toEqual(['/none/redis', '/none/redis/redis.sock']);
    const folder = outsideOfTmp();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));
    expect(hiddenOf(join(folder, 'link/redis.sock'))[0]).toBe(join(folder, 'real'));
  });

  it.each(['/run', '/tmp', homedir(), process.cwd(), dirname(process.cwd()), '/'])(
    'is the socket alone in a folder that others need: %s',
    (folder) => {
      const socket = join(folder, 'none.sock');
      expect(hiddenOf(socket)).toEqual([socket]);
    },
  );
});

const usable = await Promise.all(TIERS.map(isUsable));
const tiers = TIERS.filter(({ namespaced }, index) => namespaced && usable[index]);

describe.runIf(tiers.length > 0)('the private Redis of a long DATA_DIR', () => {
  let redis: OpenRedis;
  let dataDir: string;
  let socket: string;
  let runtime: string;

  beforeEach(async () => {
    runtime = outsideOfTmp();
    vi.stubEnv('XDG_RUNTIME_DIR', runtime);
    onTestFinished(() => void vi.unstubAllEnvs());
    dataDir = join(tempDir(), 'd'.repeat(120));
    redis = await openRedis({ redisUrl: null, dataDir }, log);
    onTestFinished(() => redis.close());
    const address = parseRedisUrl(redis.url);
    if (address.kind !== 'unix') throw new Error('not a socket');
    socket = address.path;
    expect(socket.startsWith(runtime)).toBe(true);
  });

  it('is out of the sight of a command', async () => {
    onTestFinished(() => configureSandbox({ hidden: ['.env'] }));
    for (const tier of tiers) {
      const look = async () => {
        const { output } = await runWith(tier, {
          command: lookFor(socket),
          cwd: tempDir(),
          timeoutMs: 20_000,
          signal: new AbortController().signal,
          maxOutputBytes: 4_096,
          whenMayAct: async (act) => act(),
        });
        return output;
      };
      configureSandbox({ hidden: ['.env', dataDir] });
      expect(await look()).toBe('seen\n');
      configureSandbox({ hidden: hiddenFromCommands({ dataDir, redisUrl: redis.url }) });
      expect(await look()).toBe('hidden\n');
    }
  });

  it('is so for the jobs of a worker', async () => {
    const scripts = tempDir();
    const answers = [
      { toolCalls: [{ name: 'run_command', arguments: { command: lookFor(socket) } }] },
      { text: 'done' },
    ];
    writeFileSync(join(scripts, 'look.json'), JSON.stringify({ answers }));
    const worker = await startWorkerProcess({
      env: {
        DATA_DIR: dataDir,
        XDG_RUNTIME_DIR: runtime,
        WORKSPACE_ROOT: tempDir(),
        SCRIPTS_DIR: scripts,
      },
    });
    onTestFinished(async () => {
      worker.kill();
      await worker.exited;
    });
    const store = new RedisStore({ redis: redis.connect('commands') });
    const queue = new JobQueue(redis.connect('commands'), store, log);
    onTestFinished(() => queue.close());
    const { jobId } = jobSpec({ jobId: store.newJobId() });
    await queue.enqueue(
      await store.createJob(jobSpec({ jobId, model: 'scripted/look', workspace: { path: jobId } })),
    );
    const ended = async () => {
      const job = await store.getJob(jobId);
      return job !== null && isTerminal(job.status) ? job : null;
    };
    expect(await until(ended, { what: 'the job to end' })).toMatchObject({
      status: 'COMPLETED',
    });
    const loaded = await store.load(jobId, 2);
    expect(loaded?.messages.at(-1)).toMatchObject({
      role: 'tool',
      output: expect.stringContaining('hidden'),
    });
  });
});

function lookFor(socket: string): string {
  return `[ -S '${socket}' ] && echo seen || echo hidden`;
}
