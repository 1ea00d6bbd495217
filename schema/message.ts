import type { PendingToolCall } from '../resolvers/pending-tool-calls.ts';
import type { MessageView } from '../resolvers/read-messages.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';
import { Excerpt, excerpt, excerptArgs } from './excerpt.ts';
import { ToolCall, ToolCallStateEnum } from './tool-call.ts';

type Of<Role extends MessageView['role']> = Extract<MessageView, { role: Role }>;
type AssistantNode = Omit<Of<'ASSISTANT'>, 'toolCalls'> & { toolCalls: PendingToolCall[] };
export type MessageNode = Exclude<MessageView, { role: 'ASSISTANT' }> | AssistantNode;

const Role = describedEnum<MessageView['role']>('MessageRole', 'Who a message is from.', {
  SYSTEM: 'Retoma itself: the instructions of the agent.',
  USER: 'The one who submitted the job, or who forked it with another prompt.',
  ASSISTANT: 'The model.',
  TOOL: 'A tool: the result of a call that the model asked for.',
});

export const Message = builder.interfaceRef<MessageNode>('Message').implement({
  description: 'A message of the history, as it is sent to the model.',
  resolveType: ({ role }) => TYPE_OF_ROLE[role],
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the history, from 0.' }),
    role: t.field({ type: Role, description: 'Who it is from.', resolve: ({ role }) => role }),
    text: t.exposeString('text', { description: 'What it says; empty for an answer that only calls tools.' }),
    textExcerpt: t.field({
      type: Excerpt,
      description: 'A piece of `text`.',
      args: excerptArgs,
      resolve: ({ text }, args) => excerpt(text, args),
    }),
  }),
});

const TYPE_OF_ROLE: Record<MessageView['role'], string> = {
  SYSTEM: 'SystemMessage',
  USER: 'UserMessage',
  ASSISTANT: 'AssistantMessage',
  TOOL: 'ToolMessage',
};

builder.objectRef<Of<'SYSTEM' | 'USER'>>('SystemMessage').implement({
  description: 'Instructions of the agent.',
  interfaces: [Message],
});

builder.objectRef<Of<'SYSTEM' | 'USER'>>('UserMessage').implement({
  description: 'What was asked of the agent.',
  interfaces: [Message],
});

builder.objectRef<AssistantNode>('AssistantMessage').implement({
  description: 'An answer of the model.',
  interfaces: [Message],
  fields: (t) => ({
    reasoning: t.exposeString('reasoning', {
      nullable: true,
      description: 'What it thought before it answered; null when it thought nothing aloud.',
    }),
    reasoningExcerpt: t.field({
      type: Excerpt,
      nullable: true,
      description: 'A piece of `reasoning`; null when it thought nothing aloud.',
      args: excerptArgs,
      resolve: ({ reasoning }, args) => (reasoning === null ? null : excerpt(reasoning, args)),
    }),
    toolCalls: t.field({
      type: [ToolCall],
      description: "The tools that it called, in the model's order.",
      resolve: ({ toolCalls }) => toolCalls,
    }),
  }),
});

builder.objectRef<Of<'TOOL'>>('ToolMessage').implement({
  description: 'The result of a tool call. `text` is what the model was told.',
  interfaces: [Message],
  fields: (t) => ({
    toolCallId: t.exposeID('toolCallId', { description: 'The call that it answers: `id` of a `ToolCall`.' }),
    toolName: t.exposeString('toolName', { description: 'Name of the tool.' }),
    isError: t.exposeBoolean('isError', { description: 'Whether the tool failed.' }),
    state: t.field({
      type: ToolCallStateEnum,
      description: 'How the call ended: `DONE`, `FAILED` or `INTERRUPTED`.',
      resolve: ({ state }) => state,
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the call began; null when it never did.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its result was there; null when it never began.',
    }),
  }),
});

const MessageEdge = builder.edgeObject({
  type: Message,
  name: 'MessageEdge',
  description: 'A message and its place.',
});

export const MessageConnection = builder.connectionObject(
  { type: Message, name: 'MessageConnection', description: 'A page of messages, oldest first.' },
  MessageEdge,
);
