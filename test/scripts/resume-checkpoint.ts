import type { ResumeCheckpointInput } from '../gql/graphql.ts';
import { EXIT, problem, runScript, UsageError, wholeNumber } from './cli.ts';
import { RefusedError, type RetomaClient } from './client.ts';
import { describeInterrupted } from './conversation.ts';
import { monitor } from './monitor.ts';
import { CAN_RESUME, RESUME } from './operations.ts';
import { oneLine, paint } from './terminal.ts';
import { counted, number } from './words.ts';

const HELP = `Resumes a failed or cancelled job from its checkpoint, as a new job. Calling it again starts nothing new:
it names the job that goes on already.

Usage
  npm run test:resume <jobId>
  npm run test:resume <jobId> -- [options]

Options
  --version <n>    only if this is the latest version (to go on from an earlier one, fork it)
  --model <model>  go on with another model, provider/model
  --max-turns <n>  how many turns the new job may take
  --callback <url> where the new job's end is reported; otherwise as the old job had it
  --watch          stay and watch the new job to its end, as npm run test:monitor does
  --help           this text

Examples
  npm run test:resume 0195d2f0-7c1e-7b70-b7a9-3a4f8f4f0d11
  npm run test:resume 0195d2f0-7c1e-7b70-b7a9-3a4f8f4f0d11 -- --model deepseek/deepseek-v4-pro --watch

It asks the server at RETOMA_URL (http://localhost:3000 when unset).`;

function resumeOptions(options: {
  version?: string | undefined;
  model?: string | undefined;
  'max-turns'?: string | undefined;
  callback?: string | undefined;
}) {
  const version = wholeNumber('version', options.version);
  const maxTurns = wholeNumber('max-turns', options['max-turns']);
  const { model, callback } = options;
  if (callback !== undefined && !URL.canParse(callback)) {
    throw new UsageError(`--callback takes an address (https://…), not ${JSON.stringify(callback)}.`);
  }
  return {
    ...(version === undefined ? {} : { version }),
    ...(maxTurns === undefined ? {} : { maxTurns }),
    ...(model === undefined ? {} : { model }),
    ...(callback === undefined ? {} : { callback: { url: callback } }),
  };
}

/** @throws RefusedError with the reason */
async function resume(client: RetomaClient, input: ResumeCheckpointInput) {
  const { resumeCheckpoint: answer } = await client.mutate(RESUME, { input });
  if (answer.__typename === 'ResumeCheckpointPayload') return answer;
  throw new RefusedError({ code: answer.code, message: `Not resumed: ${answer.message}` });
}

await runScript({
  help: HELP,
  options: {
    version: { type: 'string' },
    model: { type: 'string' },
    'max-turns': { type: 'string' },
    callback: { type: 'string' },
    watch: { type: 'boolean', default: false },
  },
  takesJobId: true,
  async run({ client, jobId, options }) {
    const wanted = resumeOptions(options);
    const { canResume: verdict } = await client.query(CAN_RESUME, { jobId });
    if (verdict.canResume) {
      console.log(`${paint('green', '✓')} ${oneLine(verdict.detail)}`);
      for (const call of verdict.interruptedToolCalls) console.log(describeInterrupted(call));
    } else if (verdict.reason !== 'ALREADY_RESUMED') {
      console.error(problem(`${verdict.detail} (${verdict.reason})`));
      return EXIT.ERROR;
    }
    // A job that is resumed already is asked for as well: the server answers with the job that goes on.
    const resumed = await resume(client, { jobId, ...wanted });
    const newId = oneLine(resumed.jobId);
    console.log(
      `${paint('green', '✓')} ${verdict.canResume ? 'Resumed' : 'Resumed already,'} as job ${paint('bold', newId)}: from version ${number(resumed.version)}, after ${counted(resumed.turns, 'turn')}.`,
    );
    if (!options.watch) {
      console.log(paint('dim', `  Watch it  npm run test:monitor ${newId}`));
      return EXIT.OK;
    }
    console.log();
    return monitor(client, resumed.jobId, { json: false, brief: false, fromStart: false });
  },
});
