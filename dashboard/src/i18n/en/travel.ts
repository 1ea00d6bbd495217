import type { CheckpointStep, ResumabilityReason, ResumeAction } from '../../gql/graphql.ts';
import { many } from './many.ts';

export const travel = {
  versions: 'Versions',
  slider: 'Version of the job',
  sliderValue: (version: number, last: number) => `Version ${version} of ${last}`,
  steps: {
    MODEL_RESPONSE: 'The model answered',
    TOOL_RESULT: 'A tool ended',
    TOOLS_DONE: 'The last tool ended',
    RESUMED: 'Copied from the job that it continues',
    FORKED: 'Copied from the job that it was forked from',
    COMPACTED: 'Old messages were shortened',
  } satisfies Record<CheckpointStep, string>,
  calls: (tools: string) => `calls ${tools}`,
  messages: (count: number) => `+${many(count, 'message', 'messages')}`,
  tokens: (count: string) => `+${count} tokens`,
  takenOver: 'by another worker',
  asOf: (version: number, last: number) => `Version ${version} of ${last}`,
  asOfText: 'The job as it was then.',
  meanwhile: 'It goes on meanwhile.',
  back: 'Back to now',
  forkHere: 'Fork from here',
  compareHere: 'Compare with the latest',
  pickAnother: 'Choose another version to compare with',
  gone: 'This version is no longer kept.',
  resume: {
    title: 'Going on',
    reasons: {
      READY: 'It can go on where it stopped.',
      NOT_FOUND: 'There is nothing to go on from. Submit it again.',
      QUEUED: 'It waits for a worker and goes on by itself.',
      RUNNING: 'It is running. If its worker dies, another one goes on by itself.',
      WAITING_RETRY: 'It waits for its time and goes on by itself.',
      PAUSED: 'It waits for a person.',
      COMPLETED: 'It is done; there is nothing left to go on with.',
      ALREADY_RESUMED: 'Another job goes on from here already.',
      CORRUPT: 'What was saved is damaged. It was left untouched; fork from an earlier version.',
      FORMAT_UNSUPPORTED: 'A newer Retoma wrote it. Upgrade to go on; it was left untouched.',
    } satisfies Record<ResumabilityReason, string>,
    /** Of a job that did not complete itself. */
    doneElsewhere: 'A job that continued this one has completed.',
    saves: (turns: number, tokens: string) =>
      `Resuming keeps ${many(turns, 'turn', 'turns')}. Starting over would pay for ${tokens} tokens again.`,
    savesMoney: (money: string) => `That is about ${money}.`,
    cutOff: (count: number) => `${many(count, 'tool call was', 'tool calls were')} cut off:`,
    actions: {
      RUN_AGAIN: 'is run again; it only reads.',
      VERIFY: 'looks whether the change was made, and makes it when it was not.',
      REPORT: 'is not run again; the model is told that it may have had an effect.',
      FAIL: 'makes the job fail.',
      PAUSE: 'waits for your decision.',
    } satisfies Record<ResumeAction, string>,
  },
  resumeDialog: {
    title: 'Resume',
    text: (version: number) =>
      `A new job goes on from version ${version}. However often you ask, there is one.`,
    model: 'Model',
    modelHint: 'Left as it is: the same model.',
    maxTurns: 'Further turns at most',
    submit: 'Resume',
  },
  forkDialog: {
    title: (version: number) => `Fork from version ${version}`,
    text: 'A new job begins with this history. The job itself is left as it is.',
    prompt: 'What to say next',
    promptHint: 'Left empty: it goes on as if nothing had happened.',
    model: 'Model',
    modelHint: 'Left as it is: the model of that version.',
    submit: 'Fork',
  },
};
