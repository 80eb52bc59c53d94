import { Text } from '@mantine/core';
import { lookOf } from '../../keys/outcomes';
import { formatMoney } from '../../money/format-money';
import { PlainTable } from '../../table/plain-table';
import { Timestamp } from '../../time/timestamp';
import type { ReportedEvent } from './reported';

interface ReportEventsProps {
  readonly label: string;
  readonly events: readonly ReportedEvent[];
  readonly empty: string;
  /** How many there are in all. */
  readonly total: number;
  /** A box to tick on paper. */
  readonly withTick?: boolean;
}

/** Attempts as a report lists them. */
export function ReportEvents({ label, events, empty, total, withTick }: ReportEventsProps) {
  return (
    <>
      <PlainTable
        label={label}
        rows={events}
        keyOf={({ id }) => id}
        empty={empty}
        columns={[
          { name: 'Record', cell: ({ seq }) => seq.toLocaleString('en') },
          { name: 'When', cell: ({ occurred_at: at }) => <Timestamp value={at} /> },
          { name: 'Outcome', cell: ({ outcome }) => lookOf(outcome).label },
          { name: 'Key', cell: ({ idempotency_key: key }) => <Long text={key} /> },
          { name: 'Amount', cell: amountOf },
          {
            name: 'Customer',
            cell: ({ customer_reference: customer }) => <Long text={customer} />,
          },
          ...(withTick ? [{ name: 'Agreed', cell: () => '☐' }] : []),
        ]}
      />
      {total > events.length && (
        <Text size="sm" mt="xs">
          {(total - events.length).toLocaleString('en')} more are not listed here: an export has all
          of them.
        </Text>
      )}
    </>
  );
}

function amountOf({ amount, currency }: ReportedEvent): string {
  return amount === null || currency === null ? '–' : formatMoney(amount, currency);
}

function Long({ text }: { readonly text: string | null }) {
  return <span style={{ overflowWrap: 'anywhere' }}>{text ?? '–'}</span>;
}
