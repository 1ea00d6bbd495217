import { runScript } from './cli.ts';
import { monitor } from './monitor.ts';

const HELP = `Watches a job live, from where it stands to its end: what the model says as it says it, the tool that runs, and a
line for each saved version. When the connection breaks or the server is restarted it says so, and goes on by itself
without gaps and without telling of a version twice.

Usage
  npm run test:monitor <jobId>
  npm run test:monitor <jobId> -- [--from-start] [--brief] [--json]

Options
  --from-start  first what was saved before
  --brief       a line for each version, without the words of the model as they come
  --json        one JSON object per line, for programs
  --help        this text

Ends with 0 when the job completed, 2 when it failed, 3 when it was cancelled; 1 when it cannot be watched.

Examples
  npm run test:monitor 0195d2f0-7c1e-7b70-b7a9-3a4f8f4f0d11
  npm run test:monitor 0195d2f0-7c1e-7b70-b7a9-3a4f8f4f0d11 -- --from-start

It asks the server at RETOMA_URL (http://localhost:3000 when unset).`;

await runScript({
  help: HELP,
  options: {
    json: { type: 'boolean', default: false },
    brief: { type: 'boolean', default: false },
    'from-start': { type: 'boolean', default: false },
  },
  takesJobId: true,
  run: ({ client, jobId, options }) =>
    monitor(client, jobId, {
      json: options.json,
      brief: options.brief,
      fromStart: options['from-start'],
    }),
});
