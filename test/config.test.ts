import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, environmentSchema, isLoopback, loadConfig } from '../src/config.ts';

const EXAMPLE = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('.env.example', () => {
  it('lists every variable of the schema, and no other', () => {
    const listed = [...EXAMPLE.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
  });

  it('changes nothing when it is used as it is: its values are the defaults', () => {
    expect(loadConfig(parseEnv(EXAMPLE))).toEqual(loadConfig({}));
  });

  it('keeps REDIS_URL commented out', () => {
    expect(parseEnv(EXAMPLE)).not.toHaveProperty('REDIS_URL');
  });

  it('has a comment above every group of variables', () => {
    const groups = EXAMPLE.split('\n\n').filter((group) => /^[A-Z_]+=/m.test(group));
    for (const group of groups) expect(group).toMatch(/^# \S/);
  });
});

describe('loadConfig', () => {
  it('has the documented defaults', () => {
    expect(loadConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      redisUrl: null,
      dataDir: resolve('.retoma'),
      workspaceRoot: resolve('workspaces'),
      checkpointTtlSeconds: 604_800,
      checkpointHistory: null,
      completedRetentionSeconds: 3600,
      workerConcurrency: 4,
      heartbeatTtlMs: 700,
      lockDurationMs: 30_000,
      stalledIntervalMs: 5000,
      shutdownTimeoutMs: 25_000,
      logLevel: 'info',
      defaultModel: null,
      providers: { openaiCompatible: { apiKey: null, baseUrl: null } },
      firstByteTimeoutMs: 120_000,
      idleTimeoutMs: 60_000,
    });
  });

  it('finds the demo scripts of the repository wherever it is started', () => {
    const { scriptsDir } = loadConfig({});
    expect(isAbsolute(scriptsDir)).toBe(true);
    expect(scriptsDir).toBe(resolve(import.meta.dirname, '../demo/scripts'));
  });

  it('reads what is set', () => {
    const config = loadConfig({
      PORT: '0',
      REDIS_URL: 'rediss://user:secret@example.org:6380/2',
      DATA_DIR: 'here/data',
      CHECKPOINT_HISTORY: '20',
      DEFAULT_MODEL: 'openai-compatible/org/some-model',
      DEEPSEEK_API_KEY: 'k',
      OPENAI_COMPATIBLE_BASE_URL: 'http://localhost:8080/v1',
    });
    expect(config).toMatchObject({
      port: 0,
      redisUrl: 'rediss://user:secret@example.org:6380/2',
      dataDir: resolve('here/data'),
      checkpointHistory: 20,
      defaultModel: 'openai-compatible/org/some-model',
      providers: {
        deepseek: { apiKey: 'k', baseUrl: null },
        openaiCompatible: { apiKey: null, baseUrl: 'http://localhost:8080/v1' },
      },
    });
  });

  it('takes an empty value for one that is not set', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: ' ', DEEPSEEK_API_KEY: '' })).toEqual(loadConfig({}));
  });

  it('lists everything that is wrong at once, with what is expected', () => {
    const problems = problemsOf({
      PORT: '70000',
      WORKER_CONCURRENCY: '1e3',
      LOG_LEVEL: 'loud',
      CHECKPOINT_HISTORY: '0',
      HOST: '0.0.0.0',
      DEFAULT_MODEL: 'deepseek',
    });
    expect(problems).toEqual([
      'PORT: expected a whole number from 0 to 65535, got "70000"',
      'CHECKPOINT_HISTORY: expected a whole number from 1, or all, got "0"',
      'WORKER_CONCURRENCY: expected a whole number from 1 to 1000, got "1e3"',
      'LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent, got "loud"',
      expect.stringMatching(/^DEFAULT_MODEL: expected provider\/model/),
      expect.stringMatching(/^HOST: "0\.0\.0\.0" lets other machines in.*ALLOW_UNAUTHENTICATED=true/),
    ]);
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '3000x'],
    ['PORT', '1.5'],
    ['PORT', '0x10'],
    ['CHECKPOINT_TTL_SECONDS', '0'],
    ['SHUTDOWN_TIMEOUT_MS', '99999999999'],
    ['ALLOW_UNAUTHENTICATED', 'yes'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'redis+unix://'],
    ['REDIS_URL', 'http://localhost'],
    ['OPENAI_BASE_URL', 'ftp://example.org'],
    ['DEFAULT_MODEL', 'other/model'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringContaining(`${name}: expected`)]);
  });

  it('refuses a callback host with a port or a scheme', () => {
    expect(() => loadConfig({ CALLBACK_ALLOWED_HOSTS: 'http://hooks.internal' })).toThrow(
      /CALLBACK_ALLOWED_HOSTS/,
    );
    expect(loadConfig({ CALLBACK_ALLOWED_HOSTS: 'Hooks.internal, ::1' }).callbackAllowedHosts).toEqual([
      'hooks.internal',
      '::1',
    ]);
  });

  it('never repeats a value that may be secret', () => {
    const problems = problemsOf({ REDIS_URL: 'http://u:hunter2@h', OPENAI_BASE_URL: 'x://hunter2' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('listens on %s without further ado', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(loadConfig({ HOST: host }).host).toBe(host);
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.0.0.1.example.org'])(
    'listens on %s only when told that nobody is asked for a key',
    (host) => {
      expect(isLoopback(host)).toBe(false);
      expect(problemsOf({ HOST: host })).toHaveLength(1);
      expect(loadConfig({ HOST: host, ALLOW_UNAUTHENTICATED: 'true' }).host).toBe(host);
    },
  );
});

describe('a .env file in the working directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'retoma-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read; what is really in the environment wins, also when it is empty', () => {
    writeFileSync(join(folder, '.env'), 'PORT=4001\nLOG_LEVEL=warn\nREDIS_URL=redis://localhost:1\n');
    const module = new URL('../src/config.ts', import.meta.url).href;
    const printed = execFileSync(
      process.execPath,
      ['-e', `import(${JSON.stringify(module)}).then((m) => console.log(JSON.stringify(m.loadConfig())))`],
      { cwd: folder, env: { PATH: process.env.PATH, PORT: '4002', REDIS_URL: '' }, encoding: 'utf8' },
    );
    expect(JSON.parse(printed)).toMatchObject({ port: 4002, logLevel: 'warn', redisUrl: null });
  });
});
