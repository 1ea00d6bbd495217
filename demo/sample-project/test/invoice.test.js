import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoiceOf, printInvoice } from '../src/invoice.js';

test('the total is subtotal, less discount, plus VAT', () => {
  const invoice = invoiceOf([{ name: 'Kettle', quantity: 1, unitPrice: 5_000 }]);
  assert.equal(invoice.total, 5_950);
});

test('VAT is taken once, on what is left after the discount', () => {
  const invoice = invoiceOf([
    { name: 'Chair', quantity: 4, unitPrice: 4_525 },
    { name: 'Cushion', quantity: 3, unitPrice: 333 },
  ]);
  assert.equal(invoice.subtotal, 19_099);
  assert.equal(invoice.discount, 955);
  assert.equal(invoice.vat, 3_447);
  assert.equal(invoice.total, 21_591);
});

test('an invoice can be printed', () => {
  const text = printInvoice(invoiceOf([{ name: 'Cup', quantity: 2, unitPrice: 450 }]));
  assert.match(text, /2 x Cup +9\.00/);
  assert.match(text, /Total +10\.71/);
});
