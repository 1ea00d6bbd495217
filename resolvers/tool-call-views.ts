import type { AssistantMessage, JsonValue, Message, ToolMessage } from '../src/store/messages.ts';
import { toolCallsOf } from '../src/store/messages.ts';
import type {
  JobStatus,
  OpenToolCall,
  ReplayPolicy,
  ToolCallState,
  ToolDecision,
} from '../src/store/records.ts';
import { policyOf } from './known-tools.ts';

/** A tool call with all that is known of it. Times are ISO 8601. */
export interface ToolCallView {
  id: string;
  name: string;
  arguments: JsonValue;
  policy: ReplayPolicy;
  state: ToolCallState;
  result: string | null;
  isError: boolean | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** What a person decided, for as long as it is not carried out. */
  decision: ToolDecision['kind'] | null;
}

/**
 * The calls of one answer, in the model's order.
 * @param after What was committed behind the answer, up to the next one.
 * @param open Calls that were begun or decided about and have no result; empty unless the answer is the latest.
 */
export function toolCallViews(
  answer: AssistantMessage,
  after: readonly Message[],
  open: readonly OpenToolCall[],
  status: JobStatus,
): ToolCallView[] {
  const results = new Map<string, ToolMessage>();
  for (const message of after) {
    if (message.role === 'tool') results.set(message.toolCallId, message);
  }
  return toolCallsOf(answer).map((call) => {
    const result = results.get(call.toolCallId);
    const begun = open.find((candidate) => candidate.id === call.toolCallId);
    return {
      id: call.toolCallId,
      name: call.toolName,
      arguments: begun?.editedArguments ?? call.input,
      policy: begun?.policy ?? policyOf(call.toolName),
      state: result === undefined ? stateOf(begun, status) : stateOfResult(result),
      result: result?.output ?? null,
      isError: result?.isError ?? null,
      startedAt: result?.startedAt ?? begun?.startedAt ?? null,
      finishedAt: result?.finishedAt ?? null,
      decision: begun?.decision?.kind ?? null,
    };
  });
}

export function stateOfResult(result: ToolMessage): ToolCallState {
  if (result.interrupted) return 'INTERRUPTED';
  return result.isError ? 'FAILED' : 'DONE';
}

function stateOf(begun: OpenToolCall | undefined, status: JobStatus): ToolCallState {
  if (begun === undefined || begun.startedAt === null) return 'PENDING';
  return status === 'RUNNING' ? 'RUNNING' : 'INTERRUPTED';
}
