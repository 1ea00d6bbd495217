import { builtinTools } from '../../../src/agent/tools/index.ts';
import { runWorkerProcess } from '../../../src/jobs/worker-process.ts';
import type { JobRecord } from '../../../src/store/records.ts';
import { taskIdIn } from '../task.ts';
import { appendTrace } from '../trace.ts';
import { stopAsInstructed } from './failpoints.ts';
import { ledgerTool } from './ledger-tool.ts';
import { instructionsFrom } from './stops.ts';

/**
 * A worker process of the kit: the real one, with one tool more, which ends or freezes where it was told to and notes
 * what it does. It dies with the kit.
 */

const instructions = instructionsFrom(process.env);
const { traceFile } = instructions;
/** By task, the job that carries it out here. */
const runs = new Map<string, { jobId: string; epoch: number }>();

stopAsInstructed(instructions);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

await runWorkerProcess({
  tools: [...builtinTools, ledgerTool(traceFile, (task) => runs.get(task) ?? { jobId: '', epoch: 0 })],
  observer: ({ jobId, epoch, prompt }: JobRecord) => {
    const task = taskIdIn(prompt) ?? '';
    runs.set(task, { jobId, epoch });
    appendTrace(traceFile, { event: 'RUNS', jobId, epoch, task });
    return {
      onModelCall: (turn) => appendTrace(traceFile, { event: 'ASKS', jobId, turn }),
      onToolStart: ({ id }) => appendTrace(traceFile, { event: 'TOOL_STARTED', jobId, callId: id, epoch }),
      onVersion: ({ version, epoch: by, step, messageCount }) =>
        appendTrace(traceFile, { event: 'ACKNOWLEDGED', jobId, version, epoch: by, step, messageCount }),
    };
  },
});
