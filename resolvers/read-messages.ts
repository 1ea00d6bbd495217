import { RetomaError } from '../src/errors.ts';
import type { LoadedCheckpoint } from '../src/store/contract.ts';
import { reasoningOf, textOf } from '../src/store/messages.ts';
import type { JobStatus, ToolCallState } from '../src/store/records.ts';
import type { Context } from './context.ts';
import { DEFAULT_PAGE, type ReadMessagesInput } from './inputs.ts';
import { indexOf, messageCursor } from './message-cursor.ts';
import { stateOfResult, type ToolCallView, toolCallViews } from './tool-call-views.ts';

/** A message of a history, as both APIs show it. `index` is its place, from 0. */
export type MessageView =
  | { index: number; role: 'SYSTEM' | 'USER'; text: string }
  | { index: number; role: 'ASSISTANT'; text: string; reasoning: string | null; toolCalls: ToolCallView[] }
  | {
      index: number;
      role: 'TOOL';
      text: string;
      toolCallId: string;
      toolName: string;
      isError: boolean;
      state: ToolCallState;
      startedAt: string | null;
      finishedAt: string | null;
    };

export interface MessagePage {
  /** The version that was read. */
  version: number;
  messageCount: number;
  items: { cursor: string; node: MessageView }[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

/**
 * A page of the messages of a checkpoint, oldest first. `first` with `after` goes forward, `last` with `before`
 * backward from the end. Null when there is no such checkpoint.
 * @throws RetomaError INVALID_CURSOR, CHECKPOINT_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function readMessages(input: ReadMessagesInput, context: Context): Promise<MessagePage | null> {
  const from = input.after == null ? 0 : indexOf(input.after) + 1;
  const to = input.before == null ? Number.POSITIVE_INFINITY : indexOf(input.before);
  const [checkpoint, job] = await Promise.all([
    context.checkpoints.loadCheckpoint(input.jobId, input.version ?? undefined),
    context.store.getJob(input.jobId),
  ]);
  if (checkpoint === null || job === null) return null;

  const count = checkpoint.messages.length;
  let start = Math.min(from, count);
  let end = Math.max(start, Math.min(to, count));
  if (input.last == null) end = Math.min(end, start + (input.first ?? DEFAULT_PAGE));
  else start = Math.max(start, end - input.last);
  const items = [];
  for (let index = start; index < end; index++) {
    items.push({
      cursor: messageCursor(index),
      node: messageView(checkpoint, index, job.status),
    });
  }
  return {
    version: checkpoint.version,
    messageCount: count,
    items,
    hasNextPage: end < count,
    hasPreviousPage: start > 0,
  };
}

/** @throws RetomaError INTERNAL when there is no message at this place. */
export function messageView(
  checkpoint: Pick<LoadedCheckpoint, 'messages' | 'openToolCalls'>,
  index: number,
  status: JobStatus,
): MessageView {
  const message = checkpoint.messages[index];
  if (message === undefined) throw new RetomaError('INTERNAL', `The history has no message ${index}.`);
  const text = textOf(message);
  switch (message.role) {
    case 'system':
      return { index, role: 'SYSTEM', text };
    case 'user':
      return { index, role: 'USER', text };
    case 'tool': {
      const { toolCallId, toolName, isError, startedAt, finishedAt } = message;
      const state = stateOfResult(message);
      return { index, role: 'TOOL', text, toolCallId, toolName, isError, state, startedAt, finishedAt };
    }
    case 'assistant': {
      const next = checkpoint.messages.findIndex((later, at) => at > index && later.role === 'assistant');
      const after = checkpoint.messages.slice(index + 1, next === -1 ? undefined : next);
      const open = next === -1 ? checkpoint.openToolCalls : [];
      const toolCalls = toolCallViews(message, after, open, status);
      return { index, role: 'ASSISTANT', text, reasoning: reasoningOf(message), toolCalls };
    }
  }
}
