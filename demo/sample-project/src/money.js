/** Amounts are whole cents, so that sums are exact. */

export function roundCents(amount) {
  return Math.sign(amount) * Math.round(Math.abs(amount));
}

export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
