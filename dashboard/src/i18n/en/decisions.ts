import { many } from './many.ts';

export const decisions = {
  title: 'Decisions',
  count: (count: number) => `${many(count, 'job waits', 'jobs wait')} for you.`,
  emptyTitle: 'Nothing waits for you',
  emptyText:
    'Tool calls that need approval, and commands that were cut off, appear here with what can be done.',
  approval: 'Asks for approval',
  cutOff: 'Was cut off',
  cutOffText: 'It began and its result was never saved. It may have had an effect.',
  approvalText: 'It has not begun.',
  run: 'Run',
  runAgain: 'Run again',
  edit: 'Edit and run',
  give: 'Give a result',
  reject: 'Reject',
  continue: 'Continue the job',
  arguments: 'Arguments, as JSON',
  argumentsInvalid: 'This is not valid JSON.',
  runEdited: 'Run with these',
  result: 'What the model is told as its result',
  giveResult: 'Give this result',
  reason: 'Why, for the model (may be left empty)',
  confirmReject: 'Reject it',
  decided: 'Decided. The job goes on.',
  noted: (rest: number) => `Noted. ${many(rest, 'decision', 'decisions')} to go.`,
  waiting: 'Waiting for',
};
