import { many } from './many.ts';

export const compare = {
  title: 'Compare versions',
  left: 'Left',
  right: 'Right',
  jobId: 'Job',
  version: 'Version',
  show: 'Compare',
  swap: 'Swap sides',
  same: (count: number) => `${many(count, 'message', 'messages')} the same`,
  showSame: 'Show the same messages',
  onlyLeft: 'Only on the left',
  onlyRight: 'Only on the right',
  messages: 'Messages',
  turns: 'Turns',
  tokens: 'Tokens',
  cost: 'Cost',
  saved: 'Saved',
  model: 'Model',
  tools: 'Tool calls',
  equal: 'The two are the same.',
  pick: 'Name two versions to see what sets them apart.',
  missing: 'There is no such version, or it is no longer kept.',
  tooLong: (count: number) =>
    `Only the last ${many(count, 'message', 'messages')} of each are set against each other.`,
};
