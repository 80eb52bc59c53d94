import { digitsOf, formatMoney } from '../money/format-money';
import type { Ticket } from './ticket';

const NUMBER = String.raw`\d[\d.,]*\d|\d`;
const BEFORE = new RegExp(String.raw`(?<![A-Za-z])([A-Z]{3}|[€£$¥])\s?(${NUMBER})`, 'g');
const AFTER = new RegExp(String.raw`(?<![\w.,])(${NUMBER})\s?([A-Z]{3}(?![A-Za-z])|[€£$¥])`, 'g');
const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', $: 'USD', '¥': 'JPY' };
const AMOUNT_MAX = 999_999_999_999;

/** The first amount of money in a text: `EUR 19.99`, `€1.999,00`, `1,250 JPY`. */
export function readMoney(text: string): Ticket | undefined {
  const found = [
    ...[...text.matchAll(BEFORE)].map(([, unit = '', digits = '']) => [unit, digits] as const),
    ...[...text.matchAll(AFTER)].map(([, digits = '', unit = '']) => [unit, digits] as const),
  ];
  for (const [unit, digits] of found) {
    const currency = SIGNS[unit] ?? unit;
    const amount = isCurrency(currency) ? minorUnits(digits, digitsOf(currency)) : undefined;
    if (amount === undefined || amount < 1 || amount > AMOUNT_MAX) continue;
    const filter = { amount_min: `${amount}`, amount_max: `${amount}`, currency };
    return { filter, facts: [formatMoney(amount, currency)] };
  }
  return undefined;
}

/**
 * Whole minor units, never through a fraction. The last sign is the decimal point if as many digits
 * follow as the currency has, or fewer; else it groups thousands.
 */
function minorUnits(written: string, digits: number): number | undefined {
  const at = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
  const after = at < 0 ? 0 : written.length - at - 1;
  const isPoint = at >= 0 && after <= digits;
  const whole = (isPoint ? written.slice(0, at) : written).replaceAll(/[.,]/g, '');
  const part = isPoint ? written.slice(at + 1) : '';
  if (!isPoint && at >= 0 && after !== 3) return undefined;
  const amount = Number(whole + part.padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : undefined;
}

function isCurrency(code: string): boolean {
  return code === 'BTC' || Intl.supportedValuesOf('currency').includes(code);
}
