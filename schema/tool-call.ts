import type { OnResume } from '../resolvers/can-resume.ts';
import type { PendingToolCall } from '../resolvers/pending-tool-calls.ts';
import type { ReplayPolicy, ToolCallState } from '../src/store/records.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';

const ReplayPolicyEnum = describedEnum<ReplayPolicy>(
  'ReplayPolicy',
  'What is done about a call of this tool that was cut off before its result was saved.',
  {
    PURE: 'It only reads: it is run again.',
    VERIFY: 'It writes files: it looks whether the change was made, and makes it when it was not.',
    REPORT:
      'It may have had an effect that nobody can see, as a shell command has: it is not run again by itself. What happens instead is the `onInterrupted` of the job.',
  },
);

const ToolCallStateEnum = describedEnum<ToolCallState>('ToolCallState', 'How far a tool call has come.', {
  PENDING: 'The model asked for it; it has not begun.',
  RUNNING: 'It is running on a worker.',
  DONE: 'It ended and gave a result.',
  FAILED: 'It ended with an error, which the model was told as its result.',
  INTERRUPTED: 'It was cut off: it began, and its result was never saved. It may have had an effect.',
});

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
    result: t.exposeString('result', {
      nullable: true,
      description: 'What the model was told; null while there is no result.',
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
