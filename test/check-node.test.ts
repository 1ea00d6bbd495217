import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { childEnv } from './support/child-env.ts';
import { tempDir } from './support/temp-dir.ts';
import { until } from './support/wait.ts';

const ROOT = join(import.meta.dirname, '..');

const { PATH = '' } = process.env;
const WITH_OUR_NODE = childEnv({ PATH: `${dirname(process.execPath)}${delimiter}${PATH}` });

/** Starts a main module as npm does. */
function start(root: string, env: NodeJS.ProcessEnv = {}): Promise<{ out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      'sh',
      ['src/node.sh', 'main.cjs'],
      { cwd: root, env: { ...WITH_OUR_NODE, ...env } },
      (_, out, err) => resolve({ out, err }),
    );
  });
}

/** A clone that has this check and a main module that says that it runs. */
function clone(): string {
  const root = tempDir();
  mkdirSync(join(root, 'src'));
  for (const file of ['src/check-node.cjs', 'src/node.sh']) copyFileSync(join(ROOT, file), join(root, file));
  writeFileSync(join(root, 'main.cjs'), "console.log('it runs')");
  writeFileSync(
    join(root, 'old.cjs'),
    "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })",
  );
  return root;
}

const ADVICE = { out: '', err: 'Run `npm ci` first: it brings Node 24 and all packages.\n' };

it('says what to do in a clone without packages, and with an old Node', async () => {
  const root = clone();
  expect(await start(root)).toEqual(ADVICE);
  mkdirSync(join(root, 'node_modules/node'), { recursive: true });
  expect(await start(root)).toEqual({ out: 'it runs\n', err: '' });
  expect(await start(root, { NODE_OPTIONS: `-r ${join(root, 'old.cjs')}` })).toEqual(ADVICE);
});

it('leaves signals to the program that npm runs', async () => {
  const root = clone();
  mkdirSync(join(root, 'node_modules/node'), { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  writeFileSync(
    join(root, 'src/start.ts'),
    "process.once('SIGTERM', () => console.log('told')); console.log('up'); setTimeout(() => {}, 30_000)",
  );
  const npm = spawn('npm', ['start'], { cwd: root, env: WITH_OUR_NODE });
  onTestFinished(() => void npm.kill('SIGKILL'));
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
  await until(() => output.includes('up\n'), { what: 'it runs' });
  npm.kill('SIGTERM');
  await until(() => output.includes('told\n'), { what: 'it is told to end' });
});

it('stands before whatever somebody new to the repository runs', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const names = Object.keys(scripts).filter((name) =>
    /^(start|dev|demo|test|bench|chaos)(:(?!dash)|$)/.test(name),
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const [first] = scripts[name]?.split(' && ') ?? [];
    expect(first, name).toMatch(/^(exec )?sh src\/node\.sh /);
  }
});
