import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { costOf, type PriceList, priceOf, readPriceList, sumOfMoney } from '../../src/metrics/prices.ts';
import { tempDir } from '../support/temp-dir.ts';

const EXAMPLE = join(import.meta.dirname, '../../ops/prices.example.json');

function fileWith(content: unknown): string {
  const path = join(tempDir(), 'prices.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const list: PriceList = {
  currency: 'USD',
  models: [
    { model: 'deepseek/deepseek-v4-*', price: { input: 1, cachedInput: 0.1, output: 3, reasoning: 5 } },
    { model: 'deepseek/*', price: { input: 7, cachedInput: 7, output: 7, reasoning: 7 } },
    { model: 'openai/gpt-5.1', price: { input: 2, cachedInput: 2, output: 2, reasoning: 2 } },
  ],
};

describe('a price list', () => {
  it('of the example is read, with what it leaves out', () => {
    const { currency, models } = readPriceList(EXAMPLE);
    expect(currency).toBe('USD');
    expect(models.at(-1)).toEqual({
      model: 'openai-compatible/my-own-*',
      price: { input: 0, cachedInput: 0, output: 0, reasoning: 0 },
    });
  });

  it.each([
    ['{', 'the file is not JSON'],
    [[], 'the file: expected an object with currency and models'],
    [{ currency: 'dollars', models: [] }, 'currency: expected a currency of three letters'],
    [{ currency: 'USD', models: {} }, 'models: expected a list'],
    [{ currency: 'USD', models: [7] }, 'models[0]: expected an object with model, input and output, got 7'],
    [
      { currency: 'USD', models: [{ model: 'a/b', input: 1 }] },
      'models[0].output: it is missing, expected a number from 0',
    ],
    [
      { currency: 'USD', models: [{ model: 'a/b', input: -1, output: '1' }] },
      'models[0].input: expected a number from 0, got -1; models[0].output: expected a number from 0, got "1"',
    ],
    [
      { currency: 'USD', models: [{ model: 'a b', input: 1, output: 1 }] },
      'models[0].model: expected provider',
    ],
    [
      { currency: 'USD', models: [{ model: 'a/b', input: 1, output: 1, cached: 1 }] },
      'models[0]: there is no field "cached"',
    ],
  ])('of %j stops the start and says what is wrong', (content, problem) => {
    const path = fileWith(content);
    expect(() => loadConfig({ PRICES_FILE: path })).toThrow(ConfigError);
    expect(() => loadConfig({ PRICES_FILE: path })).toThrow(
      `- PRICES_FILE: ${JSON.stringify(path)} is no price list: ${problem}`,
    );
  });

  it('that is not there stops the start', () => {
    expect(() => loadConfig({ PRICES_FILE: '/nowhere/prices.json' })).toThrow(
      /- PRICES_FILE: "\/nowhere\/prices.json" is no price list: the file cannot be read \(ENOENT\)$/,
    );
    expect(loadConfig({}).prices).toBeNull();
    expect(loadConfig({ PRICES_FILE: EXAMPLE }).prices?.currency).toBe('USD');
  });

  it('gives the price of the first entry that fits, which is no regular expression', () => {
    expect(priceOf(list, 'deepseek/deepseek-v4-pro')?.input).toBe(1);
    expect(priceOf(list, 'deepseek/old')?.input).toBe(7);
    expect(priceOf(list, 'openai/gpt-5.1')?.input).toBe(2);
    expect(priceOf(list, 'openai/gpt-511')).toBeNull();
    expect(priceOf(list, 'my-deepseek/x')).toBeNull();
    expect(priceOf(null, 'deepseek/old')).toBeNull();
  });

  it('prices each kind of token once', () => {
    const usage = { input: 1_000_000, cached: 250_000, output: 500_000, reasoning: 100_000 };
    expect(costOf(list, 'deepseek/deepseek-v4-pro', usage)).toEqual({
      amount: 0.75 + 0.025 + 0.4 * 3 + 0.1 * 5,
      currency: 'USD',
    });
    expect(costOf(list, 'other/model', usage)).toBeNull();
  });

  it('adds up without the dust of floating point', () => {
    const cents = Array.from({ length: 3 }, () => ({ amount: 0.1, currency: 'USD' }));
    expect(sumOfMoney(cents)).toEqual({ amount: 0.3, currency: 'USD' });
    expect(sumOfMoney([])).toBeNull();
  });
});
