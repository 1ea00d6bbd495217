import { DEFAULT_PAGE } from '../resolvers/inputs.ts';
import { builder } from './builder.ts';

/** Of the lists that are read forward only. */
export const pageArgs = builder.args((t) => ({
  first: t.int({ defaultValue: DEFAULT_PAGE, description: 'How many at most: 1 to 100.' }),
  after: t.string({
    description: 'A cursor of an earlier page of this list; what comes behind it is answered.',
  }),
}));
