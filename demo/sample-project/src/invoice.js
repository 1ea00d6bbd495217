import { discountOf } from './discount.js';
import { formatCents, roundCents } from './money.js';

const VAT_PERCENT = 19;

/** @param lines `{ name, quantity, unitPrice }`, prices in cents before tax */
export function invoiceOf(lines) {
  const subtotal = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  const discount = discountOf(subtotal);
  const vat = lines.reduce((sum, line) => sum + vatOf(line.quantity * line.unitPrice), 0);
  return { lines, subtotal, discount, vat, total: subtotal - discount + vat };
}

export function printInvoice(invoice) {
  const rows = invoice.lines.map((line) =>
    row(`${line.quantity} x ${line.name}`, line.quantity * line.unitPrice),
  );
  rows.push(row('Subtotal', invoice.subtotal));
  if (invoice.discount > 0) rows.push(row('Discount', -invoice.discount));
  rows.push(row(`VAT ${VAT_PERCENT} %`, invoice.vat), row('Total', invoice.total));
  return rows.join('\n');
}

function vatOf(amount) {
  return roundCents((amount * VAT_PERCENT) / 100);
}

function row(name, cents) {
  return name.padEnd(28) + formatCents(cents).padStart(12);
}
