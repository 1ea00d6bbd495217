import { EXIT, runScript, wholeNumber } from './cli.ts';
import {
  type Job,
  type Message,
  type Metadata,
  noSuchJob,
  pages,
  type Resumability,
  type RetomaClient,
} from './client.ts';
import { describeInterrupted, printConversation } from './conversation.ts';
import { block, type Column, cut, oneLine, paint, plain, safeJson, table, windowWidth } from './terminal.ts';
import { ago, bytes, counted, moment, number, statusStyle } from './words.ts';

const SHOWN_VERSIONS = 12;

const HELP = `Shows a job's checkpoint: what is known of it, whether it can be resumed, its versions, and, when asked for,
the whole conversation with reasoning, tool calls and results.

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
  job: Job;
  /** The version asked for, or the checkpoint; null: there is none (any more). */
  checkpoint: Metadata | null;
  resumability: Resumability;
  /** Newest first. */
  history: Metadata[];
}

/** @throws RefusedError when there is nothing at all to show. */
async function inspect(client: RetomaClient, jobId: string, version?: number): Promise<Inspected> {
  const [job, resumability] = await Promise.all([client.job(jobId), client.canResume(jobId)]);
  if (job === null) throw noSuchJob(jobId);
  const checkpoint =
    version === undefined ? await client.checkpoint(jobId) : await client.version(jobId, version);
  const history: Metadata[] = [];
  for await (const page of pages((after) => client.history(jobId, after))) history.push(...page.checkpoints);
  return { job, checkpoint, resumability, history };
}

async function readMessages(
  client: RetomaClient,
  { job, checkpoint, history }: Inspected,
  version?: number,
): Promise<Message[]> {
  const wanted = version ?? checkpoint?.version ?? history[0]?.version;
  if (wanted === undefined) return [];
  const messages: Message[] = [];
  const all = pages((after) => client.messages(job.jobId, { version: wanted, after }));
  for await (const page of all) messages.push(...page.messages);
  return messages;
}

function show({ job, checkpoint, resumability, history }: Inspected): void {
  const status = paint([statusStyle(job.status), 'bold'], job.status);
  console.log(`${paint('bold', oneLine(job.jobId))}  ${status}\n`);
  const facts = [...factsOfJob(job), ...(checkpoint === null ? [] : factsOfCheckpoint(checkpoint))];
  for (const [name, value] of facts) fact(name, value);
  if (checkpoint === null) fact('checkpoint', 'none');
  showResumability(resumability);
  showHistory(history, checkpoint);
  if (job.result !== null) console.log(`\n${paint('bold', 'Result')}\n${block(plain(job.result), '  ')}`);
}

const NAME_WIDTH = 'resumed from'.length;

function fact(name: string, value: string): void {
  const room = windowWidth() - NAME_WIDTH - 4;
  console.log(`  ${paint('dim', name.padEnd(NAME_WIDTH))}  ${cut(oneLine(value), room)}`);
}

function factsOfJob(job: Job): [name: string, value: string][] {
  const facts: [string, string][] = [
    ['prompt', job.prompt],
    ['attempts', number(job.attempts)],
  ];
  if (job.failure !== null) facts.push(['failure', `${job.failure.code}: ${job.failure.message}`]);
  if (job.nextAttemptAt !== null) facts.push(['next attempt', moment(job.nextAttemptAt)]);
  if (job.resumedFrom !== null) facts.push(['resumed from', job.resumedFrom]);
  if (job.resumedBy !== null) facts.push(['resumed by', job.resumedBy]);
  return facts;
}

function factsOfCheckpoint(checkpoint: Metadata): [name: string, value: string][] {
  const { usage } = checkpoint;
  const read = `${number(usage.input)} in (${number(usage.cached)} from the cache)`;
  const written = `${number(usage.output)} out (${number(usage.reasoning)} reasoning)`;
  return [
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
}

/** Why a job cannot be resumed that goes on by itself. */
const GOES_ON = new Set(['QUEUED', 'RUNNING', 'WAITING_RETRY']);

function showResumability({ canResume, reason, detail, interruptedToolCalls }: Resumability): void {
  const verdict = canResume
    ? '✓ Can be resumed.'
    : GOES_ON.has(reason)
      ? `• Need not be resumed (${reason}).`
      : `✗ Cannot be resumed (${reason}).`;
  console.log(`\n${block(`${verdict} ${oneLine(detail)}`, '', canResume ? 'green' : 'yellow')}`);
  for (const call of interruptedToolCalls) console.log(describeInterrupted(call));
}

const COLUMNS: Column<Metadata>[] = [
  { title: 'VERSION', text: (one) => number(one.version), align: 'right' },
  { title: 'STEP', text: (one) => one.step },
  { title: 'TURNS', text: (one) => number(one.turns), align: 'right' },
  { title: 'MESSAGES', text: (one) => number(one.messageCount), align: 'right', dropOrder: 2 },
  { title: 'TOKENS', text: (one) => number(one.usage.total), align: 'right', dropOrder: 1 },
  { title: 'SIZE', text: (one) => bytes(one.sizeBytes), align: 'right', dropOrder: 3 },
  { title: 'SAVED', text: (one) => ago(one.savedAt) },
];

function showHistory(history: readonly Metadata[], checkpoint: Metadata | null): void {
  if (history.length === 0) return;
  const rows = history.slice(0, SHOWN_VERSIONS);
  const shown: Column<Metadata> = {
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
    const version = wholeNumber('version', options.version);
    const wantsMessages = options.verbose || options.full || npmWasToldVerbose();
    const found = await inspect(client, jobId, version);
    const messages = wantsMessages ? await readMessages(client, found, version) : null;
    if (options.json) {
      console.log(safeJson(messages === null ? found : { ...found, messages }));
      return EXIT.OK;
    }
    show(found);
    if (messages !== null) printConversation(messages, options.full);
    else if (found.checkpoint !== null) {
      console.log(paint('dim', `\nThe conversation  npm run test:inspect ${oneLine(jobId)} --verbose`));
    }
    return EXIT.OK;
  },
});
