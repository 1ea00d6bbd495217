import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { LoopObserver } from '../src/agent/run.ts';
import type { CheckpointStep, TokenUsage, ToolCallSummary } from '../src/store/records.ts';

/**
 * What an agent process of the demo really did, told to the demo as it happens. Each entry is written at once to a
 * pipe of its own, so that everything done before a SIGKILL is counted.
 */
export type Entry =
  | { event: 'ASKED'; turn: number }
  | { event: 'TOOL_STARTED'; id: string; name: string }
  | { event: 'TOOL_ENDED'; id: string; name: string; isError: boolean }
  | {
      event: 'SAVED';
      version: number;
      step: CheckpointStep;
      turns: number;
      usage: TokenUsage;
      toolCalls: ToolCallSummary[];
    };

/** The pipe's number in the child. */
const LEDGER_FD = 3;

function note(entry: Entry): void {
  writeSync(LEDGER_FD, `${JSON.stringify(entry)}\n`);
}

/** Notes what a run of the loop does. */
export const ledgerObserver: LoopObserver = {
  onModelCall: (turn) => note({ event: 'ASKED', turn }),
  onToolStart: ({ id, name }) => note({ event: 'TOOL_STARTED', id, name }),
  onToolEnd: ({ id, name, isError }) => note({ event: 'TOOL_ENDED', id, name, isError }),
  onVersion: ({ version, step, turns, usage, toolCalls }) =>
    note({ event: 'SAVED', version, step, turns, usage, toolCalls }),
};

/** Reads a child's entries; `onEntry` is called for each in order. */
export function readLedger(pipe: Readable, onEntry: (entry: Entry) => void): void {
  let rest = '';
  pipe.setEncoding('utf8');
  pipe.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onEntry(JSON.parse(line) as Entry);
  });
}

export interface Counts {
  modelCalls: number;
  toolRuns: number;
  tokens: number;
}

/** Adds up what all processes that worked on one task did, in the order in which they did it. */
export function countOf(entries: readonly Entry[]): Counts {
  let paid = 0;
  let before = { version: 0, tokens: 0 };
  for (const entry of entries) {
    if (entry.event !== 'SAVED') continue;
    // Usage adds up over a job; one that starts over begins again at version 1 and at nothing.
    if (entry.version <= before.version) before = { version: 0, tokens: 0 };
    paid += entry.usage.total - before.tokens;
    before = { version: entry.version, tokens: entry.usage.total };
  }
  return {
    modelCalls: entries.filter(({ event }) => event === 'ASKED').length,
    toolRuns: entries.filter(({ event }) => event === 'TOOL_STARTED').length,
    tokens: paid,
  };
}

/**
 * The place where both halves of the demo kill the process: the first command that is started after a file was
 * changed, while it runs.
 */
export function isPlaceToKill(entries: readonly Entry[]): boolean {
  const last = entries.at(-1);
  if (last?.event !== 'TOOL_STARTED' || last.name !== 'run_command') return false;
  return entries.some((entry) => entry.event === 'TOOL_ENDED' && !entry.isError && CHANGING.has(entry.name));
}

const CHANGING = new Set(['edit_file', 'write_file']);
