import type { Message } from '../messages.ts';
import type { ToolCallState, ToolCallSummary } from '../records.ts';

/** The name under which an open call is kept: as JSON, which keeps half characters apart that UTF-8 cannot. */
export function callField(toolCallId: string): string {
  return JSON.stringify(toolCallId);
}

/** Ids of the calls whose results are among these messages. */
export function answeredCalls(messages: readonly Message[]): string[] {
  return messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : []));
}

/** The calls with their states once these messages are in the history. */
export function summariesAfter(
  calls: readonly ToolCallSummary[],
  messages: readonly Message[],
): ToolCallSummary[] {
  const states = new Map(
    messages.flatMap((message): [string, ToolCallState][] =>
      message.role === 'tool'
        ? [[message.toolCallId, message.interrupted ? 'INTERRUPTED' : message.isError ? 'FAILED' : 'DONE']]
        : [],
    ),
  );
  return calls.map((call) => ({ ...call, state: states.get(call.id) ?? call.state }));
}
