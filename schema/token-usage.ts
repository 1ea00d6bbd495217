import type { TokenUsage as Usage } from '../src/store/records.ts';
import { builder } from './builder.ts';

export const TokenUsage = builder.objectRef<Usage>('TokenUsage').implement({
  description:
    'Tokens that the provider counted, from the first answer of the history on; those of the jobs that this one continues are included.',
  fields: (t) => ({
    input: t.expose('input', { type: 'SafeInt', description: 'Tokens that were sent to the model.' }),
    output: t.expose('output', { type: 'SafeInt', description: 'Tokens that the model wrote.' }),
    reasoning: t.expose('reasoning', {
      type: 'SafeInt',
      description: 'Of `output`: tokens of its reasoning.',
    }),
    cached: t.expose('cached', {
      type: 'SafeInt',
      description: "Of `input`: tokens that came from the provider's cache.",
    }),
    total: t.expose('total', { type: 'SafeInt', description: 'All tokens.' }),
    calls: t.exposeInt('calls', { description: 'Answers of the model that were saved.' }),
  }),
});
