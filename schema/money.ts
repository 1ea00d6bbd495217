import type { Money as Shape } from '../src/metrics/prices.ts';
import { builder } from './builder.ts';

export const Money = builder.objectRef<Shape>('Money').implement({
  description:
    "An amount of money by the operator's own price list (`PRICES_FILE`): an estimate, and no bill.",
  fields: (t) => ({
    amount: t.exposeFloat('amount', { description: 'In units of the currency, to a millionth.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217, for example `USD`.' }),
  }),
});
