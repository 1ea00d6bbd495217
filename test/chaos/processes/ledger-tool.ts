import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Tool } from '../../../src/agent/tools/tool.ts';
import { ledgerAnswer } from '../replay.ts';
import { LEDGER_TOOL } from '../task.ts';
import { appendTrace } from '../trace.ts';

const input = z.strictObject({
  task: z.string(),
  call: z.string(),
  pauseMs: z.number(),
  blockMs: z.number(),
});

/**
 * A tool whose effect nobody can take back or look up: it notes its call, its process and the epoch in a ledger outside
 * of the workspace. Were it ever run twice for one result, the ledger would show it.
 *
 * @param runOf the job that carries out a task in this process, and its epoch
 */
export function ledgerTool(
  traceFile: string,
  runOf: (task: string) => { jobId: string; epoch: number },
): Tool<z.infer<typeof input>> {
  return {
    name: LEDGER_TOOL,
    description: 'Notes a call in the ledger.',
    input,
    policy: 'REPORT',
    async execute({ task, call, pauseMs, blockMs }, { signal, whenMayAct }) {
      const run = runOf(task);
      await sleep(pauseMs / 2, undefined, { signal });
      await whenMayAct(() => appendTrace(traceFile, { event: 'LEDGER', task, callId: call, ...run }));
      blockLoop(blockMs);
      await sleep(pauseMs / 2, undefined, { signal });
      return { output: ledgerAnswer(call), isError: false };
    },
  };
}

/** Busily, as a big regular expression would. */
function blockLoop(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
