import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TokenUsage } from '../store/records.ts';

/** Money for a million tokens of each kind. */
export interface Price {
  input: number;
  /** Of the input, what came from the provider's cache. */
  cachedInput: number;
  output: number;
  /** Of the output, what the model thought. */
  reasoning: number;
}

/** What models cost, as the operator says. */
export interface PriceList {
  /** ISO 4217, for example USD. */
  currency: string;
  /** The first that fits a model is its price. */
  models: readonly { model: string; price: Price }[];
}

export interface Money {
  amount: number;
  currency: string;
}

const CURRENCY = 'expected a currency of three letters, for example USD';
const MODEL = 'expected provider/model, where * stands for anything';
const AMOUNT = 'expected a number from 0';

const amount = z.number(AMOUNT).nonnegative(AMOUNT);

const fileSchema = z.strictObject(
  {
    currency: z.string(CURRENCY).regex(/^[A-Z]{3}$/, CURRENCY),
    note: z.string('expected a text').optional(),
    models: z.array(
      z
        .strictObject(
          {
            model: z.string(MODEL).regex(/^[\x21-\x7e]+$/, MODEL),
            input: amount,
            cachedInput: amount.optional(),
            output: amount,
            reasoning: amount.optional(),
          },
          'expected an object with model, input and output',
        )
        .transform(({ model, input, cachedInput = input, output, reasoning = output }) => ({
          model,
          price: { input, cachedInput, output, reasoning },
        })),
      'expected a list',
    ),
  },
  'expected an object with currency and models',
);

/**
 * Reads a price list (see `ops/prices.example.json`). A price for cached input or reasoning that is left out is that of
 * input or output.
 *
 * @throws Error whose message lists what is wrong with the file
 */
export function readPriceList(path: string): PriceList {
  const parsed = fileSchema.safeParse(readJson(path), { reportInput: true });
  if (parsed.success) return { currency: parsed.data.currency, models: parsed.data.models };
  throw new Error(parsed.error.issues.map(describe).join('; '));
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return `${place || 'the file'}: ${wordsOf(issue)}`;
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `there is no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  }
  if (issue.input === undefined) return `it is missing, ${issue.message}`;
  const given = typeof issue.input === 'object' ? '' : `, got ${JSON.stringify(issue.input)}`;
  return `${issue.message}${given}`;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the file is not JSON');
  }
}

/** Null when the list has no price for the model. */
export function priceOf(prices: PriceList | null, model: string): Price | null {
  return prices?.models.find((entry) => fits(entry.model, model))?.price ?? null;
}

/** What these tokens cost with this model; null when there is no price for it. */
export function costOf(
  prices: PriceList | null,
  model: string,
  usage: Omit<TokenUsage, 'total' | 'calls'>,
): Money | null {
  const price = priceOf(prices, model);
  if (price === null || prices === null) return null;
  const { input, cached, output, reasoning } = usage;
  const millionths =
    Math.max(0, input - cached) * price.input +
    cached * price.cachedInput +
    Math.max(0, output - reasoning) * price.output +
    reasoning * price.reasoning;
  return { amount: rounded(millionths / 1e6), currency: prices.currency };
}

/** Their sum; null when there are none. They are all in one currency. */
export function sumOfMoney(parts: readonly Money[]): Money | null {
  const [first] = parts;
  if (first === undefined) return null;
  return {
    amount: rounded(parts.reduce((sum, part) => sum + part.amount, 0)),
    currency: first.currency,
  };
}

/** To a millionth: what lies behind is only how computers add. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function fits(pattern: string, model: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(model);
}
