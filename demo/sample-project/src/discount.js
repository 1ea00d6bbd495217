import { roundCents } from './money.js';

/** The highest step that an order reaches counts. */
const STEPS = [
  { from: 25_000, percent: 10 },
  { from: 10_000, percent: 5 },
];

export function discountPercent(subtotal) {
  const step = STEPS.find(({ from }) => subtotal > from);
  return step === undefined ? 0 : step.percent;
}

export function discountOf(subtotal) {
  return roundCents((subtotal * discountPercent(subtotal)) / 100);
}
