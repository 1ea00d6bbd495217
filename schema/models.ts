import { readModels, type Models as Shape } from '../resolvers/read-models.ts';
import { builder } from './builder.ts';

const ExampleModel = builder.objectRef<Shape['examples'][number]>('ExampleModel').implement({
  description: 'A model that answers from a file of the server and needs no key: something to try.',
  fields: (t) => ({
    model: t.exposeString('model', { description: 'What a job names, for example `scripted/first-look`.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it does; null when its file does not say.',
    }),
    prompt: t.exposeString('prompt', { description: 'A prompt that fits its answers.' }),
    answers: t.exposeInt('answers', { description: 'How many answers it gives.' }),
  }),
});

const Models = builder.objectRef<Shape>('Models').implement({
  description: 'What jobs may name as their model.',
  fields: (t) => ({
    default: t.exposeString('default', {
      nullable: true,
      description: 'The model of jobs that name none; null when every job has to name one.',
    }),
    examples: t.expose('examples', {
      type: [ExampleModel],
      description: 'Models that need no key, by name.',
    }),
  }),
});

builder.queryField('models', (t) =>
  t.field({
    type: Models,
    description:
      'What jobs may name as their model, beside any `provider/model` that the workers have a key for.',
    resolve: (_, __, context) => readModels(context),
  }),
);
