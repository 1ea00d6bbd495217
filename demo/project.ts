import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtinTools } from '../src/agent/tools/index.ts';
import { openWorkspace } from '../src/agent/workspace.ts';

const SAMPLE = fileURLToPath(new URL('./sample-project', import.meta.url));

/** The workspace of both tasks, below the root of each. */
export const WORKSPACE = { path: 'corner-shop' };

export const TASK =
  'The tests of this project fail. Find out why, mend the code (not the tests), and run the tests until they pass.';

/** A fresh copy of the sample project, where an agent can work on it. */
export async function layOutProject(workspaceRoot: string): Promise<void> {
  await mkdir(workspaceRoot, { recursive: true });
  await cp(SAMPLE, join(workspaceRoot, WORKSPACE.path), { recursive: true });
}

export interface TestRun {
  green: boolean;
  passed: number;
  failed: number;
  /** Names of the failing tests. */
  failing: string[];
}

/** Runs the project's tests, with the same tool, and in the same sandbox, as the agent does. */
export async function runProjectTests(workspaceRoot: string): Promise<TestRun> {
  const tool = builtinTools.find(({ name }) => name === 'run_command');
  if (tool === undefined) throw new Error('There is no run_command tool.');
  const workspace = await openWorkspace(workspaceRoot, WORKSPACE, { create: false });
  const { signal } = new AbortController();
  const input = tool.input.parse({ command: 'node --test --test-reporter=tap' });
  const { output, isError } = await tool.execute(input, {
    workspace,
    signal,
    whenMayAct: async (act) => act(),
  });
  const failing = [...output.matchAll(/^not ok \d+ - (.+)$/gm)].map(([, name = '']) => name);
  const passed = Number(/^# pass (\d+)$/m.exec(output)?.[1] ?? 0);
  const failed = Number(/^# fail (\d+)$/m.exec(output)?.[1] ?? 0);
  return { green: !isError && failed === 0 && passed > 0, passed, failed, failing };
}

export interface ChangedLine {
  path: string;
  before: string;
  after: string;
}

/** The lines that differ from the sample project, file by file. */
export async function changedLines(workspaceRoot: string): Promise<ChangedLine[]> {
  const changes: ChangedLine[] = [];
  for (const folder of ['src', 'test']) {
    for (const name of await readdir(join(SAMPLE, folder))) {
      const path = `${folder}/${name}`;
      const [before, after] = await Promise.all([
        readFile(join(SAMPLE, path), 'utf8'),
        readFile(join(workspaceRoot, WORKSPACE.path, path), 'utf8').catch(() => ''),
      ]);
      changes.push(...differing(path, before.split('\n'), after.split('\n')));
    }
  }
  return changes;
}

/** Enough for edits of single lines: what differs line by line, from the first difference on. */
function differing(path: string, before: string[], after: string[]): ChangedLine[] {
  const lines = Math.max(before.length, after.length);
  const changes: ChangedLine[] = [];
  for (let i = 0; i < lines; i++) {
    const [old = '', now = ''] = [before[i], after[i]];
    if (old !== now) changes.push({ path, before: old.trim(), after: now.trim() });
  }
  return changes;
}
