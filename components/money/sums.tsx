import { Fragment } from 'react';
import { formatMoney } from './format-money';

/** Sums by currency, which are never added up; the largest number of minor units first. */
export function Sums({
  sums,
  none,
}: {
  readonly sums: Readonly<Record<string, number>>;
  /** What is said where there are none. */
  readonly none: string;
}) {
  const entries = Object.entries(sums).sort(([, one], [, other]) => other - one);
  if (entries.length === 0) return none;
  return entries.map(([currency, amount], index) => (
    <Fragment key={currency}>
      {index > 0 && ', '}
      <span style={{ whiteSpace: 'nowrap' }}>{formatMoney(amount, currency)}</span>
    </Fragment>
  ));
}
