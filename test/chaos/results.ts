import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { presentCommit } from '../support/present-commit.ts';
import { Random } from '../support/random.ts';
import type { Experiment, Outcome } from './experiment.ts';
import { EXPERIMENTS } from './experiments.ts';
import type { Load } from './load.ts';
import { RULES, type Rule } from './oracle.ts';

const FOLDER = join(import.meta.dirname, 'results');

const resultSchema = z.object({
  experiment: z.string(),
  /** As it was typed; repeats what was chosen. */
  command: z.string(),
  seed: z.int(),
  /** Of the code that was run. */
  commit: z.string(),
  /** ISO 8601. */
  date: z.string(),
  seconds: z.number(),
  machine: z.object({ cpus: z.int(), node: z.string(), redis: z.string(), platform: z.string() }),
  /** Average load of the last minute: before the run, and on average and at most while it ran. */
  load: z.object({ before: z.number(), mean: z.number(), most: z.number() }),
  counts: z.record(z.string(), z.number()),
  figures: z.array(
    z.object({
      what: z.string(),
      value: z.number(),
      unit: z.enum(['ms', '']),
      atMost: z.number().optional(),
    }),
  ),
  table: z
    .object({ columns: z.array(z.string()), rows: z.array(z.array(z.union([z.string(), z.number()]))) })
    .nullable(),
  violations: z.array(
    z.object({
      rule: z.enum(Object.keys(RULES) as [Rule, ...Rule[]]),
      jobId: z.string().nullable(),
      detail: z.string(),
    }),
  ),
});

/** What came out of one run of an experiment, with all that is needed to run it again. */
export type Result = z.infer<typeof resultSchema>;

/** Each experiment chooses by itself, so that running some of them chooses the same as running all. */
export function randomFor(experiment: string, seed: number): Random {
  return new Random(createHash('sha256').update(`${seed} ${experiment}`).digest().readUInt32BE());
}

export function commandFor(experiment: Experiment, options: { seed: number; count: number }): string {
  const { seed, count } = options;
  const howMany = count === experiment.full ? '--long' : `--count ${count}`;
  return `npm run chaos -- ${experiment.name} ${howMany} --seed ${seed}`;
}

export function resultOf(
  experiment: Experiment,
  outcome: Outcome,
  run: { seed: number; count: number; seconds: number; load: Load },
): Result {
  return {
    experiment: experiment.name,
    command: commandFor(experiment, run),
    seed: run.seed,
    commit: presentCommit(),
    date: new Date().toISOString(),
    seconds: Math.round(run.seconds),
    machine: {
      cpus: cpus().length,
      node: process.version,
      redis: redisVersion(),
      platform: `${process.platform} ${process.arch}`,
    },
    load: run.load,
    counts: outcome.counts,
    figures: outcome.figures ?? [],
    table: outcome.table ?? null,
    violations: outcome.violations,
  };
}

export function saveResult(result: Result): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(result.experiment), `${JSON.stringify(result, null, 2)}\n`);
}

/** Those that are kept, in the order of the experiments. */
export function savedResults(): Result[] {
  return EXPERIMENTS.filter(({ name }) => existsSync(fileOf(name))).map(({ name }) =>
    resultSchema.parse(JSON.parse(readFileSync(fileOf(name), 'utf8'))),
  );
}

function fileOf(experiment: string): string {
  return join(FOLDER, `${experiment}.json`);
}

function redisVersion(): string {
  try {
    const said = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
    return /v=(\S+)/.exec(said)?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
