import type {
  CheckpointFactsFragment,
  JobAndCheckpointQuery,
  JobFactsFragment,
  VerdictFragment,
} from '../gql/graphql.ts';
import { EXIT, runScript, wholeNumber } from './cli.ts';
import { noSuchJob, RefusedError, type RetomaClient } from './client.ts';
import {
  describeInterrupted,
  describeOpen,
  type Message,
  printConversation,
  printWords,
  type ToolCall,
} from './conversation.ts';
import { HISTORY, JOB_AND_CHECKPOINT, MESSAGES } from './operations.ts';
import { pages } from './pages.ts';
import { block, type Column, cut, oneLine, paint, plain, safeJson, table, windowWidth } from './terminal.ts';
import { ago, bytes, counted, moment, number, statusStyle } from './words.ts';

const SHOWN_VERSIONS = 12;

const HELP = `Shows a job's checkpoint: what is known of it, what is open or was cut off, whether it can be resumed, its versions,
and, when asked for, the whole conversation with reasoning, tool calls and results.

Usage
  npm run test:inspect <jobId>
  npm run test:inspect <jobId> --verbose
  npm run test:inspect <jobId> -- [options]

Options
  --verbose      the conversation too; long texts lose their middle
  --full         the conversation with nothing left out
  --version <n>  as it was at that version
  --json         as JSON, for programs; with --verbose the messages too
  --help         this text

npm keeps options for itself unless they stand after "--". Only --verbose works without it.

Examples
  npm run test:inspect 0195d2f0-7c1e-7b70-b7a9-3a4f8f4f0d11 --verbose
  npm run test:inspect 0195d2f0-7c1e-7b70-b7a9-3a4f8f4f0d11 -- --version 3 --full

It asks the server at RETOMA_URL (http://localhost:3000 when unset).`;

/** `npm run test:inspect <id> --verbose`: npm takes the flag for its own and only leaves this behind. */
function npmWasToldVerbose(): boolean {
  return process.env.npm_lifecycle_event === 'test:inspect' && process.env.npm_config_loglevel === 'verbose';
}

interface Inspected {
  job: NonNullable<JobAndCheckpointQuery['job']>;
  /** The version asked for, or the checkpoint; null: there is none (any more). */
  checkpoint: JobAndCheckpointQuery['checkpoint'];
  resumability: VerdictFragment;
  /** Newest first. */
  history: CheckpointFactsFragment[];
}

/** @throws RefusedError when there is nothing at all to show. */
async function inspect(client: RetomaClient, jobId: string, version: number | null): Promise<Inspected> {
  const { job, checkpoint, canResume } = await client.query(JOB_AND_CHECKPOINT, { jobId, version });
  if (job === null) throw noSuchJob(jobId);
  if (version !== null && checkpoint === null) throw noSuchVersion(job, version);
  const history: CheckpointFactsFragment[] = [];
  const all = pages(async (after) => (await client.query(HISTORY, { jobId, after })).job?.history);
  for await (const { nodes } of all) history.push(...nodes);
  return { job, checkpoint, resumability: canResume, history };
}

function noSuchVersion({ jobId, version }: JobFactsFragment, wanted: number): RefusedError {
  const hasIt = version !== null && wanted <= version;
  const why = hasIt
    ? `Version ${wanted} of job ${JSON.stringify(jobId)} is no longer kept.`
    : `Job ${JSON.stringify(jobId)} has no version ${wanted}; ${version === null ? 'it has saved none yet' : `its latest is ${version}`}.`;
  return new RefusedError({ code: hasIt ? 'VERSION_GONE' : 'CHECKPOINT_NOT_FOUND', message: why });
}

async function readMessages(client: RetomaClient, found: Inspected): Promise<Message[]> {
  const { jobId } = found.job;
  // Of a completed job the checkpoint is gone, and its last version is kept for a while.
  const version = found.checkpoint?.version ?? found.history[0]?.version;
  if (version === undefined) return [];
  const messages: Message[] = [];
  const all = pages(
    async (after) => (await client.query(MESSAGES, { jobId, version, after })).checkpoint?.messages,
  );
  for await (const { nodes } of all) messages.push(...nodes);
  return messages;
}

function show({ job, checkpoint, resumability, history }: Inspected, full: boolean): void {
  const status = paint([statusStyle(job.status), 'bold'], job.status);
  console.log(`${paint('bold', oneLine(job.jobId))}  ${status}\n`);
  const facts = [...factsOfJob(job), ...(checkpoint === null ? [] : factsOfCheckpoint(checkpoint))];
  for (const [name, value] of facts) fact(name, value);
  if (checkpoint === null) fact('checkpoint', 'none');
  showOpenCalls(checkpoint?.pendingToolCalls ?? []);
  showPartialAnswer(job.partialAnswer, full);
  showResumability(resumability);
  showHistory(history, checkpoint);
  if (job.result !== null) console.log(`\n${paint('bold', 'Result')}\n${block(plain(job.result), '  ')}`);
}

const NAME_WIDTH = 'resumed from'.length;

function fact(name: string, value: string): void {
  const room = windowWidth() - NAME_WIDTH - 4;
  console.log(`  ${paint('dim', name.padEnd(NAME_WIDTH))}  ${cut(oneLine(value), room)}`);
}

function factsOfJob(job: JobFactsFragment): [name: string, value: string][] {
  const facts: [string, string][] = [
    ['prompt', job.prompt],
    ['attempts', number(job.attempts)],
  ];
  if (job.failure !== null) facts.push(['failure', `${job.failure.code}: ${job.failure.message}`]);
  if (job.pauseReason !== null) facts.push(['paused', job.pauseReason]);
  if (job.nextAttemptAt !== null) facts.push(['next attempt', moment(job.nextAttemptAt)]);
  if (job.resumedFrom !== null) facts.push(['resumed from', job.resumedFrom]);
  if (job.resumedBy !== null) facts.push(['resumed by', job.resumedBy]);
  return facts;
}

function factsOfCheckpoint(checkpoint: CheckpointFactsFragment): [name: string, value: string][] {
  const { usage } = checkpoint;
  const read = `${number(usage.input)} in (${number(usage.cached)} from the cache)`;
  const written = `${number(usage.output)} out (${number(usage.reasoning)} reasoning)`;
  const facts: [string, string][] = [
    ['model', checkpoint.model],
    ['version', `${checkpoint.version}, ${checkpoint.step}, format ${checkpoint.formatVersion}`],
    ['turns', number(checkpoint.turns)],
    ['messages', number(checkpoint.messageCount)],
    ['tokens', `${number(usage.total)}: ${read}, ${written}, ${counted(usage.calls, 'call')}`],
    ['size', `${bytes(checkpoint.sizeBytes)}, ${bytes(checkpoint.storedBytes)} in Redis`],
    ['workspace', checkpoint.workspace.path],
    ...(checkpoint.repair === null ? [] : [['repair', checkpoint.repair] satisfies [string, string]]),
    ['saved', moment(checkpoint.savedAt)],
    [
      'expires',
      checkpoint.expiresAt === null ? 'not while the job is not over' : moment(checkpoint.expiresAt),
    ],
  ];
  if (checkpoint.repair !== null) facts.push(['repaired', checkpoint.repair]);
  return facts;
}

/** Those that were cut off are told with what a resume does about them. */
function showOpenCalls(calls: readonly ToolCall[]): void {
  const open = calls.filter(({ state }) => state === 'PENDING' || state === 'RUNNING');
  if (open.length === 0) return;
  console.log(`\n${paint('bold', 'Open tool calls')}`);
  for (const call of open) console.log(describeOpen(call));
}

/** It is no part of the checkpoint: the model is asked again, or goes on from there. */
function showPartialAnswer(partial: Inspected['job']['partialAnswer'], full: boolean): void {
  if (partial === null) return;
  const when = `turn ${partial.turn}, ${ago(partial.savedAt)}`;
  console.log(`\n${paint('bold', 'Cut off while it answered')} ${paint('dim', `(${when})`)}`);
  printWords(partial, full);
}

/** Why a job cannot be resumed that goes on by itself. */
const GOES_ON = new Set(['QUEUED', 'RUNNING', 'WAITING_RETRY']);

function showResumability({ canResume, reason, detail, interruptedToolCalls }: VerdictFragment): void {
  const verdict = canResume
    ? '✓ Can be resumed.'
    : GOES_ON.has(reason)
      ? `• Need not be resumed (${reason}).`
      : `✗ Cannot be resumed (${reason}).`;
  console.log(`\n${block(`${verdict} ${oneLine(detail)}`, '', canResume ? 'green' : 'yellow')}`);
  for (const call of interruptedToolCalls) console.log(describeInterrupted(call));
}

const COLUMNS: Column<CheckpointFactsFragment>[] = [
  { title: 'VERSION', text: (one) => number(one.version), align: 'right' },
  { title: 'STEP', text: (one) => one.step },
  { title: 'TURNS', text: (one) => number(one.turns), align: 'right' },
  { title: 'MESSAGES', text: (one) => number(one.messageCount), align: 'right', dropOrder: 2 },
  { title: 'TOKENS', text: (one) => number(one.usage.total), align: 'right', dropOrder: 1 },
  { title: 'SIZE', text: (one) => bytes(one.sizeBytes), align: 'right', dropOrder: 3 },
  { title: 'SAVED', text: (one) => ago(one.savedAt) },
];

function showHistory(
  history: readonly CheckpointFactsFragment[],
  checkpoint: CheckpointFactsFragment | null,
): void {
  if (history.length === 0) return;
  const rows = history.slice(0, SHOWN_VERSIONS);
  const shown: Column<CheckpointFactsFragment> = {
    title: '',
    text: (one) => (one.version === checkpoint?.version ? '←' : ''),
    style: () => 'green',
  };
  console.log(`\n${paint('bold', 'History')}, newest first`);
  console.log(table(rows, [...COLUMNS, shown]));
  const left = history.length - rows.length;
  if (left > 0) console.log(paint('dim', `and ${counted(left, 'earlier version')}; --json lists them all`));
}

await runScript({
  help: HELP,
  options: {
    verbose: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    version: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  takesJobId: true,
  async run({ client, jobId, options }) {
    const version = wholeNumber('version', options.version) ?? null;
    const wantsMessages = options.verbose || options.full || npmWasToldVerbose();
    const found = await inspect(client, jobId, version);
    const messages = wantsMessages ? await readMessages(client, found) : null;
    if (options.json) {
      console.log(safeJson(messages === null ? found : { ...found, messages }));
      return EXIT.OK;
    }
    show(found, options.full);
    if (messages !== null) printConversation(messages, options.full);
    else if (found.checkpoint !== null) {
      console.log(paint('dim', `\nThe conversation  npm run test:inspect ${oneLine(jobId)} --verbose`));
    }
    return EXIT.OK;
  },
});
