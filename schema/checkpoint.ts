import { canResume } from '../resolvers/can-resume.ts';
import { getCheckpoint } from '../resolvers/get-checkpoint.ts';
import { getCheckpointInput, listCheckpointsInput, readMessagesInput } from '../resolvers/inputs.ts';
import { latestTurnOf } from '../resolvers/latest-turn.ts';
import { listCheckpoints } from '../resolvers/list-checkpoints.ts';
import { messagesOf } from '../resolvers/messages-of.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { pendingToolCalls, withOnResume } from '../resolvers/pending-tool-calls.ts';
import type { MessageView } from '../resolvers/read-messages.ts';
import { resumabilityOf } from '../resolvers/resumability-of.ts';
import { costOf } from '../src/metrics/prices.ts';
import { reasoningOf } from '../src/store/messages.ts';
import type { CheckpointStep } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { toConnection } from './connection.ts';
import { costOfMessages, costOfPage } from './cost.ts';
import { describedEnum } from './enums.ts';
import { historyOf } from './history.ts';
import { JobStatus } from './job-status.ts';
import { MessageConnection, type MessageNode } from './message.ts';
import { Money } from './money.ts';
import { pageArgs } from './page-args.ts';
import { Checkpoint, type CheckpointNode, Job } from './refs.ts';
import { Resumability } from './resumability.ts';
import { TokenUsage } from './token-usage.ts';
import { ToolCall, ToolCallSummary } from './tool-call.ts';
import { Workspace } from './workspace.ts';

const Step = describedEnum<CheckpointStep>('CheckpointStep', 'What was done when a version was saved.', {
  MODEL_RESPONSE: 'The model answered.',
  TOOL_RESULT: 'A tool call ended; others of the same answer are open.',
  TOOLS_DONE: 'The last open tool call of an answer ended: the model is asked next.',
  RESUMED: 'The first version of a job that continues another: a copy of its checkpoint.',
  FORKED: 'The first version of a job that was forked from a version of another.',
  COMPACTED: 'Old messages were replaced by a shorter text. Earlier versions still read.',
});

export const CheckpointEdge = builder.edgeObject({
  type: Checkpoint,
  name: 'CheckpointEdge',
  description: 'A checkpoint and its place. A subscription that was cut off goes on behind the `cursor`.',
});

export const CheckpointConnection = builder.connectionObject(
  { type: Checkpoint, name: 'CheckpointConnection', description: 'A page of checkpoints.' },
  CheckpointEdge,
);

Checkpoint.implement({
  description:
    'One version of the saved progress of a job. Each step of the agent saves one; the latest is the one to go on from.',
  fields: (t) => ({
    jobId: t.id({ description: 'The job that saved it.', resolve: ({ record }) => record.jobId }),
    version: t.int({
      description: 'Counts the versions of the job, from 1.',
      resolve: ({ record }) => record.version,
    }),
    formatVersion: t.int({
      description: 'The format that it is stored in.',
      resolve: ({ record }) => record.formatVersion,
    }),
    epoch: t.int({
      description:
        'Which taking of the job by a worker saved it: versions of one epoch were saved by one worker in one run. Rises, with gaps.',
      resolve: ({ record }) => record.epoch,
    }),
    step: t.field({
      type: Step,
      description: 'What was done when it was saved.',
      resolve: ({ record }) => record.step,
    }),
    turns: t.int({
      description: 'Answers of the model so far, those of the jobs that this one continues included.',
      resolve: ({ record }) => record.turns,
    }),
    model: t.string({
      description: 'The model at this version, as `provider/model`.',
      resolve: ({ record }) => record.model,
    }),
    workspace: t.field({
      type: Workspace,
      description: 'The folder that the agent works in.',
      resolve: ({ record }) => record.workspace,
    }),
    messageCount: t.int({
      description: 'Messages in the history at this version.',
      resolve: ({ record }) => record.messageCount,
    }),
    usage: t.field({
      type: TokenUsage,
      description: 'Tokens that were paid for so far.',
      resolve: ({ record }) => record.usage,
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description: 'What those tokens cost at the prices of its model; null when there is none for it.',
      resolve: ({ record }, _, { config }) => costOf(config.prices, record.model, record.usage),
    }),
    toolCalls: t.field({
      type: [ToolCallSummary],
      description: "The calls of the latest answer, in the model's order, as they stood at this version.",
      resolve: ({ record }) => record.toolCalls,
    }),
    sizeBytes: t.field({
      type: 'SafeInt',
      description: 'Size of the whole state at this version, as JSON.',
      resolve: ({ record }) => record.sizeBytes,
    }),
    storedBytes: t.field({
      type: 'SafeInt',
      description: 'What the state at this version takes in Redis.',
      resolve: ({ record }) => record.storedBytes,
    }),
    savedAt: t.field({
      type: 'DateTime',
      description: 'When it was saved.',
      resolve: ({ record }) => record.savedAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it will be forgotten; null while the job is not over: nothing runs out then.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    repair: t.string({
      nullable: true,
      description:
        'What had to be repaired in the history, or left out of it, before the model was asked for this answer: a provider would have refused it. The history itself is left as it is. Null: nothing.',
      resolve: ({ record }) => record.repair,
    }),
    resumedFrom: t.id({
      nullable: true,
      description: 'The job that this one continues, if any.',
      resolve: ({ job }) => job.resumedFrom,
    }),
    resumedBy: t.id({
      nullable: true,
      description: 'The job that continues this one, if any.',
      resolve: ({ job }) => job.resumedBy,
    }),
    job: t.field({
      type: Job,
      nullable: true,
      description: 'The job that saved it, as it is now.',
      resolve: ({ job }) => job,
    }),
  }),
});

builder.objectFields(Checkpoint, (t) => ({
  messages: t.field({
    type: MessageConnection,
    description:
      'The history at this version, oldest first. `first` with `after` goes forward, `last` with `before` backward from the end; without either the first 20. The last few cost little: `messages(last: 1)` is what was said last.',
    args: {
      first: t.arg.int({ description: 'How many from the beginning, or behind `after`: 1 to 100.' }),
      after: t.arg.string({ description: 'A cursor of a message; those behind it are answered.' }),
      last: t.arg.int({
        description: 'How many from the end, or before `before`: 1 to 100. Not with `first`.',
      }),
      before: t.arg.string({ description: 'A cursor of a message; those before it are answered.' }),
    },
    complexity: costOfMessages,
    resolve: async (view, args, context) => {
      const page = parseInput(readMessagesInput, { ...args, jobId: view.record.jobId });
      const { items, ...rest } = await messagesOf(view, page, context);
      const edges = items.map(({ cursor, node }) => ({ cursor, node: toMessageNode(node, view) }));
      return toConnection({ ...rest, items: edges });
    },
  }),
  reasoning: t.string({
    nullable: true,
    description: 'What the model thought in its latest answer; null when it thought nothing aloud.',
    resolve: async (view, _, context) => {
      const turn = await latestTurnOf(view, context);
      return turn === null ? null : reasoningOf(turn.answer);
    },
  }),
  pendingToolCalls: t.field({
    type: [ToolCall],
    description: 'The tool calls of the latest answer that had no result at this version.',
    resolve: (view, _, context) => pendingToolCalls(view, context),
  }),
  resumability: t.field({
    type: Resumability,
    description:
      'Whether the job can be resumed, always from its latest version. In lists as its records tell; a checkpoint that was asked for by itself is opened and checked, as `canResume` does.',
    resolve: (view, _, context) =>
      view.lookedUp ? canResume({ jobId: view.record.jobId }, context) : resumabilityOf(view, context),
  }),
  history: t.field({
    type: CheckpointConnection,
    description: 'All versions of the job that are kept, newest first, whichever of them this one is.',
    args: pageArgs,
    complexity: costOfPage,
    resolve: (view, args, context) => historyOf(view.record.jobId, args, context),
  }),
}));

function toMessageNode(message: MessageView, view: CheckpointNode): MessageNode {
  if (message.role !== 'ASSISTANT') return message;
  return { ...message, toolCalls: message.toolCalls.map((call) => withOnResume(call, view)) };
}

const CheckpointFilter = builder.inputType('CheckpointFilter', {
  description: 'Which checkpoints to list: those that fit all that is given.',
  fields: (t) => ({
    status: t.field({
      type: [JobStatus],
      description: 'Those of jobs with one of these statuses.',
    }),
    model: t.string({ description: 'Those of this model, as `provider/model`.' }),
    savedAfter: t.field({ type: 'DateTime', description: 'Those that were saved later than this.' }),
  }),
});

builder.queryFields((t) => ({
  checkpoint: t.field({
    type: Checkpoint,
    nullable: true,
    description:
      'The checkpoint of a job: the version to go on from, or with `version` any one that is kept, also of a completed job. Null when there is none.',
    args: {
      jobId: t.arg.id({ required: true, description: 'Id of the job.' }),
      version: t.arg.int({
        description: 'A version of the job, from 1. Left out: the latest, if it can be resumed.',
      }),
    },
    resolve: async (_, args, context) => {
      const view = await getCheckpoint(parseInput(getCheckpointInput, args), context);
      return view === null ? null : { ...view, lookedUp: true as const };
    },
  }),
  checkpoints: t.field({
    type: CheckpointConnection,
    description:
      'The checkpoints that there are to go on from, one for each job, latest saved first. A completed job has none.',
    args: {
      ...pageArgs,
      filter: t.arg({ type: CheckpointFilter, description: 'Which to list; left out: all.' }),
    },
    complexity: costOfPage,
    resolve: async (_, args, context) =>
      toConnection(await listCheckpoints(parseInput(listCheckpointsInput, args), context)),
  }),
}));
