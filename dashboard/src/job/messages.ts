import { type FragmentType, readFragment } from '../gql/index.ts';
import { messageParts, type ToolCallParts, toolCallParts } from './fragments.ts';

/** The beginning of a text, and how long the whole is, in UTF-16 code units. */
export interface Piece {
  text: string;
  length: number;
}

/** How a tool call ended. */
export interface ToolResult extends Pick<ToolCallParts, 'state' | 'isError' | 'startedAt' | 'finishedAt'> {
  toolCallId: string;
  /** Null where it was not asked for: it stands in the call as well. */
  text: Piece | null;
}

/** A message of the conversation. `index` is its place in the history, from 0. */
export type LogMessage =
  | { role: 'SYSTEM' | 'USER'; index: number; text: Piece }
  | {
      role: 'ASSISTANT';
      index: number;
      text: Piece;
      reasoning: Piece | null;
      toolCalls: readonly ToolCallParts[];
    }
  | { role: 'TOOL'; index: number; result: ToolResult };

export interface LogEntry {
  /** Of the message, for the pages before and behind it. */
  cursor: string;
  message: LogMessage;
}

interface Edge {
  cursor: string;
  node: FragmentType<typeof messageParts> & { textExcerpt?: Piece };
}

/** Messages as they came from the API. */
export function toEntries(edges: readonly Edge[]): LogEntry[] {
  return edges.map(({ cursor, node }) => ({ cursor, message: toMessage(node) }));
}

function toMessage(node: Edge['node']): LogMessage {
  const parts = readFragment(messageParts, node);
  const { index } = parts;
  switch (parts.__typename) {
    case 'SystemMessage':
      return { role: 'SYSTEM', index, text: parts.textExcerpt };
    case 'UserMessage':
      return { role: 'USER', index, text: parts.textExcerpt };
    case 'AssistantMessage': {
      const { textExcerpt: text, reasoningExcerpt: reasoning } = parts;
      const toolCalls = readFragment(toolCallParts, parts.toolCalls);
      return { role: 'ASSISTANT', index, text, reasoning: reasoning ?? null, toolCalls };
    }
    case 'ToolMessage': {
      const { toolCallId, state, isError, startedAt, finishedAt } = parts;
      const text = node.textExcerpt ?? null;
      return { role: 'TOOL', index, result: { toolCallId, state, isError, startedAt, finishedAt, text } };
    }
  }
}
