import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Experiment } from './experiment.ts';
import { EXPERIMENTS } from './experiments.ts';
import { LoadWatch } from './load.ts';
import { REPORT_FILE, reliabilityReport } from './report.ts';
import { commandFor, randomFor, resultOf, savedResults, saveResult } from './results.ts';
import { Progress } from './show.ts';

const HELP = `Breaks Retoma on purpose and judges what became of every job: real API and worker processes, a real Redis, a model that
answers only a history that it recognises, and an oracle that knows how each job must have gone.

  npm run chaos                          all experiments in their short form, some minutes
  npm run chaos -- points kills          some of them
  npm run chaos -- --long                in full: about an hour on two cores
  npm run chaos -- kills --count 50      so many times
  npm run chaos -- kills --seed 4711     chooses again what this seed chose before

${EXPERIMENTS.map(({ name, about, full, unit }) => `  ${name.padEnd(12)} ${about}\n${' '.repeat(15)}in full: ${full.toLocaleString('en')} ${unit}`).join('\n')}

  --long         in full
  --count <n>    how often, for each experiment that is run
  --seed <n>     what is chosen (tasks, places, times, victims) is chosen by it; another one each time when it is left out.
                 When a process comes to its place, and what runs beside it, the machine decides.
  --save         keeps the results in test/chaos/results/, of which docs/RELIABILITY.md is made
  --report       makes docs/RELIABILITY.md of the results that are kept, and runs nothing
  --help         this text

A round that breaks a promise leaves its folder behind and says where: evidence.json holds all that the oracle saw, outputs.txt
what the processes printed.`;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    count: { type: 'string' },
    seed: { type: 'string' },
    save: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = names.find((name) => EXPERIMENTS.every((experiment) => experiment.name !== name));
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
const count = options.count === undefined ? null : Number(options.count);

if (options.help) {
  console.log(HELP);
} else if (unknown !== undefined) {
  refuse(`There is no experiment "${unknown}".`);
} else if (!Number.isSafeInteger(seed)) {
  refuse('--seed takes a whole number.');
} else if (count !== null && !(Number.isSafeInteger(count) && count > 0)) {
  refuse('--count takes a number from 1.');
} else if (options.report) {
  writeFileSync(REPORT_FILE, reliabilityReport(savedResults()));
} else {
  console.log(`Seed ${seed}`);
  for (const experiment of EXPERIMENTS) {
    if (names.length === 0 || names.includes(experiment.name)) await carryOut(experiment);
  }
  // A round that failed may have left a timer behind.
  process.exit();
}

function refuse(why: string): void {
  console.error(`${why}\n\n${HELP}`);
  process.exitCode = 1;
}

async function carryOut(experiment: Experiment): Promise<void> {
  const times = count ?? (options.long ? experiment.full : experiment.short);
  const repeat = commandFor(experiment, { seed, count: times });
  const watch = new LoadWatch();
  const show = new Progress(experiment, times);
  try {
    const outcome = await experiment.run({ count: times, random: randomFor(experiment.name, seed), show });
    show.end(outcome, repeat);
    if (outcome.violations.length > 0) process.exitCode = 1;
    const load = watch.end();
    if (options.save)
      saveResult(resultOf(experiment, outcome, { seed, count: times, seconds: show.seconds, load }));
  } catch (error) {
    show.stop();
    show.note(`It broke off: ${error instanceof Error ? error.stack : error}`);
    show.note(`again: ${repeat}`);
    process.exitCode = 1;
  }
}
