import { readLimits, type Limits as Shape } from '../resolvers/limits.ts';
import { builder } from './builder.ts';

const Limits = builder.objectRef<Shape>('Limits').implement({
  description:
    'What may be asked of this server at most. What is more is refused (`LIMIT_EXCEEDED`, `INVALID_INPUT`, `BODY_TOO_LARGE`) before anything is done.',
  fields: (t) => ({
    depth: t.exposeInt('depth', { description: 'Levels of fields within fields of an operation.' }),
    breadth: t.exposeInt('breadth', {
      description: 'Fields of an operation, each fragment counted wherever it is spread.',
    }),
    cost: t.exposeInt('cost', {
      description:
        'Cost of an operation: about the number of objects that it may read. A page counts as if it were full, so a smaller `first` makes room for more fields.',
    }),
    tokens: t.exposeInt('tokens', { description: 'Words and signs of a document.' }),
    aliases: t.exposeInt('aliases', { description: 'Aliases in a document.' }),
    directives: t.exposeInt('directives', { description: 'Directives in a document.' }),
    subscriptions: t.exposeInt('subscriptions', {
      description:
        'Subscriptions that one client may have open at a time, over all transports. A client is the address that it connects from.',
    }),
    pageSize: t.exposeInt('pageSize', { description: 'Items of a page: `first`, `last`.' }),
    bodyBytes: t.expose('bodyBytes', { type: 'SafeInt', description: 'Body of a request, in bytes.' }),
    promptBytes: t.expose('promptBytes', {
      type: 'SafeInt',
      description: 'A prompt or any other long text of an input, in bytes of UTF-8.',
    }),
    turns: t.exposeInt('turns', { description: '`maxTurns` of a job.' }),
  }),
});

builder.queryField('limits', (t) =>
  t.field({
    type: Limits,
    description: 'What may be asked of this server at most.',
    resolve: (_, __, { config }) => readLimits(config),
  }),
);
