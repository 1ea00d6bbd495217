import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, roundCents } from '../src/money.js';

test('cents are written with two digits', () => {
  assert.equal(formatCents(123456), '1234.56');
  assert.equal(formatCents(5), '0.05');
  assert.equal(formatCents(-150), '-1.50');
});

test('half a cent is rounded away from zero', () => {
  assert.equal(roundCents(2.5), 3);
  assert.equal(roundCents(-2.5), -3);
});
