import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { presentCommit } from '../support/present-commit.ts';
import { type Guard, PROMISES } from './guard.ts';
import { GUARDS } from './guards.ts';
import { Lane, type Outcome } from './lane.ts';
import { saveResult } from './report.ts';
import { Progress, printTable } from './show.ts';

const LANES = 2;

const HELP = `Takes out each line that a promise rests on, one at a time and in a copy of the repository, and sees whether the test that
ought to notice goes red. Ends with 1 when one does not.

  npm run test:guards                   all ${GUARDS.length} of them, about ten minutes on two cores
  npm run test:guards -- fence epoch    those with one of these words in their name, their file or their test
  npm run test:guards -- --list         names them, and runs nothing

  --save         keeps the result in test/guards/result.json, for docs/RELIABILITY.md. Of all of them, from a commit.
  --list, --help

Nothing is changed outside of the copies, which are removed at the end; ctrl-C ends it at once and leaves nothing behind.
A guard is added in test/guards/list/, by what it is for.`;

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    save: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const chosen = GUARDS.filter(
  ({ guard, file, test }) =>
    words.length === 0 || words.some((word) => [guard, file, test].some((text) => text.includes(word))),
);

if (options.help) console.log(HELP);
else if (chosen.length === 0) refuse('No guard has one of these words.');
else if (options.save && words.length > 0) refuse('What is kept is the result of all guards.');
else if (options.list) list();
else await takeOut();

function refuse(why: string): void {
  console.error(`${why}\n\n${HELP}`);
  process.exitCode = 1;
}

function list(): void {
  for (const { promise, guard, file } of chosen) console.log(`${PROMISES[promise]}: ${guard} (${file})`);
}

async function takeOut(): Promise<void> {
  const files = filesOfRepository();
  const commit = presentCommit();
  const lanes = Array.from({ length: Math.min(LANES, chosen.length) }, () => new Lane(files));
  const removeAll = () => Promise.all(lanes.map((lane) => lane.remove()));
  const show = new Progress(chosen.length);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      show.close();
      void removeAll().finally(() => process.exit(code));
    });
  }
  try {
    const unfit = await check(lanes, show);
    if (unfit.length > 0) {
      for (const why of unfit) show.note(`✗ ${why}`);
      process.exitCode = 1;
      return;
    }
    const outcomes = await takeEach(lanes, show);
    const rows = chosen.map((guard) => ({ guard, outcome: outcomes.get(guard) as Outcome }));
    if (options.save) saveResult(rows, { commit, seconds: show.seconds });
    show.close();
    printTable(rows);
    const unnoticed = rows.filter(({ outcome }) => outcome.kind !== 'NOTICED').length;
    console.log(
      unnoticed === 0
        ? `\nEach of the ${rows.length} guards is missed when it is gone.`
        : `\n${unnoticed} of ${rows.length} guards can be taken out without a test that notices.`,
    );
    process.exitCode = unnoticed === 0 ? 0 : 1;
  } finally {
    show.close();
    await removeAll();
  }
}

/** A red test says nothing about a guard unless it is green with it. */
async function check([lane]: readonly Lane[], show: Progress): Promise<string[]> {
  const what = 'the tests with every guard in place';
  show.note(`First ${what} …`);
  show.begin(what);
  const unfit = (await lane?.check(chosen)) ?? [];
  show.end(what);
  return unfit;
}

async function takeEach(lanes: readonly Lane[], show: Progress): Promise<Map<Guard, Outcome>> {
  const outcomes = new Map<Guard, Outcome>();
  const left = [...chosen];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let guard = left.shift(); guard !== undefined; guard = left.shift()) {
        show.begin(guard.guard);
        const outcome = await lane.take(guard);
        outcomes.set(guard, outcome);
        show.judged(guard, outcome);
      }
    }),
  );
  return outcomes;
}

/** What belongs to the repository, with what is not committed yet. */
function filesOfRepository(): string[] {
  const root = join(import.meta.dirname, '../..');
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile());
}
