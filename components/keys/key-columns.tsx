import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import type { ShownKey } from '@/lib/history/answers';
import { formatMoney } from '../money/format-money';
import { withMerchant } from '../shell/merchant';
import { FilterValue } from '../table/filter-value';
import { listColumnHelper } from '../table/list-table';
import { Timestamp } from '../time/timestamp';
import { KeyState } from './key-state';

export const KEY_COLUMNS = [
  { id: 'key', label: 'Key', width: 'minmax(11rem, 2fr)' },
  { id: 'state', label: 'State', width: '7rem' },
  { id: 'operation', label: 'Operation', width: '6.5rem' },
  { id: 'amount', label: 'Amount', width: 'minmax(7rem, 1fr)' },
  { id: 'customer', label: 'Customer', width: 'minmax(7rem, 1.2fr)' },
  { id: 'order', label: 'Order', width: 'minmax(9rem, 1.2fr)' },
  { id: 'attempts', label: 'Attempts', width: '5rem' },
  { id: 'replays', label: 'Replays', width: '4.5rem' },
  { id: 'conflicts', label: 'Conflicts', width: '5rem' },
  { id: 'generation', label: 'Generation', width: '6rem' },
  { id: 'first_seen', label: 'First seen', width: '14rem' },
  { id: 'last_seen', label: 'Last seen', width: '14.5rem' },
  { id: 'expires_at', label: 'Expires', width: '14.5rem' },
] as const;

export const HIDDEN_AT_FIRST = {
  order: false,
  generation: false,
  last_seen: false,
  expires_at: false,
};

type OnFilter = (field: string, value: string) => void;

/** A key's row, cell by cell. */
export function keyColumns(merchant: string | undefined, onFilter: OnFilter) {
  const { display } = listColumnHelper<ShownKey>();
  const cells: Record<(typeof KEY_COLUMNS)[number]['id'], (key: ShownKey) => React.ReactNode> = {
    key: (key) => (
      <Anchor component={Link} href={withMerchant(`/keys/${key.id}`, merchant)} ff="monospace">
        {key.idempotency_key}
      </Anchor>
    ),
    state: ({ state }) => (
      <FilterValue field="state" value={state} onFilter={onFilter}>
        <KeyState state={state} />
      </FilterValue>
    ),
    operation: ({ operation }) => filterable('operation', operation, onFilter),
    amount: ({ amount, currency }) =>
      amount === null || currency === null ? '–' : formatMoney(amount, currency),
    customer: (key) => filterable('customer_reference', key.customer_reference, onFilter),
    order: (key) => filterable('order_reference', key.order_reference, onFilter),
    attempts: ({ attempts }) => attempts.toLocaleString('en'),
    replays: ({ replays }) => counted(replays, undefined),
    conflicts: ({ conflicts }) => counted(conflicts, 'red'),
    generation: ({ generation }) => generation,
    first_seen: (key) => <Timestamp value={key.first_seen} />,
    last_seen: (key) => <Timestamp value={key.last_seen} />,
    expires_at: (key) => (key.expires_at ? <Timestamp value={key.expires_at} /> : '–'),
  };
  return KEY_COLUMNS.map(({ id, label }) =>
    display({ id, header: label, cell: ({ row }) => cells[id](row.original) }),
  );
}

function filterable(field: string, value: string | null, onFilter: OnFilter) {
  return value === null ? '–' : <FilterValue field={field} value={value} onFilter={onFilter} />;
}

function counted(count: number, color: string | undefined) {
  if (count === 0) return <Text c="dimmed">0</Text>;
  return (
    <Text size="sm" fw={600} {...(color && { c: color })}>
      {count.toLocaleString('en')}
    </Text>
  );
}
