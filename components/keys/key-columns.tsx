import { Anchor, Text } from '@mantine/core';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import type { ShownKey } from '@/lib/history/answers';
import { formatMoney } from '../money/format-money';
import { withMerchant } from '../shell/merchant';
import { FilterValue } from '../table/filter-value';
import { listColumnHelper } from '../table/list-table';
import { Timestamp } from '../time/timestamp';
import { KEY_COLUMNS } from './column-list';
import { KeyState } from './key-state';
import { KeyText } from './key-text';

type OnFilter = (field: string, value: string) => void;

interface KeyActions {
  readonly onFilter: OnFilter;
  /** Shows a key beside the list. */
  readonly onOpen: (id: string) => void;
}

/** A key's row, cell by cell. */
export function keyColumns(merchant: string | undefined, { onFilter, onOpen }: KeyActions) {
  const { display } = listColumnHelper<ShownKey>();
  const cells: Record<(typeof KEY_COLUMNS)[number]['id'], (key: ShownKey) => React.ReactNode> = {
    key: (key) => (
      <Anchor
        component={Link}
        href={withMerchant(`/keys/${key.id}`, merchant)}
        prefetch={false}
        aria-label={key.idempotency_key}
        ff="monospace"
        onClick={(event: MouseEvent) => {
          // With a modifier it is a link like any other: whole, in a tab of its own.
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          onOpen(key.id);
        }}
      >
        <KeyText text={key.idempotency_key} />
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
  if (count === 0)
    return (
      <Text size="sm" c="dimmed">
        0
      </Text>
    );
  return (
    <Text size="sm" fw={600} {...(color && { c: color })}>
      {count.toLocaleString('en')}
    </Text>
  );
}
