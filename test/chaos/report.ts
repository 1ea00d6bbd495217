import { join } from 'node:path';
import { guardsSection } from '../guards/report.ts';
import { EXPERIMENTS } from './experiments.ts';
import { RULES } from './oracle.ts';
import type { Result } from './results.ts';

export const REPORT_FILE = join(import.meta.dirname, '../../docs/RELIABILITY.md');

/** What was mended because of a run. What the page says of that experiment is from after that. */
const FOUND: readonly string[] = [
  'Redis killed under load, 200 times (seed 20262, commit `87b9eaa18f`): 14 workers that lived were taken for dead, and their jobs given to others; nothing was lost or done twice. A worker that met Redis while it loaded its data waited a second before it looked again, and one that came back later than others was judged by those as soon as they were back. Both have their test in `test/jobs/liveness.test.ts`.',
];

/** `docs/RELIABILITY.md`, from the results of runs. */
export function reliabilityReport(results: readonly Result[]): string {
  return [
    '# Reliability, measured',
    '',
    'Retoma promises that no saved step is lost and no saved step is done twice, whatever dies. This page shows what was broken on purpose, how often, and what came of it. It is made of the results of those runs (`test/chaos/results/`, by `npm run chaos -- --report`); nothing on it is written by hand but the words.',
    '',
    'Each run uses real API and worker processes, a real Redis with `appendfsync always`, and signals from outside. The model answers only a history that it recognises to the last character. One of the tools notes each of its runs in a ledger outside of the workspace. Subscribers and pollers look on. When all jobs have ended, an oracle that knows how each job must have gone judges everything that was seen.',
    '',
    ...summary(results),
    'Each line was run by the command that stands below under its name, from a clean checkout of the commit that stands here; the command repeats what was chosen.',
    '',
    ...results.flatMap(details),
    ...guardsSection(),
    '## What the oracle asks of every round',
    '',
    ...Object.values(RULES).map((rule) => `- ${rule}`),
    '',
    'Where a call was cut off, the model is told so, and the history differs from that of the undisturbed run in that one result and in what follows from it (whether a command had its effect before it was cut off, the files tell). The expected history is written anew with just these interruptions, and compared whole. The oracle itself is tested with falsified evidence (`test/chaos/oracle.test.ts`).',
    '',
    '## What the runs have found',
    '',
    ...FOUND.map((line) => `- ${line}`),
    '',
    '## What these numbers do not say',
    '',
    '- The faults are those named here. A disk that lies about `fsync`, a Redis Cluster that fails over, and a clock that jumps were not among them.',
    '- All processes were on one machine. A worker that was to believe itself on another host had another host name, so that nobody could kill it.',
    '- That odd characters, numbers and names, depth 64, 10,000 messages and 50 MB are stored and sent after kills as they are without is a test of its own (`test/e2e/awkward-data.test.ts`).',
    "- A seed repeats what is chosen (tasks, places, victims, pauses). The interleaving is the machine's.",
    '- "commit sent, no reply": the commit has left the process, and the process is killed before it reads the reply. "reply received, not published": the wake-up is published by the commit\'s own script, so this is the moment at which the reply was received and nobody in the process was told. "resume claimed, copy not made" is killed in the API, right after the claim, and in the worker that has taken the new job and not yet copied.',
    '- "given up and resumed": a job that three kills met at one version is given up as promised, with its checkpoint; the kit resumes it, and asks the same of what continues it.',
    '- Times hold for the machine and the load that stand beside them.',
    '',
  ].join('\n');
}

function summary(results: readonly Result[]): string[] {
  const rows = results.map(({ experiment, counts, violations, date, commit, seconds }) => {
    const done = Object.entries(counts).map(([what, value]) => `${shown(value)} ${what}`);
    const wanted = EXPERIMENTS.find(({ name }) => name === experiment);
    return [
      `[${experiment}](#${experiment})`,
      wanted === undefined ? '' : `${shown(wanted.full)} ${wanted.unit}`,
      done.join(', '),
      violations.length === 0 ? '0' : `**${violations.length}**`,
      `${Math.max(1, Math.round(seconds / 60))} min`,
      date.slice(0, 10),
      `\`${commit}\``,
    ];
  });
  return [
    ...table(['experiment', 'in full', 'what was done', 'violations', 'took', 'date', 'commit'], rows),
    '',
  ];
}

function details(result: Result): string[] {
  const { experiment, command, machine, figures, violations } = result;
  const about = EXPERIMENTS.find(({ name }) => name === experiment)?.about ?? '';
  const { cpus, node, redis, platform } = machine;
  const { before, mean, most } = result.load;
  return [
    `## ${experiment}`,
    '',
    `${about.charAt(0).toUpperCase()}${about.slice(1)}.`,
    '',
    `\`${command}\` (${cpus} cores, Node ${node}, Redis ${redis}, ${platform}; load average ${before} before, ${mean} meanwhile, ${most} at most)`,
    '',
    ...(result.table === null ? [] : [...table(result.table.columns, result.table.rows), '']),
    ...(figures.length === 0
      ? []
      : [
          ...table(
            ['figure', 'measured', 'goal'],
            figures.map(({ what, value, unit, atMost }) => {
              return [
                what,
                `${shown(value)} ${unit}`,
                atMost === undefined ? '' : `at most ${shown(atMost)} ${unit}`,
              ];
            }),
          ),
          '',
        ]),
    ...violations.map(({ rule, jobId, detail }) => `- **${RULES[rule]}** ${jobId ?? ''}: ${detail}`),
    ...(violations.length === 0 ? [] : ['']),
  ];
}

function table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)];
}

function cell(value: string | number): string {
  return typeof value === 'number' ? shown(value) : value.replaceAll('|', '\\|');
}

function shown(value: number): string {
  return Math.round(value).toLocaleString('en');
}
