/** Kept: Intl takes longer for one currency than a page for a row. */
const digitsBy = new Map<string, number>();

/** Digits after the point of a currency of three letters. */
export function digitsOf(currency: string): number {
  const known = digitsBy.get(currency) ?? askIntl(currency);
  digitsBy.set(currency, known);
  return known;
}

/** It knows ISO 4217, and not that bitcoin is counted in satoshi. */
function askIntl(currency: string): number {
  if (currency === 'BTC') return 8;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Minor units as people write them, `1,999.00 EUR`; never through a fraction. Sums come as decimal
 * text, as they may be greater than 2^53.
 */
export function formatMoney(amountMinor: number | string, currency: string): string {
  const digits = /^[A-Z]{3}$/.test(currency) ? digitsOf(currency) : 0;
  const padded = String(amountMinor).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${whole}${digits > 0 ? `.${padded.slice(-digits)}` : ''} ${currency}`;
}
