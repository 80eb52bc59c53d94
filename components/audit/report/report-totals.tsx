import { lookOf } from '../../keys/outcomes';
import { formatMoney } from '../../money/format-money';
import { PlainTable } from '../../table/plain-table';
import styles from './report.module.css';
import type { ReportedDay } from './reported';

/** Attempts by outcome, and what was executed by currency. */
export function ReportTotals({ days }: { readonly days: readonly ReportedDay[] }) {
  const outcomes = summed(days.map((step) => step.outcomes));
  const amounts = summed(days.map((step) => step.amounts));
  const attempts = days.reduce((sum, step) => sum + BigInt(step.attempts), 0n);
  return (
    <section aria-label="Totals">
      <h2>Totals</h2>
      <div className={styles.side}>
        <PlainTable
          label="Attempts by outcome"
          rows={[...outcomes, ['', attempts] as const]}
          keyOf={([outcome]) => outcome}
          empty=""
          columns={[
            {
              name: 'Outcome',
              cell: ([outcome]) =>
                outcome === '' ? <strong>All attempts</strong> : lookOf(outcome).label,
            },
            { name: 'Number', cell: ([, count]) => grouped(count) },
          ]}
        />
        <PlainTable
          label="Payments executed by currency"
          rows={amounts}
          keyOf={([currency]) => currency}
          empty="No payment was executed."
          columns={[
            { name: 'Currency', cell: ([currency]) => currency },
            {
              name: 'Payments executed',
              cell: ([currency, sum]) => formatMoney(String(sum), currency),
            },
          ]}
        />
      </div>
    </section>
  );
}

/** Sums by name, the names in their order; a sum may be greater than 2^53. */
function summed(parts: readonly Readonly<Record<string, number>>[]): (readonly [string, bigint])[] {
  const sums = new Map<string, bigint>();
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    sums.set(name, (sums.get(name) ?? 0n) + BigInt(value));
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
}

function grouped(count: bigint): string {
  return count.toLocaleString('en');
}
