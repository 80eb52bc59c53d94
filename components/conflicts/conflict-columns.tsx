import { Anchor } from '@mantine/core';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { KeyText } from '../keys/key-text';
import { formatMoney } from '../money/format-money';
import { FilterValue } from '../table/filter-value';
import { listColumnHelper } from '../table/list-table';
import { Timestamp } from '../time/timestamp';
import type { ListedConflict } from './listed-conflict';
import { PointersInLine } from './pointers';
import { addressOf } from './use-opened-conflict';

const COLUMNS = [
  { id: 'key', label: 'Key', width: 'minmax(11rem, 1.5fr)' },
  { id: 'pointers', label: 'Differs at', width: 'minmax(10rem, 1.5fr)' },
  { id: 'amount', label: 'Asked for', width: 'minmax(7rem, 1fr)' },
  { id: 'customer', label: 'Customer', width: 'minmax(7rem, 1fr)' },
  { id: 'version', label: 'Version', width: 'minmax(8rem, 1.2fr)' },
  { id: 'at', label: 'When', width: '14rem' },
] as const;

export const CONFLICT_WIDTHS = Object.fromEntries(COLUMNS.map(({ id, width }) => [id, width]));

interface ColumnsOptions {
  readonly onOpen: (id: string) => void;
  readonly onFilter: (field: string, value: string | undefined) => void;
}

/** A conflict's row, cell by cell. */
export function conflictColumns({ onOpen, onFilter }: ColumnsOptions) {
  const { display } = listColumnHelper<ListedConflict>();
  const filterable = (field: string, value: string | null) =>
    value === null ? '–' : <FilterValue field={field} value={value} onFilter={onFilter} />;
  const cells: Record<(typeof COLUMNS)[number]['id'], (row: ListedConflict) => React.ReactNode> = {
    key: (conflict) => <ConflictLink conflict={conflict} onOpen={onOpen} />,
    pointers: ({ changed_pointers: pointers }) => <PointersInLine pointers={pointers} />,
    amount: ({ amount, currency }) =>
      amount === null || currency === null ? '–' : formatMoney(amount, currency),
    customer: (row) => filterable('customer_reference', row.customer_reference),
    version: ({ user_agent: agent }) => filterable('user_agent', agent),
    at: ({ occurred_at: at }) => <Timestamp value={at} />,
  };
  return COLUMNS.map(({ id, label }) =>
    display({ id, header: label, cell: ({ row }) => cells[id](row.original) }),
  );
}

interface ConflictLinkProps extends Pick<ColumnsOptions, 'onOpen'> {
  readonly conflict: ListedConflict;
}

/** Leads to the conflict beside the list. It alone knows the address, so that its cell stays put. */
function ConflictLink({ conflict, onOpen }: ConflictLinkProps) {
  const address = useSearchParams();
  return (
    <Anchor
      component={Link}
      href={addressOf(address, conflict.id)}
      prefetch={false}
      // Opened here; in another tab by itself.
      onNavigate={(event: { preventDefault: () => void }) => {
        event.preventDefault();
        onOpen(conflict.id);
      }}
      aria-label={conflict.idempotency_key ?? ''}
      ff="monospace"
    >
      <KeyText text={conflict.idempotency_key ?? ''} />
    </Anchor>
  );
}
