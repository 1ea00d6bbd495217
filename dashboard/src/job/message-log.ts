import type { ToolCallParts } from './fragments.ts';
import type { LogEntry, LogMessage, ToolResult } from './messages.ts';

/**
 * The messages of one history that were read so far: a stretch without a gap, by their places. A message that comes
 * twice is there once. Never changed in place: whoever shows it sees by identity what is new.
 */
export class MessageLog {
  readonly entries: readonly LogEntry[];

  constructor(entries: readonly LogEntry[] = []) {
    this.entries = entries;
  }

  /** Place of the first message; 0 when the whole beginning is there. */
  get start(): number {
    return this.entries[0]?.message.index ?? 0;
  }

  /** Place behind the last message. */
  get end(): number {
    const last = this.entries.at(-1);
    return last === undefined ? 0 : last.message.index + 1;
  }

  /** Whether these can be put to it without a gap. */
  fits(entries: readonly LogEntry[]): boolean {
    const [first] = entries;
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return true;
    if (this.entries.length === 0) return first.message.index === 0;
    return first.message.index <= this.end && last.message.index >= this.start - 1;
  }

  /** With these at either end, or in the place of the ones that they are. They must fit. */
  with(entries: readonly LogEntry[]): MessageLog {
    if (entries.length === 0) return this;
    const byIndex = new Map([...this.entries, ...entries].map((entry) => [entry.message.index, entry]));
    const inOrder = [...byIndex.values()].toSorted((a, b) => a.message.index - b.message.index);
    let log = new MessageLog(inOrder);
    for (const { message } of entries) if (message.role === 'TOOL') log = log.#withResult(message.result);
    return log;
  }

  /** With calls as they are by now, as long as they have no result; what knows none of them is the same one still. */
  withCalls(now: readonly ToolCallParts[]): MessageLog {
    const at = this.entries.findLastIndex(({ message }) => message.role === 'ASSISTANT');
    const entry = this.entries[at];
    if (entry?.message.role !== 'ASSISTANT') return this;
    let isNews = false;
    const toolCalls = entry.message.toolCalls.map((call) => {
      const other = now.find(({ id }) => id === call.id);
      if (other === undefined || call.resultExcerpt != null || other.state === call.state) return call;
      isNews = true;
      return { ...call, state: other.state, startedAt: other.startedAt };
    });
    if (!isNews) return this;
    return new MessageLog(this.entries.with(at, { ...entry, message: { ...entry.message, toolCalls } }));
  }

  /** With the result in the call that it answers. */
  #withResult({ toolCallId, text, ...ended }: ToolResult): MessageLog {
    if (text === null) return this;
    const at = this.entries.findLastIndex(({ message }) => calls(message, toolCallId));
    const entry = this.entries[at];
    if (entry?.message.role !== 'ASSISTANT') return this;
    const toolCalls = entry.message.toolCalls.map((call) =>
      call.id === toolCallId ? { ...call, ...ended, resultExcerpt: text, decision: null } : call,
    );
    return new MessageLog(this.entries.with(at, { ...entry, message: { ...entry.message, toolCalls } }));
  }
}

function calls(message: LogMessage, toolCallId: string): boolean {
  return message.role === 'ASSISTANT' && message.toolCalls.some(({ id }) => id === toolCallId);
}
