import { appendFileSync, closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Failpoint } from '../../src/failpoints.ts';
import type { CheckpointStep } from '../../src/store/records.ts';

/**
 * What a process of the kit did, written down before it goes on, so that a SIGKILL takes nothing of it away. One line
 * of JSON in one write to a file that all processes append to.
 */
export type TraceEntry = {
  pid: number;
  /** Milliseconds since 1970. */
  at: number;
} & TraceEvent;

export type TraceEvent =
  /** A worker has the lease of a job and begins its loop. */
  | { event: 'RUNS'; jobId: string; epoch: number; task: string }
  | { event: 'TAKEN'; jobId: string }
  /** A commit was acknowledged to the worker. */
  | {
      event: 'ACKNOWLEDGED';
      jobId: string;
      version: number;
      epoch: number;
      step: CheckpointStep;
      messageCount: number;
    }
  /** A tool with an effect outside of the workspace begins: the line of the ledger. */
  | { event: 'LEDGER'; task: string; callId: string; jobId: string; epoch: number }
  | { event: 'ASKS'; jobId: string; turn: number }
  | { event: 'TOOL_STARTED'; jobId: string; callId: string; epoch: number }
  /** The process is about to end or to freeze itself where it was told to. */
  | { event: 'STRUCK'; stop: string; point: Failpoint; jobId: string };

export type EntryOf<E extends TraceEvent['event']> = TraceEntry & { event: E };

export function entriesOf<E extends TraceEvent['event']>(
  trace: readonly TraceEntry[],
  event: E,
): EntryOf<E>[] {
  return trace.filter((entry): entry is EntryOf<E> => entry.event === event);
}

export function appendTrace(file: string, event: TraceEvent): void {
  const entry: TraceEntry = { pid: process.pid, at: Date.now(), ...event };
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

/** Reads a trace as it grows. */
export class TraceReader {
  readonly #file: string;
  readonly #entries: TraceEntry[] = [];
  #offset = 0;
  #rest = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** All so far, in the order in which they were written. */
  read(): readonly TraceEntry[] {
    if (!existsSync(this.#file)) return this.#entries;
    const fd = openSync(this.#file, 'r');
    try {
      const buffer = Buffer.alloc(256 * 1024);
      for (;;) {
        const bytes = readSync(fd, buffer, 0, buffer.length, this.#offset);
        if (bytes === 0) return this.#entries;
        this.#offset += bytes;
        // Ids and words of the kit are ASCII, so a read never ends in the middle of a character.
        const lines = (this.#rest + buffer.toString('latin1', 0, bytes)).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const line of lines) this.#entries.push(JSON.parse(line) as TraceEntry);
      }
    } finally {
      closeSync(fd);
    }
  }

  of<E extends TraceEvent['event']>(event: E): EntryOf<E>[] {
    return entriesOf(this.read(), event);
  }
}
