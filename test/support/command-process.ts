import { TIERS } from '../../src/agent/sandbox/tiers.ts';
import { isUsable, runWith } from '../../src/agent/sandbox.ts';

/** A process of its own that runs one command, to be killed in the middle: `<index of the tier> <folder> <command>`. */
const [index, cwd = '', command = ''] = process.argv.slice(2);
const tier = TIERS[Number(index)];
if (tier === undefined || !(await isUsable(tier))) throw new Error('No such sandbox here.');
await runWith(tier, {
  command,
  cwd,
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  maxOutputBytes: 1_024,
  whenMayAct: async (act) => act(),
});
