import type { Integrity } from '@/lib/ledger/integrity/contract';
import { PlainTable } from '../table/plain-table';
import { describeGap } from '../time/describe-gap';
import { Timestamp } from '../time/timestamp';

interface ControlFailuresProps {
  readonly failures: Integrity['control_failures'];
}

/** Times in which the control did not work: start, end and cause (PCI DSS 10.7). */
export function ControlFailures({ failures }: ControlFailuresProps) {
  return (
    <PlainTable
      label="Control failures"
      rows={failures}
      keyOf={({ started_at: start, ended_at: end }) => `${start} ${end}`}
      empty="Never: no failure of this control is on record."
      columns={[
        { name: 'From', cell: ({ started_at: start }) => <Timestamp value={start} /> },
        { name: 'To', cell: ({ ended_at: end }) => <Timestamp value={end} /> },
        {
          name: 'For',
          cell: ({ started_at: start, ended_at: end }) => describeGap(start, end),
        },
        { name: 'Control', cell: ({ control }) => control },
        { name: 'Cause', cell: ({ cause }) => cause },
      ]}
    />
  );
}
