import { jobIdInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { type ModelOutputChunk, watchModelOutput } from '../resolvers/watch-model-output.ts';
import { builder } from './builder.ts';
import { describedEnum } from './enums.ts';

const Kind = describedEnum<ModelOutputChunk['kind']>('ModelOutputKind', 'What a piece of model output is.', {
  TEXT: 'A part of the answer.',
  REASONING: 'A part of what the model thinks before it answers.',
});

const Chunk = builder.objectRef<ModelOutputChunk>('ModelOutputChunk').implement({
  description: 'A piece of what the model says.',
  fields: (t) => ({
    turn: t.exposeInt('turn', { description: 'The turn that the model is asked for, from 1.' }),
    attempt: t.exposeInt('attempt', {
      description:
        'Rises when the model is asked again for the same turn. What an earlier attempt said does not count: drop it. One that goes on with an answer that was cut off (`onPartial: CONTINUE`) says its beginning again.',
    }),
    offset: t.exposeInt('offset', {
      description: 'UTF-16 code units that this attempt said before this piece, of either kind.',
    }),
    kind: t.field({ type: Kind, description: 'Answer or reasoning.', resolve: ({ kind }) => kind }),
    text: t.exposeString('text', { description: 'The piece.' }),
  }),
});

builder.subscriptionField('modelOutput', (t) =>
  t.field({
    type: Chunk,
    description:
      'What the model says while it says it: first what it has said so far in the present turn, then the rest as it comes, turn by turn, until the job is over. It is for watching; what counts is in the checkpoint.',
    args: { jobId: t.arg.id({ required: true, description: 'Id of the job.' }) },
    subscribe: (_, args, context) => watchModelOutput(parseInput(jobIdInput, args), context),
    resolve: (chunk) => chunk,
  }),
);
