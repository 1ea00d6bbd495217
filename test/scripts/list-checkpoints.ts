import { JOB_STATUSES, type JobStatus } from '../../src/store/records.ts';
import { EXIT, runScript, UsageError } from './cli.ts';
import { type Metadata, pages, type RetomaClient } from './client.ts';
import { type Column, oneLine, paint, safeJson, table } from './terminal.ts';
import { ago, bytes, counted, number, statusStyle } from './words.ts';

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

interface Found {
  /** Of all active checkpoints, whatever was asked for. */
  total: number;
  checkpoints: Metadata[];
  more: boolean;
}

async function collect(client: RetomaClient, statuses: JobStatus[], limit: number): Promise<Found> {
  const matching: Metadata[] = [];
  let total = 0;
  for await (const page of pages((after) => client.checkpoints(after))) {
    total = page.total;
    matching.push(
      ...page.checkpoints.filter((one) => statuses.length === 0 || statuses.includes(one.status)),
    );
    if (matching.length > limit) break;
  }
  return { total, checkpoints: matching.slice(0, limit), more: matching.length > limit };
}

function parseStatus(value: string): JobStatus {
  const status = JOB_STATUSES.find((one) => one === value.toUpperCase());
  if (status !== undefined) return status;
  throw new UsageError(`There is no status ${JSON.stringify(value)}. Use ${JOB_STATUSES.join(', ')}.`);
}

const COLUMNS: Column<Metadata>[] = [
  { title: 'JOB', text: (one) => oneLine(one.jobId), style: () => 'bold' },
  { title: 'STATUS', text: (one) => one.status, style: (one) => statusStyle(one.status) },
  { title: 'STEP', text: (one) => one.step, dropOrder: 3 },
  { title: 'TURNS', text: (one) => number(one.turns), align: 'right' },
  { title: 'VERSION', text: (one) => number(one.version), align: 'right', dropOrder: 5 },
  { title: 'MODEL', text: (one) => oneLine(one.model), atLeast: 14, dropOrder: 1 },
  { title: 'TOKENS', text: (one) => number(one.usage.total), align: 'right', dropOrder: 4 },
  { title: 'SIZE', text: (one) => bytes(one.sizeBytes), align: 'right', dropOrder: 6 },
  { title: 'SAVED', text: (one) => ago(one.savedAt) },
  { title: 'EXPIRES', text: (one) => ago(one.expiresAt), style: () => 'dim', dropOrder: 2 },
];

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
  console.log(table(checkpoints, COLUMNS));
  console.log();
  console.log(
    checkpoints.length === total
      ? counted(total, 'active checkpoint')
      : `${number(checkpoints.length)} of ${counted(total, 'active checkpoint')}${more ? '; --all shows every one' : ''}`,
  );
  const stopped = checkpoints.find((one) => one.status === 'FAILED' || one.status === 'CANCELLED');
  console.log(paint('dim', `Look into one   npm run test:inspect ${oneLine(first.jobId)} --verbose`));
  if (stopped !== undefined) {
    console.log(paint('dim', `Go on with one  npm run test:resume ${oneLine(stopped.jobId)}`));
  }
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
