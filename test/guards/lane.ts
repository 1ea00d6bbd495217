import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { markedTree } from '../../src/agent/sandbox/process-tree.ts';
import type { Guard } from './guard.ts';
import { withoutGuard } from './mutate.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Between a suite and what is in it Vitest has ` > ` where it looks for names, and a blank where it reports them. */
const SEPARATOR = '(?: > | )';

/** Of one run of tests. Without a guard something may go round for ever, and no limit within the process ends that. */
const LIMIT_MS = 600_000;

/** BROKEN: nothing can be said, since the tests did not run to their end. */
export type Outcome =
  | { kind: 'NOTICED'; by: string }
  | { kind: 'UNNOTICED' }
  | { kind: 'BROKEN'; why: string };

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** A copy of the repository in which one guard at a time is taken out. */
export class Lane {
  readonly #folder = mkdtempSync(join(tmpdir(), 'retoma-guards-'));
  readonly #copy = join(this.#folder, 'copy');
  /** In the environment of all that runs here, so that it can be found and ended, whoever started it. */
  readonly #mark = { name: 'RETOMA_GUARDS_LANE', value: this.#folder };
  #running: ChildProcess | undefined;
  #isRemoved = false;

  /** @param files paths in the repository of what is copied */
  constructor(files: readonly string[]) {
    mkdirSync(this.#temporary);
    for (const path of files) {
      mkdirSync(join(this.#copy, dirname(path)), { recursive: true });
      copyFileSync(join(ROOT, path), join(this.#copy, path));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.#copy, 'node_modules'));
  }

  /** Where the tests put what they would put into the system's folder; tests that are killed do not tidy up. */
  get #temporary(): string {
    return join(this.#folder, 'tmp');
  }

  /** Runs the guard's test without the guard. */
  async take(guard: Guard): Promise<Outcome> {
    const path = join(this.#copy, guard.file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, withoutGuard(source, guard));
    const tests = await this.#run([guard.test], guard.names);
    writeFileSync(path, source);
    if (typeof tests === 'string') return { kind: 'BROKEN', why: tests };
    const failed = tests.find(({ status }) => status === 'failed');
    return failed === undefined ? { kind: 'UNNOTICED' } : { kind: 'NOTICED', by: failed.fullName };
  }

  /** Runs the tests of all these guards with nothing taken out. Answers with what is wrong with them. */
  async check(guards: readonly Guard[]): Promise<string[]> {
    const files = [...new Set(guards.map(({ test }) => test))];
    const tests = await this.#run(files, guards.map(({ names }) => `(?:${names})`).join('|'));
    if (typeof tests === 'string') return [tests];
    const failed = tests.filter(({ status }) => status === 'failed');
    // The others were not run then.
    if (failed.length > 0) {
      return failed.map(({ fullName }) => `With every guard in place, this fails: ${fullName}`);
    }
    const passed = tests.filter(({ status }) => status === 'passed');
    return guards
      .filter(({ names }) => !passed.some(({ fullName }) => new RegExp(names).test(fullName)))
      .map(({ guard, test }) => `No test of ${test} has a name as it is given for “${guard}”.`);
  }

  /** Ends what runs and removes the copy. A `take` or `check` that was under way stays without an answer. */
  async remove(): Promise<void> {
    this.#isRemoved = true;
    await this.#endAll();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The tests with these names, up to the first that fails; or why none could be run. */
  async #run(
    files: readonly string[],
    names: string,
  ): Promise<{ fullName: string; status: string }[] | string> {
    const report = join(this.#folder, 'report.json');
    rmSync(report, { force: true });
    const vitest = join(this.#copy, 'node_modules/vitest/vitest.mjs');
    const pattern = names.replaceAll(' ', SEPARATOR);
    const args = ['run', ...files, '-t', pattern, '--bail=1', '--reporter=json', `--outputFile=${report}`];
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd: this.#copy,
      env: { ...process.env, TMPDIR: this.#temporary, [this.#mark.name]: this.#mark.value },
      // A group of its own, so that ctrl-C in a terminal reaches this process alone, which then ends all in good order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const limit = setTimeout(() => void this.#endAll(), LIMIT_MS);
    await once(child, 'exit');
    clearTimeout(limit);
    // Nobody is there any more who could be answered.
    if (this.#isRemoved) return new Promise(() => undefined);
    await this.#endAll();
    try {
      const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
      const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
      return tests.length > 0 ? tests : testResults.map(({ message }) => message).join('\n');
    } catch {
      return child.signalCode === null
        ? output
        : `ended by ${child.signalCode}, after ${LIMIT_MS / 1000} s at the latest`;
    }
  }

  async #endAll(): Promise<void> {
    if (this.#running?.pid === undefined) return;
    await markedTree(this.#running.pid, `${this.#mark.name}=${this.#mark.value}`).clear();
  }
}
