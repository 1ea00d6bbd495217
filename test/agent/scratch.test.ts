import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeScratch, removeAbandonedScratch } from '../../src/agent/sandbox/scratch.ts';
import { tempDir } from '../support/temp-dir.ts';

it('of processes that are gone is removed, and no other', async () => {
  const folder = tempDir();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const module = new URL('../../src/agent/sandbox/scratch.ts', import.meta.url).href;
  const program = `const { makeScratch } = await import(${JSON.stringify(module)}); await makeScratch('command'); await makeScratch('probe');`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program]);
  const [abandoned = ''] = readdirSync(folder);
  expect(readdirSync(folder)).toHaveLength(2);

  const own = await makeScratch('command');
  const ofAnotherHost = abandoned.replace(/[0-9a-f]{12}/, 'f'.repeat(12));
  for (const name of [ofAnotherHost, 'retoma-command-somebody-elses']) mkdirSync(join(folder, name));
  await removeAbandonedScratch();
  expect(readdirSync(folder).toSorted()).toEqual(
    [basename(own), ofAnotherHost, 'retoma-command-somebody-elses'].toSorted(),
  );
});
