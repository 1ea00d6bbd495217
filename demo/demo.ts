import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EXIT, problem } from '../test/scripts/cli.ts';
import { paint, plain, table } from '../test/scripts/terminal.ts';
import { duration, number } from '../test/scripts/words.ts';
import type { Half, Setting } from './half.ts';
import { heading, say } from './say.ts';
import { Stage } from './stage.ts';
import { runWithCheckpoints } from './with-checkpoints.ts';
import { runWithoutCheckpoints } from './without-checkpoints.ts';

const SCRIPTED = 'scripted/fix-failing-test';

const HELP = `A coding agent mends a small project whose tests fail. In the middle of a command its worker is killed with
SIGKILL; another worker picks the job up where it was. Then the same task and the same kill without checkpoints,
and what both cost, side by side. Both really run.

Usage
  npm run demo
  npm run demo -- [--model <provider/model>] [--keep]

Options
  --model <model>  a real model instead of the scripted one; its key is read from the environment or .env
  --keep           keep the folder with the projects that the agents worked on
  --help           this text

Without --model it needs no network and no key. It starts a Redis of its own and leaves nothing behind.
Ends with 0 when everything was as claimed.

Example
  DEEPSEEK_API_KEY=… npm run demo -- --model deepseek/deepseek-v4-pro`;

const SCRIPTED_PATIENCE_MS = 120_000;
const REAL_PATIENCE_MS = 30 * 60_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  const stage = new Stage(await mkdtemp(join(tmpdir(), 'retoma-demo-')), options.keep);
  try {
    const redisUrl = await stage.startRedis();
    const isScripted = options.model.startsWith('scripted/');
    const setting: Setting = {
      root: stage.root,
      env: environment(stage.root, redisUrl),
      model: options.model,
      patienceMs: isScripted ? SCRIPTED_PATIENCE_MS : REAL_PATIENCE_MS,
    };
    heading('With checkpoints');
    const withThem = await runWithCheckpoints(setting);
    heading('The same task and the same kill, without checkpoints');
    const without = await runWithoutCheckpoints(setting);
    heading('Side by side');
    return compare(withThem, without, isScripted);
  } catch (error) {
    if (stage.interrupted !== null) return stage.interrupted;
    console.error(`\n${paint('red', '✗')} ${plain(error instanceof Error ? error.message : String(error))}`);
    return 1;
  } finally {
    await stage.leave();
  }
}

function readOptions(): { model: string; keep: boolean } | number {
  try {
    const { values } = parseArgs({
      options: {
        model: { type: 'string', default: SCRIPTED },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help) return values;
    console.log(HELP);
    return EXIT.OK;
  } catch (error) {
    console.error(`${problem(error instanceof Error ? error.message : String(error))}\n\n${HELP}`);
    return EXIT.USAGE;
  }
}

/** What is set here wins over a `.env`, so that the demo never touches a Redis or folders of the user's. */
function environment(root: string, redisUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    REDIS_URL: redisUrl,
    DATA_DIR: join(root, 'data'),
    SCRIPTS_DIR: fileURLToPath(new URL('./scripts', import.meta.url)),
    CHECKPOINT_HISTORY: 'all',
    COMPLETED_RETENTION_SECONDS: '3600',
    LOG_LEVEL: 'info',
  };
}

function compare(withThem: Half, without: Half, isScripted: boolean): number {
  const row = (what: string, of: (half: Half) => string) => ({
    what,
    with: of(withThem),
    without: of(without),
  });
  const rows = [
    row('model calls', ({ counts }) => number(counts.modelCalls)),
    row('tool runs', ({ counts }) => number(counts.toolRuns)),
    row('tokens paid', ({ counts }) => number(counts.tokens)),
    row('from the kill to the end', ({ finishedAfterMs }) => duration(finishedAfterMs)),
  ];
  const lines = table(rows, [
    { title: '', text: ({ what }) => what },
    { title: 'WITH CHECKPOINTS', text: (one) => one.with, align: 'right', style: () => 'green' },
    { title: 'WITHOUT', text: (one) => one.without, align: 'right', style: () => 'yellow' },
  ]);
  for (const line of lines.split('\n')) say(line);
  say();
  if (isScripted)
    say(paint('dim', 'Counted while it ran. A scripted model counts four characters as a token.\n'));

  const [saves, pays] = [withThem.counts, without.counts];
  const claims: [holds: boolean, claim: string][] = [
    [!withThem.before.green && !without.before.green, 'The tests failed before.'],
    [withThem.after.green && without.after.green, 'The tests pass after it, in both.'],
    [withThem.turnsAskedAgain.length === 0, 'With checkpoints the model was asked for no answer twice.'],
    [withThem.commandsRunAgain.length === 0, 'With checkpoints no command was run twice.'],
  ];
  // Two runs of a real model are never the same.
  if (isScripted) {
    const less =
      saves.modelCalls < pays.modelCalls && saves.toolRuns < pays.toolRuns && saves.tokens < pays.tokens;
    claims.push([less, 'With checkpoints it took fewer model calls, fewer tool runs and fewer tokens.']);
  }
  for (const [holds, claim] of claims) say(holds ? paint('green', '✓') : paint('red', '✗ not so:'), claim);
  return claims.every(([holds]) => holds) ? EXIT.OK : EXIT.ERROR;
}
