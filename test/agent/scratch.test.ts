import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeScratch, removeAbandonedScratch, removeScratch } from '../../src/agent/sandbox/scratch.ts';
import { tempDir } from '../support/temp-dir.ts';

const MODULE = new URL('../../src/agent/sandbox/scratch.ts', import.meta.url).href;

/** A process that makes two and then ends in this way. */
function makeTwoAnd(end: string): void {
  const program = `const { makeScratch } = await import(${JSON.stringify(MODULE)});
    await makeScratch('command'); await makeScratch('probe'); ${end}`;
  spawnSync(process.execPath, ['--input-type=module', '-e', program]);
}

it('of processes that were killed is removed by another, and nothing else', async () => {
  const folder = tempDir();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  makeTwoAnd("process.kill(process.pid, 'SIGKILL');");
  const [abandoned = ''] = readdirSync(folder);
  expect(readdirSync(folder)).toHaveLength(2);

  const own = await makeScratch('command');
  const ofAnotherHost = abandoned.replace(/[0-9a-f]{12}/, 'f'.repeat(12));
  for (const name of [ofAnotherHost, 'retoma-command-somebody-elses']) mkdirSync(join(folder, name));
  await removeAbandonedScratch();
  const left = [basename(own), ofAnotherHost, 'retoma-command-somebody-elses'];
  expect(readdirSync(folder).toSorted()).toEqual(left.toSorted());
  await removeScratch(own);
});

it('of a process that ends is removed by itself', () => {
  const folder = tempDir();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  makeTwoAnd('process.exit(1);');
  expect(readdirSync(folder)).toEqual([]);
});
