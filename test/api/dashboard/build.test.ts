import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../src/api/dashboard/build.ts';

/** Stands in for `dashboard/build.ts`: copies the one source, and keeps count of its runs outside of what is built. */
const BUILD = `
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
const [, , folder] = process.argv;
appendFileSync(join(import.meta.dirname, 'dist', '..', '..', 'runs.txt'), 'x');
mkdirSync(folder, { recursive: true });
copyFileSync(join(import.meta.dirname, 'page.txt'), join(folder, 'page.txt'));
`;

let folder: string;
let source: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'retoma-page-'));
  source = join(folder, 'dashboard');
  mkdirSync(source);
  writeFileSync(join(source, 'build.ts'), BUILD);
  writeFileSync(join(source, 'page.txt'), 'one');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runs = () =>
  existsSync(join(folder, 'runs.txt')) ? readFileSync(join(folder, 'runs.txt'), 'utf8').length : 0;
const built = async () => readFileSync(join(await ensureBuilt({ source }), 'page.txt'), 'utf8');

describe('ensureBuilt', () => {
  it('builds what was not built yet, and again only when a source has changed', async () => {
    const said: string[] = [];
    await ensureBuilt({ source, onBuilding: () => said.push('building') });
    expect([await built(), await built(), runs(), said.length]).toEqual(['one', 'one', 1, 1]);
    await ensureBuilt({ source, onBuilding: () => said.push('building') });
    expect(said).toHaveLength(1);
    writeFileSync(join(source, 'page.txt'), 'two');
    expect([await built(), runs()]).toEqual(['two', 2]);
    expect(readdirSync(join(source, 'dist'))).toHaveLength(1);
  });

  it('builds once, however many ask for it at the same time', async () => {
    const folders = await Promise.all(Array.from({ length: 5 }, () => ensureBuilt({ source })));
    expect(new Set(folders).size).toBe(1);
    expect(runs()).toBe(1);
  });

  it('takes over from a process that died while it built', async () => {
    mkdirSync(join(source, 'dist'));
    writeFileSync(join(source, 'dist', 'building'), '4194304999');
    expect(await built()).toBe('one');
    writeFileSync(join(source, 'page.txt'), 'two');
    writeFileSync(join(source, 'dist', 'building'), String(process.pid));
    utimesSync(join(source, 'dist', 'building'), 1, 1);
    expect(await built()).toBe('two');
  });

  it('says why a build failed, leaves nothing of it behind, and tries again', async () => {
    writeFileSync(join(source, 'build.ts'), 'console.error("Cannot find it."); process.exit(3);');
    await expect(ensureBuilt({ source })).rejects.toThrow(/could not be built \(3\).*Cannot find it\./s);
    expect(readdirSync(join(source, 'dist'))).toEqual([]);
    writeFileSync(join(source, 'build.ts'), BUILD);
    expect(await built()).toBe('one');
  });
});
