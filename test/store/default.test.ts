import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processIdentity } from '../../src/process-identity.ts';
import { type RedisForTests, startRedis } from '../support/redis.ts';
import { until } from '../support/wait.ts';

const MANAGER = new URL('../../src/agent/checkpoint.ts', import.meta.url).href;
const DEFAULT = new URL('../../src/store/default.ts', import.meta.url).href;

let redis: RedisForTests;
let folder: string;

beforeAll(async () => {
  redis = await startRedis();
  folder = mkdtempSync(join(tmpdir(), 'retoma-default-'));
});

afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a script of a user, who closes nothing. It has to end by itself. */
async function script(body: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const code = `
    const { checkpointManager } = await import(${JSON.stringify(MANAGER)});
    const { defaultStore } = await import(${JSON.stringify(DEFAULT)});
    ${body}`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', code],
    { cwd: folder, env: { PATH: process.env.PATH, ...env }, timeout: 60_000 },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the store behind the ready-made checkpointManager', () => {
  it('opens the Redis of the environment with the first call, and lets the process end', async () => {
    const listed = await script(
      `const first = await checkpointManager.listActiveCheckpoints();
       const again = await checkpointManager.loadCheckpoint('no-such-job');
       console.log(JSON.stringify([first, again]));`,
      { REDIS_URL: redis.url },
    );
    expect(listed).toEqual([[], null]);
  });

  it('makes ids before it is opened', async () => {
    const ids = await script(
      `console.log(JSON.stringify([defaultStore().newJobId(), defaultStore().newJobId('other')]));`,
      { REDIS_URL: 'redis://127.0.0.1:1' },
    );
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('uses the private Redis when none is named, and leaves it when the process ends', async () => {
    const pid = await script(
      `const { readFileSync } = await import('node:fs');
       await checkpointManager.loadCheckpoint('no-such-job');
       console.log(JSON.parse(readFileSync('data/redis/server.json', 'utf8')).pid);`,
      { DATA_DIR: 'data' },
    );
    await until(() => processIdentity(pid as number) === null, { what: 'the private Redis ends' });
  });

  it('opens again after close', async () => {
    const found = await script(
      `await checkpointManager.loadCheckpoint('a');
       await defaultStore().close();
       await defaultStore().close();
       console.log(JSON.stringify(await checkpointManager.loadCheckpoint('a')));`,
      { REDIS_URL: redis.url },
    );
    expect(found).toBeNull();
  });

  it('reports a wrong environment, and works once it is right', async () => {
    const seen = await script(
      `const seen = [];
       process.env.REDIS_URL = 'not a url';
       await checkpointManager.loadCheckpoint('a').catch((error) => seen.push(error.name));
       process.env.REDIS_URL = ${JSON.stringify(redis.url)};
       seen.push(await checkpointManager.loadCheckpoint('a'));
       console.log(JSON.stringify(seen));`,
      {},
    );
    expect(seen).toEqual(['ConfigError', null]);
  });
});
