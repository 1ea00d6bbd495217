import type { PartialAnswer as Partial } from '../src/store/contract.ts';
import { builder } from './builder.ts';
import { Excerpt, excerpt, excerptArgs } from './excerpt.ts';
import { TokenUsage } from './token-usage.ts';

export const PartialAnswer = builder.objectRef<Partial>('PartialAnswer').implement({
  description:
    'What the model had said of an answer when it was cut off: its worker died, the stream broke, or somebody stopped it. It is no part of the checkpoint. The `onPartial` of the job decides whether the model is asked again or goes on from there.',
  fields: (t) => ({
    turn: t.exposeInt('turn', { description: 'The turn that the answer was for, from 1.' }),
    attempt: t.exposeInt('attempt', {
      description: 'Which attempt at that turn it was, as in `modelOutput`.',
    }),
    text: t.exposeString('text', { description: 'The answer so far; empty when it had only thought yet.' }),
    textExcerpt: t.field({
      type: Excerpt,
      description: 'A piece of `text`.',
      args: excerptArgs,
      resolve: ({ text }, args) => excerpt(text, args),
    }),
    reasoning: t.exposeString('reasoning', {
      nullable: true,
      description: 'What it had thought before; null when it had thought nothing aloud.',
    }),
    reasoningExcerpt: t.field({
      type: Excerpt,
      nullable: true,
      description: 'A piece of `reasoning`; null when it had thought nothing aloud.',
      args: excerptArgs,
      resolve: ({ reasoning }, args) => (reasoning === null ? null : excerpt(reasoning, args)),
    }),
    usage: t.field({
      type: TokenUsage,
      nullable: true,
      description:
        'What the call had used, as far as the provider had told by then; `calls` is 0. Null: this provider tells it only at the end.',
      resolve: ({ usage }) => usage,
    }),
    savedAt: t.expose('savedAt', { type: 'DateTime', description: 'When the last of it was saved.' }),
  }),
});
