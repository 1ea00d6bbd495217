import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discountOf, discountPercent } from '../src/discount.js';

test('a small order gets no discount', () => {
  assert.equal(discountPercent(9_999), 0);
});

test('a discount begins at exactly its step', () => {
  assert.equal(discountPercent(10_000), 5);
  assert.equal(discountPercent(25_000), 10);
});

test('the highest step counts', () => {
  assert.equal(discountOf(30_000), 3_000);
});
