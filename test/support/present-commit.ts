import { execFileSync } from 'node:child_process';

/** Kept from runs, and no part of what is run. */
const RESULTS = [':(exclude)test/chaos/results', ':(exclude)test/guards/result.json'];

/** Short hash of what is checked out, with a mark when the code that runs is not what was committed. */
export function presentCommit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  try {
    const code = ['src', 'resolvers', 'schema', 'test', 'package-lock.json', ...RESULTS];
    const isChanged = git('status', '--porcelain', '--', ...code) !== '';
    return `${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
