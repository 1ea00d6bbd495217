import type { OnInterrupted } from '../../gql/graphql.ts';
import { many } from './many.ts';

export const submit = {
  title: 'New job',
  prompt: 'What is to be done',
  promptHint: 'The agent reads, writes and runs things in a workspace of its own until it is done.',
  model: 'Model',
  modelList: 'Models that are known',
  modelHint: 'As provider/model, for example deepseek/deepseek-v4-pro. Its key is set on the workers.',
  modelDefault: (model: string) => `Left empty: ${model}.`,
  more: 'More',
  approval: 'Wait for a person before each call of',
  onInterrupted: 'A command that was cut off',
  ways: {
    REPORT: 'is not run again; the model is told',
    RETRY: 'is run again',
    FAIL: 'makes the job fail',
    PAUSE: 'waits for a person',
  } satisfies Record<OnInterrupted, string>,
  maxTurns: 'Turns at most',
  jobId: 'Id',
  jobIdHint: 'Left empty: one is made.',
  workspace: 'Workspace',
  workspaceHint: 'A folder below the workspaces of the server. Left empty: one of its own.',
  callback: 'Callback',
  callbackHint: 'An address that is told when the job is over.',
  submit: 'Submit',
  examples: 'To try it',
  examplesText: 'These need no key: their answers come from a file.',
  answers: (count: number) => many(count, 'turn', 'turns'),
  start: 'Start',
  startNamed: (model: string) => `Start ${model}`,
};
