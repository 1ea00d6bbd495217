import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LeaseLostError, VersionConflictError } from '../../src/store/errors.ts';
import { RECORD_FIELDS } from '../../src/store/redis/job-hash.ts';
import { SCRIPT_CODES, scriptError, storeUnavailable } from '../../src/store/script-errors.ts';
import { readScripts, SCRIPT_NAMES } from '../../src/store/scripts.ts';

const FOLDER = new URL('../../src/store/lua/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.lua'));
const includes = readdirSync(new URL('includes/', FOLDER));

const source = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');
const headerOf = (file: string) => /^--\[\[\n([\s\S]*?)\n\]\]/.exec(source(file))?.[1] ?? '';
const numbersIn = (text: string, what: string) =>
  [...text.matchAll(new RegExp(`${what}\\[(\\d+)`, 'g'))].map((match) => Number(match[1]));

describe('the scripts', () => {
  it('are those that the store knows', () => {
    expect([...readScripts().keys()].sort()).toEqual([...SCRIPT_NAMES].sort());
  });

  it.each(files)('%s says in its header what it takes, answers and tells', (file) => {
    const header = headerOf(file);
    const numberOfKeys = Number(/-(\d+)\.lua$/.exec(file)?.[1]);
    const keys = [...new Set(numbersIn(header, 'KEYS'))];
    expect(keys).toEqual(Array.from({ length: numberOfKeys }, (_, i) => i + 1));
    const args = [...new Set(numbersIn(header, 'ARGV'))];
    expect(args).toEqual(Array.from({ length: args.length }, (_, i) => i + 1));
    expect(header).toMatch(/^ {2}Returns {2}/m);
    if (!/^(load|read-|view)/.test(file)) expect(header).toMatch(/^ {2}Event {4}/m);
  });

  it.each(files)('%s uses no key and no argument that its header does not name', (file) => {
    const header = headerOf(file);
    const { lua, numberOfKeys } = readScripts().get(file.replace(/-\d+\.lua$/, '')) ?? {};
    const body = source(file).slice(header.length);
    expect(numberOfKeys).toBe(Number(/-(\d+)\.lua$/.exec(file)?.[1]));
    const named = Math.max(0, ...numbersIn(header, 'ARGV'));
    expect(Math.max(0, ...numbersIn(body, 'ARGV'))).toBeLessThanOrEqual(named);
    expect(Math.max(0, ...numbersIn(body, 'KEYS'))).toBeLessThanOrEqual(numberOfKeys ?? 0);
    expect(lua).not.toContain('@include');
  });

  it('answer with codes that are made errors, and every code is answered by one', () => {
    const used = new Set<string>();
    for (const file of [...files, ...includes.map((name) => `includes/${name}`)]) {
      for (const [, code = ''] of source(file).matchAll(/CODE\.([A-Z_]+)/g)) used.add(code);
    }
    expect([...used].sort()).toEqual(Object.keys(SCRIPT_CODES).sort());
    for (const { lua } of readScripts().values()) expect(lua).not.toContain('CODE.');
  });

  it('give a record in the order in which it is read', () => {
    const [, names = ''] = /'HMGET', key,([^)]*)\)/.exec(source('includes/record.lua')) ?? [];
    expect([...names.matchAll(/'(\w+)'/g)].map(([, name]) => name)).toEqual([...RECORD_FIELDS]);
  });

  it('never look through all keys', () => {
    for (const file of [...files, ...includes.map((name) => `includes/${name}`)]) {
      expect(source(file), file).not.toMatch(/call\('(KEYS|SCAN|RANDOMKEY|FLUSH|HSCAN|SSCAN|ZSCAN)/i);
    }
  });

  it('stay short', () => {
    for (const file of files) expect(source(file).split('\n').length, file).toBeLessThanOrEqual(120);
  });
});

describe('what a script answers', () => {
  const lease = { jobId: 'job', epoch: 3 };

  it.each(['JOB_NOT_FOUND', 'LEASE_TAKEN', 'LEASE_RELEASED', 'LEASE_ENDED'] as const)(
    '%s loses the lease of who has one',
    (code) => {
      const error = scriptError(SCRIPT_CODES[code], lease);
      expect(error).toBeInstanceOf(LeaseLostError);
      expect(error).toMatchObject({ jobId: 'job', epoch: 3 });
    },
  );

  it.each([
    'JOB_NOT_FOUND',
    'JOB_EXISTS',
    'JOB_RUNNING',
    'JOB_QUEUED',
    'JOB_COMPLETED',
    'CHECKPOINT_NOT_FOUND',
    'VERSION_GONE',
  ] as const)('%s is the error of that name', (code) => {
    expect(scriptError(SCRIPT_CODES[code], { jobId: 'job' })).toMatchObject({ code });
  });

  it('names both versions of a conflict', () => {
    const error = scriptError(SCRIPT_CODES.VERSION_CONFLICT, { ...lease, basedOn: 4 }, 7);
    expect(error).toBeInstanceOf(VersionConflictError);
    expect(error).toMatchObject({ expected: 4, actual: 7 });
  });
});

describe('what Redis answers', () => {
  const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

  it.each([
    reply("READONLY You can't write against a read only replica. script: abc"),
    reply('LOADING Redis is loading the dataset in memory'),
    reply("OOM command not allowed when used memory > 'maxmemory'."),
    reply('MISCONF Redis is configured to save RDB snapshots'),
    reply('CLUSTERDOWN The cluster is down'),
    reply('NOAUTH Authentication required.'),
    new Error('Connection is closed.'),
    Object.assign(new Error('Reached the max retries per request limit'), {
      name: 'MaxRetriesPerRequestError',
    }),
    Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:6379'), { code: 'ECONNREFUSED' }),
  ])('is STORE_UNAVAILABLE, without its words: %s', (error) => {
    const seen = storeUnavailable(error);
    expect(seen.code).toBe('STORE_UNAVAILABLE');
    expect(seen.message).toBe('The store cannot be reached at present. Try again soon.');
    expect(seen.cause).toBe(error);
  });

  it.each([
    ['INTERNAL', reply('ERR user_script:12: attempt')],
    ['CHECKPOINT_CORRUPT', reply('WRONGTYPE Operation against retoma:{x:1}:job')],
    ['CHECKPOINT_CORRUPT', reply('ERR Error running script: @user_script:2: WRONGTYPE Operation')],
  ])('is %s, without its words: %s', (code, error) => {
    const seen = storeUnavailable(error);
    expect(seen.code).toBe(code);
    expect(seen.message).not.toMatch(/retoma|script/);
  });
});
