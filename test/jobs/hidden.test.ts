import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TIERS } from '../../src/agent/sandbox/tiers.ts';
import { configureSandbox, isUsable, runWith } from '../../src/agent/sandbox.ts';
import { hiddenFromCommands } from '../../src/jobs/hidden.ts';
import { parseRedisUrl, socketUrl } from '../../src/redis/address.ts';
import { openRedis } from '../../src/redis/open.ts';
import { tempDir } from '../support/temp-dir.ts';

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
  it('is out of the sight of a command', async () => {
    const runtime = outsideOfTmp();
    vi.stubEnv('XDG_RUNTIME_DIR', runtime);
    onTestFinished(() => void vi.unstubAllEnvs());
    const dataDir = join(tempDir(), 'd'.repeat(120));
    const redis = await openRedis({ redisUrl: null, dataDir }, pino({ level: 'silent' }));
    onTestFinished(() => redis.close());
    const address = parseRedisUrl(redis.url);
    if (address.kind !== 'unix') throw new Error('not a socket');
    expect(address.path.startsWith(runtime)).toBe(true);

    onTestFinished(() => configureSandbox({ hidden: ['.env'] }));
    const command = `[ -S '${address.path}' ] && echo seen || echo hidden`;
    for (const tier of tiers) {
      const run = () =>
        runWith(tier, {
          command,
          cwd: tempDir(),
          timeoutMs: 20_000,
          signal: new AbortController().signal,
          maxOutputBytes: 4_096,
          whenMayAct: async (act) => act(),
        });
      configureSandbox({ hidden: ['.env', dataDir] });
      expect((await run()).output).toBe('seen\n');
      configureSandbox({ hidden: hiddenFromCommands({ dataDir, redisUrl: redis.url }) });
      expect((await run()).output).toBe('hidden\n');
    }
  });
});
