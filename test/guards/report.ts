import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Guard, PROMISES } from './guard.ts';
import type { Outcome } from './lane.ts';

const FILE = join(import.meta.dirname, 'result.json');

const resultSchema = z.object({
  command: z.string(),
  commit: z.string(),
  /** ISO 8601. */
  date: z.string(),
  seconds: z.int(),
  guards: z.array(
    z.object({
      guard: z.string(),
      promise: z.enum(Object.keys(PROMISES) as [keyof typeof PROMISES]),
      file: z.string(),
      test: z.string(),
      /** Full name of the first test that failed; null: none did. */
      noticedBy: z.string().nullable(),
    }),
  ),
});

interface Row {
  guard: Guard;
  outcome: Outcome;
}

export function saveResult(
  rows: readonly Row[],
  { commit, seconds }: { commit: string; seconds: number },
): void {
  const result: z.infer<typeof resultSchema> = {
    command: 'npm run test:guards -- --save',
    commit,
    date: new Date().toISOString(),
    seconds: Math.round(seconds),
    guards: rows.map(({ guard: { guard, promise, file, test }, outcome }) => ({
      ...{ guard, promise, file, test },
      noticedBy: outcome.kind === 'NOTICED' ? outcome.by : null,
    })),
  };
  writeFileSync(FILE, `${JSON.stringify(result, null, 2)}\n`);
}

/** The part of `docs/RELIABILITY.md` about the guards, in lines; nothing when no result was saved. */
export function guardsSection(): string[] {
  if (!existsSync(FILE)) return [];
  const { command, commit, date, guards } = resultSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const unnoticed = guards.filter(({ noticedBy }) => noticedBy === null);
  return [
    '## Guards, taken out one by one',
    '',
    `A promise rests on single lines of the program. Each of these ${guards.length} was taken out, alone, and the tests were run: ${unnoticed.length === 0 ? 'every time one of them noticed' : `**${unnoticed.length} were not missed**`}. That the tests can fail is what their passing is worth.`,
    '',
    `\`${command}\` (${date.slice(0, 10)}, \`${commit}\`)`,
    '',
    ...Object.entries(PROMISES).flatMap(([promise, words]) => {
      const some = guards.filter((guard) => guard.promise === promise);
      return some.length === 0 ? [] : [`### ${words}`, '', ...tableOf(some), ''];
    }),
  ];
}

function tableOf(guards: z.infer<typeof resultSchema>['guards']): string[] {
  return [
    '| without | noticed by |',
    '| --- | --- |',
    ...guards.map(({ guard, file, test, noticedBy }) => {
      const notice = noticedBy === null ? '**nothing**' : `\`${test}\`: ${noticedBy.replaceAll('|', '\\|')}`;
      return `| ${guard} (\`${file}\`) | ${notice} |`;
    }),
  ];
}
