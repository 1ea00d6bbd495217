import {
  type ArgumentsExcerpt as CutArguments,
  excerptOf,
  type Excerpt as Piece,
} from '../resolvers/excerpt.ts';
import { excerptInput } from '../resolvers/inputs.ts';
import { parseInput } from '../resolvers/parse-input.ts';
import { builder } from './builder.ts';

const DEFAULT_LENGTH = 4000;

/** Texts that may be long can be asked for piece by piece; the plain field beside it has the whole. */
export const Excerpt = builder.objectRef<Piece>('Excerpt').implement({
  description: 'A piece of a text that may be long. Offsets and lengths count UTF-16 code units.',
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The piece.' }),
    offset: t.exposeInt('offset', {
      description: 'Where it begins; `offset` plus its length is where the next one does.',
    }),
    length: t.exposeInt('length', { description: 'Of the whole text.' }),
  }),
});

export const ArgumentsExcerpt = builder.objectRef<CutArguments>('ArgumentsExcerpt').implement({
  description: 'Arguments of a tool with the texts in them cut.',
  fields: (t) => ({
    arguments: t.expose('arguments', { type: 'JSON', description: 'What is left of them.' }),
    isCut: t.exposeBoolean('isCut', { description: 'Whether some text was longer.' }),
  }),
});

export const excerptArgs = builder.args((t) => ({
  offset: t.int({ required: true, defaultValue: 0, description: 'What is left out at the beginning.' }),
  length: t.int({
    required: true,
    defaultValue: DEFAULT_LENGTH,
    description: 'How much at most, from 1. A character that would be split is left for the next piece.',
  }),
}));

export const argumentsExcerptArgs = builder.args((t) => ({
  textLength: t.int({
    required: true,
    defaultValue: DEFAULT_LENGTH,
    description: 'How much of each text within them at most, from 1.',
  }),
}));

/** @throws RetomaError INVALID_INPUT */
export function excerpt(text: string, args: { offset: number; length: number }): Piece {
  return excerptOf(text, parseInput(excerptInput, args));
}
