import { JOB_STATUSES } from '../../src/store/records.ts';
import type { CheckpointFactsFragment, JobFactsFragment, JobStatus } from '../gql/graphql.ts';
import { EXIT, runScript, UsageError } from './cli.ts';
import type { RetomaClient } from './client.ts';
import { CHECKPOINTS } from './operations.ts';
import { pages } from './pages.ts';
import { type Column, cut, oneLine, paint, safeJson, table } from './terminal.ts';
import { ago, counted, number, statusStyle } from './words.ts';

const SHOWN = 20;

const HELP = `Lists the active checkpoints: the jobs that can be looked into, and gone on from, right now.

Usage
  npm run test:checkpoints
  npm run test:checkpoints -- [--all] [--status <status>]… [--json]

Options
  --all              every checkpoint, not only the ${SHOWN} saved last
  --status <status>  only jobs in this state, may be given several times:
                     ${JOB_STATUSES.join(', ')}
  --json             as JSON, for programs
  --help             this text

Examples
  npm run test:checkpoints
  npm run test:checkpoints -- --status FAILED --status CANCELLED
  npm run --silent test:checkpoints -- --all --json | jq -r '.checkpoints[].jobId'

It asks the server at RETOMA_URL (http://localhost:3000 when unset).`;

type Listed = CheckpointFactsFragment &
  Pick<JobFactsFragment, 'status' | 'pauseReason' | 'nextAttemptAt'> & {
    /** The beginning of it. */
    prompt: string;
    failure: { code: string; message: string } | null;
  };

interface Found {
  /** Of all active checkpoints, whatever was asked for. */
  total: number;
  checkpoints: Listed[];
  more: boolean;
}

async function collect(client: RetomaClient, status: JobStatus[], limit: number): Promise<Found> {
  const found: Listed[] = [];
  const filter = status.length === 0 ? null : { status };
  let total = 0;
  const all = pages(async (after) => {
    const first = Math.min(limit, 100);
    const { checkpoints, metrics } = await client.query(CHECKPOINTS, { first, after, filter });
    total = metrics.activeCheckpoints;
    return checkpoints;
  });
  for await (const { nodes, pageInfo } of all) {
    // A job whose record has gone since took its checkpoint along.
    for (const { job, ...facts } of nodes) {
      if (job === null) continue;
      const { promptExcerpt, ...state } = job;
      found.push({ ...facts, ...state, prompt: promptExcerpt.text });
    }
    if (found.length >= limit) return { total, checkpoints: found, more: pageInfo.hasNextPage };
  }
  return { total, checkpoints: found, more: false };
}

function parseStatus(value: string): JobStatus {
  const status = JOB_STATUSES.find((one) => one === value.toUpperCase());
  if (status !== undefined) return status;
  throw new UsageError(`There is no status ${JSON.stringify(value)}. Use ${JOB_STATUSES.join(', ')}.`);
}

/** So many columns of a text at most, so that none takes the room of the others. */
const WORDS = 40;

const COLUMNS: Column<Listed>[] = [
  { title: 'JOB', text: (one) => oneLine(one.jobId), style: () => 'bold' },
  { title: 'STATUS', text: (one) => one.status, style: (one) => statusStyle(one.status) },
  { title: 'PROMPT', text: (one) => cut(oneLine(one.prompt), WORDS), atLeast: 12, dropOrder: 1 },
  { title: 'TURNS', text: (one) => number(one.turns), align: 'right' },
  { title: 'TOKENS', text: (one) => number(one.usage.total), align: 'right', dropOrder: 4 },
  { title: 'MODEL', text: (one) => oneLine(one.model), atLeast: 14, dropOrder: 5 },
  { title: 'SAVED', text: (one) => ago(one.savedAt) },
  { title: 'EXPIRES', text: (one) => ago(one.expiresAt), style: () => 'dim', dropOrder: 3 },
];

const NOTE: Column<Listed> = {
  title: 'NOTE',
  text: (one) => cut(noteOf(one), WORDS),
  style: () => 'yellow',
  atLeast: 10,
  dropOrder: 2,
};

/** Why it does not go on by itself, or not yet. */
function noteOf(one: Listed): string {
  if (one.resumedBy !== null) return `goes on as ${oneLine(one.resumedBy)}`;
  switch (one.status) {
    case 'FAILED':
      return oneLine(`${one.failure?.code ?? ''}: ${one.failure?.message ?? ''}`);
    case 'PAUSED':
      return oneLine(one.pauseReason ?? 'waits for a person');
    case 'WAITING_RETRY':
      return `${ago(one.nextAttemptAt)}: ${oneLine(one.failure?.message ?? '')}`;
    default:
      return '';
  }
}

function show({ total, checkpoints, more }: Found, filtered: boolean): void {
  const first = checkpoints[0];
  if (first === undefined) {
    const none = filtered && total > 0;
    console.log(
      none
        ? `None of the ${counted(total, 'active checkpoint')} is in that state.`
        : 'No active checkpoints. A job has one from its first answer until it completes.',
    );
    return;
  }
  const hasNotes = checkpoints.some((one) => noteOf(one) !== '');
  console.log(table(checkpoints, hasNotes ? [...COLUMNS, NOTE] : COLUMNS));
  console.log();
  console.log(
    checkpoints.length === total
      ? counted(total, 'active checkpoint')
      : `${number(checkpoints.length)} of ${counted(total, 'active checkpoint')}${more ? '; --all shows every one' : ''}`,
  );
  console.log(paint('dim', `Look into one   npm run test:inspect ${oneLine(first.jobId)} --verbose`));
  const running = checkpoints.find((one) => one.status === 'RUNNING');
  if (running !== undefined) {
    console.log(paint('dim', `Watch one       npm run test:monitor ${oneLine(running.jobId)}`));
  }
  const stopped = checkpoints.find((one) => isStopped(one) && one.resumedBy === null);
  if (stopped !== undefined) {
    console.log(paint('dim', `Go on with one  npm run test:resume ${oneLine(stopped.jobId)}`));
  }
}

function isStopped({ status }: Listed): boolean {
  return status === 'FAILED' || status === 'CANCELLED';
}

await runScript({
  help: HELP,
  options: {
    all: { type: 'boolean', default: false },
    status: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
  takesJobId: false,
  async run({ client, options }) {
    const found = await collect(client, options.status.map(parseStatus), options.all ? Infinity : SHOWN);
    if (options.json) console.log(safeJson(found));
    else show(found, options.status.length > 0);
    return EXIT.OK;
  },
});
