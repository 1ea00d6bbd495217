import type { OnResume } from '../resolvers/can-resume.ts';
import { argumentsExcerptOf } from '../resolvers/excerpt.ts';
import { argumentsExcerptInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import type { PendingToolCall } from '../resolvers/pending-tool-calls.ts';
import type {
  ReplayPolicy,
  ToolCallSummary as Summary,
  ToolCallState,
  ToolDecision,
} from '../src/store/records.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';
import { ArgumentsExcerpt, argumentsExcerptArgs, Excerpt, excerpt, excerptArgs } from './excerpt.ts';

export const ReplayPolicyEnum = describedEnum<ReplayPolicy>(
  'ReplayPolicy',
  'What is done about a call of this tool that was cut off before its result was saved.',
  {
    PURE: 'It only reads: it is run again.',
    VERIFY: 'It writes files: it looks whether the change was made, and makes it when it was not.',
    REPORT:
      'It may have had an effect that nobody can see, as a shell command has: it is not run again by itself. What happens instead is the `onInterrupted` of the job.',
  },
);

export const ToolCallStateEnum = describedEnum<ToolCallState>(
  'ToolCallState',
  'How far a tool call has come.',
  {
    PENDING: 'The model asked for it; it has not begun.',
    RUNNING: 'It is running on a worker.',
    DONE: 'It ended and gave a result.',
    FAILED: 'It ended with an error, which the model was told as its result.',
    INTERRUPTED: 'It was cut off: it began, and its result was never saved. It may have had an effect.',
  },
);

export const ToolCallDecision = describedEnum<ToolDecision['kind']>(
  'ToolCallDecision',
  'What a person decides about a tool call.',
  {
    RUN: 'It is run, with `arguments` in place of those of the model when they are given.',
    RESULT: 'It is not run; the model is told `result` as if it had been.',
    REJECT: 'It is not run; the model is told that a person refused it, and the `reason`.',
  },
);

const ResumeActionEnum = describedEnum<OnResume>(
  'ResumeAction',
  'What is done about a call that was cut off when its job goes on.',
  {
    RUN_AGAIN: 'It is run again.',
    VERIFY: 'It looks whether the change was made, and makes it when it was not.',
    REPORT: 'The model is told that the call was cut off and may have had an effect.',
    FAIL: 'The job fails.',
    PAUSE: 'The job waits for a person to decide.',
  },
);

export const ToolCallSummary = builder.objectRef<Summary>('ToolCallSummary').implement({
  description: 'What the record of a version tells of a tool call, without the history being opened.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id that the model gave it; unique within one answer.' }),
    name: t.exposeString('name', { description: 'Name of the tool, for example `run_command`.' }),
    policy: t.field({
      type: ReplayPolicyEnum,
      description: 'What may be done about it when it is cut off.',
      resolve: ({ policy }) => policy,
    }),
    state: t.field({
      type: ToolCallStateEnum,
      description: 'How far it had come when the version was saved.',
      resolve: ({ state }) => state,
    }),
  }),
});

export const ToolCall = builder.objectRef<PendingToolCall>('ToolCall').implement({
  description: 'A call of a tool that the model asked for, with all that is known of it.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description:
        'The id that the model gave it; unique within one answer. It is what `decideToolCall` takes, not a global id.',
    }),
    name: t.exposeString('name', { description: 'Name of the tool, for example `run_command`.' }),
    arguments: t.field({
      type: 'JSON',
      description:
        'The arguments, as the model chose them or a person changed them. `{}` when they were not valid JSON, or the history that holds them is damaged.',
      resolve: (call) => call.arguments,
    }),
    argumentsExcerpt: t.field({
      type: ArgumentsExcerpt,
      description: '`arguments` with the texts in them cut, for those that hold whole files.',
      args: argumentsExcerptArgs,
      resolve: (call, args) =>
        argumentsExcerptOf(call.arguments, parseInput(argumentsExcerptInput, args).textLength),
    }),
    policy: t.field({
      type: ReplayPolicyEnum,
      description: 'What may be done about it when it is cut off.',
      resolve: (call) => call.policy,
    }),
    state: t.field({
      type: ToolCallStateEnum,
      description: 'How far it has come.',
      resolve: (call) => call.state,
    }),
    onResume: t.field({
      type: ResumeActionEnum,
      nullable: true,
      description: 'What will be done about it when the job goes on; null unless it was cut off and is open.',
      resolve: (call) => call.onResume,
    }),
    decision: t.field({
      type: ToolCallDecision,
      nullable: true,
      description: 'What a person decided about a call of a paused job; null when nobody did.',
      resolve: (call) => call.decision,
    }),
    result: t.exposeString('result', {
      nullable: true,
      description: 'What the model was told; null while there is no result.',
    }),
    resultExcerpt: t.field({
      type: Excerpt,
      nullable: true,
      description: 'A piece of `result`; null while there is no result.',
      args: excerptArgs,
      resolve: ({ result }, args) => (result === null ? null : excerpt(result, args)),
    }),
    isError: t.exposeBoolean('isError', {
      nullable: true,
      description: 'Whether the result is an error; null while there is no result.',
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it began; null when it never did (an unknown tool, arguments that do not fit).',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its result was there; null while there is none.',
    }),
  }),
});
